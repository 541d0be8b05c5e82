import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { openChildLog } from './child-log.js'
import { identifyProcess } from './process-identity.mjs'
import type { ProcessRecord } from './stack-state.js'

/** How to run one process of the stack. Made anew for every start, because a crash may call for other arguments. */
export interface ChildCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly env?: NodeJS.ProcessEnv
  readonly cwd?: string
  readonly uid?: number
  readonly gid?: number
}

export interface ChildPlan {
  readonly name: string
  readonly kind: ProcessRecord['kind']
  /** What the program is built of just now; null when nobody knows. */
  build?(): string | null
  command(): ChildCommand | Promise<ChildCommand>
  /** Resolves when the process serves. Node children tell it themselves over IPC and need none. */
  waitUntilReady?(isAlive: () => boolean): Promise<void>
  /** Signals that ask it to stop, each with how long to wait for the end; SIGKILL comes after the last. */
  readonly stopSignals: readonly { readonly signal: NodeJS.Signals; readonly waitMs: number }[]
}

const firstDelayMs = 250
const longestDelayMs = 10_000
/** A child that ran this long has recovered: its next restart is quick again. */
const recoveredAfterMs = 10_000
/** A child that never got ready and ended this often in a row will not get ready. */
const hopelessStarts = 4

/** Runs one process, starts it again with growing delays when it ends, stops it on demand. */
export class SupervisedChild {
  readonly plan: ChildPlan
  /** Resolves when the child was ready for the first time; rejects when it is hopeless or stopped before. */
  readonly firstReady: Promise<void>
  private readonly home: string
  private readonly onChange: () => void
  private process: ChildProcess | null = null
  private record: ProcessRecord | null = null
  private build: string | null = null
  private stopping = false
  private restarts = 0
  private failedStarts = 0
  private delayMs = firstDelayMs
  private readonly wakeUp = new AbortController()
  private settleFirst: { resolve: () => void; reject: (error: Error) => void } | null = null
  private readonly loop: Promise<void>

  constructor(home: string, plan: ChildPlan, onChange: () => void) {
    this.home = home
    this.plan = plan
    this.onChange = onChange
    this.firstReady = new Promise((resolve, reject) => (this.settleFirst = { resolve, reject }))
    // Whoever waits sees the rejection; nobody waiting is no crash.
    this.firstReady.catch(() => {})
    this.loop = this.runUntilStopped()
  }

  /** The process that runs now, or null between two starts. */
  get current(): ProcessRecord | null {
    return this.record
  }

  /** Ends the process; it is started again at once. */
  restart(): void {
    this.delayMs = firstDelayMs
    this.process?.kill('SIGTERM')
  }

  /** Stops for good: signals in order, then SIGKILL. Resolves when the process is gone. */
  async stop(): Promise<void> {
    this.stopping = true
    this.wakeUp.abort()
    this.settle(new Error(`${this.plan.name} was stopped.`))
    const child = this.process
    if (child !== null) await endProcess(child, this.plan.stopSignals)
    await this.loop
  }

  private async runUntilStopped(): Promise<void> {
    while (!this.stopping) {
      const startedAt = Date.now()
      const wasReady = await this.runOnce()
      if (this.stopping) return
      this.failedStarts = wasReady ? 0 : this.failedStarts + 1
      if (this.failedStarts >= hopelessStarts) {
        this.settle(new Error(`${this.plan.name} ended ${hopelessStarts} times before it was ready.`))
      }
      if (wasReady && Date.now() - startedAt > recoveredAfterMs) this.delayMs = firstDelayMs
      await sleep(this.delayMs, undefined, { signal: this.wakeUp.signal }).catch(() => {})
      this.delayMs = Math.min(this.delayMs * 2, longestDelayMs)
      this.restarts++
    }
  }

  /** One life of the process. Returns whether it became ready. */
  private async runOnce(): Promise<boolean> {
    let wasReady = false
    const startedAt = Date.now()
    try {
      const command = await this.plan.command()
      if (this.stopping) return false
      this.build = this.plan.build?.() ?? null
      const child = this.spawn(command)
      const ended = new Promise<void>((resolve) => {
        child.once('error', () => resolve())
        child.once('exit', () => resolve())
      })
      this.keepRecord(child, false)
      const markReady = () => {
        if (!wasReady) log(`${this.plan.name} is ready after ${Date.now() - startedAt} ms`)
        wasReady = true
        this.keepRecord(child, true)
        this.settle(null)
      }
      this.watchReadiness(child, markReady)
      await ended
      log(`${this.plan.name} ended with ${child.signalCode ?? child.exitCode ?? 'an error at start'}`)
    } catch (error) {
      log(`${this.plan.name} could not be started: ${error instanceof Error ? error.message : String(error)}`)
    }
    this.process = null
    this.record = null
    this.onChange()
    return wasReady
  }

  private spawn(command: ChildCommand): ChildProcess {
    const logFile = openChildLog(this.home, this.plan.name)
    try {
      const child = spawn(command.file, command.args, {
        stdio: this.plan.kind === 'node' ? ['ignore', logFile, logFile, 'ipc'] : ['ignore', logFile, logFile],
        ...(command.env === undefined ? {} : { env: command.env }),
        ...(command.cwd === undefined ? {} : { cwd: command.cwd }),
        ...(command.uid === undefined ? {} : { uid: command.uid, gid: command.gid ?? command.uid }),
      })
      this.process = child
      return child
    } finally {
      closeSync(logFile)
    }
  }

  private watchReadiness(child: ChildProcess, markReady: () => void): void {
    if (this.plan.waitUntilReady === undefined) {
      child.on('message', (message) => {
        if ((message as { type?: unknown } | null)?.type === 'ready') markReady()
      })
      return
    }
    const isAlive = () => child.exitCode === null && child.signalCode === null && this.process === child
    this.plan.waitUntilReady(isAlive).then(markReady, (error: unknown) => {
      if (!isAlive()) return
      log(`${this.plan.name}: ${error instanceof Error ? error.message : String(error)}`)
      // It runs but does not serve: the next start may do better.
      child.kill('SIGKILL')
    })
  }

  private keepRecord(child: ChildProcess, ready: boolean): void {
    if (this.process !== child || child.pid === undefined) return
    const identity = identifyProcess(child.pid)
    if (identity === null) return
    const { name, kind } = this.plan
    const build = this.build === null ? {} : { build: this.build }
    this.record = { ...identity, name, kind, restarts: this.restarts, ready, ...build }
    this.onChange()
  }

  private settle(error: Error | null): void {
    if (error === null) this.settleFirst?.resolve()
    else this.settleFirst?.reject(error)
    this.settleFirst = null
  }
}

async function endProcess(child: ChildProcess, signals: ChildPlan['stopSignals']): Promise<void> {
  const hasEnded = () => child.exitCode !== null || child.signalCode !== null || child.pid === undefined
  for (const { signal, waitMs } of [...signals, { signal: 'SIGKILL' as const, waitMs: 10_000 }]) {
    if (hasEnded()) return
    child.kill(signal)
    const deadline = Date.now() + waitMs
    while (!hasEnded() && Date.now() < deadline) await sleep(25)
  }
}

/** The supervisor's own log is its stderr. */
function log(line: string): void {
  process.stderr.write(`${new Date().toISOString()} ${line}\n`)
}
