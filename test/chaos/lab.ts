import { execFileSync } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import type { RunView } from '../../core/http/http-api.js'
import { identifyProcess } from '../../infra/dev/process-identity.mjs'
import { stackStatus, startStack, stopStack, type StackHandle } from '../../infra/dev/stack.js'
import type { StackSettings } from './stack-settings.js'

export const palette = { name: 'dune8.hex', text: readFileSync('examples/dune8.hex', 'utf8') }

/** Pictures that one kill or outage may cost: those in work, in two attempts that overlap. */
const lossesPerInjuryDefault = 8
const pollMs = 100

/** A run of a fault beside its own, to be judged like it. */
export interface OtherRun {
  readonly runId: string
  readonly review: 'auto' | 'person'
}

/** One home with a real stack in it, and the means to hurt it. */
export class Lab {
  readonly home = mkdtempSync(join(tmpdir(), 'assetloom-chaos-'))
  readonly specs: number
  /** Variants of every spec. */
  readonly variants: number
  /** The longest wait for one thing: it grows with the list. */
  readonly limitMs: number
  stack: StackHandle | null = null
  /** What the fault of this moment may cost, and what else it has made. Set to nothing before every fault. */
  lossesAllowed = 0
  moreDecisions = 0
  otherRuns: OtherRun[] = []
  /** Executions that began under another build and took its branch: only that one can replay them. */
  readonly ofOtherBuild = new Set<string>()
  /** What its processes are told beside what all are, and its lists beside what all say. */
  protected readonly environment: Record<string, string> = {}
  protected readonly order: { readonly provider?: string } = {}
  protected readonly lossesPerInjury: number = lossesPerInjuryDefault
  private settings: StackSettings = {}

  constructor({ specs, variants }: { readonly specs: number; readonly variants: number }) {
    this.specs = specs
    this.variants = variants
    this.limitMs = 120_000 + specs * 600
  }

  beginFault(): void {
    this.lossesAllowed = 0
    this.moreDecisions = 0
    this.otherRuns = []
  }

  /** Starts the stack, as the last time unless told otherwise. */
  async start(settings: StackSettings = this.settings): Promise<void> {
    this.settings = settings
    this.stack = await startStack({
      home: this.home,
      port: 0,
      mode: 'dist',
      detach: false,
      env: this.environmentOf(settings),
    })
  }

  /** Makes sure that a stack runs as the fault wants it. Crash points of an earlier fault are armed again. */
  async ensure({
    stack: settings = {},
    prepare,
  }: {
    readonly stack?: StackSettings
    readonly prepare?: (lab: Lab) => void
  }): Promise<void> {
    if (this.stack && !prepare && JSON.stringify(settings) === JSON.stringify(this.settings)) return
    await this.stop()
    prepare?.(this)
    const runDir = join(this.home, 'run')
    if (existsSync(runDir))
      for (const name of readdirSync(runDir)) if (name.startsWith('crashed-')) rmSync(join(runDir, name))
    await this.start(settings)
  }

  private environmentOf({ faults, storeMaxBytes, store }: StackSettings): NodeJS.ProcessEnv {
    return {
      ...process.env,
      ...this.environment,
      ASSETLOOM_FAULTS: faults === undefined ? 'words' : `words,${faults}`,
      OBJECT_STORE_DIR: this.storeDir(store),
      ...(storeMaxBytes === undefined ? {} : { OBJECT_STORE_MAX_BYTES: String(storeMaxBytes) }),
    }
  }

  /** The folder of the common store, or of a store of its own. */
  storeDir(store: string | undefined = this.settings.store): string {
    return join(this.home, store === undefined ? 'objects' : `objects-${store}`)
  }

  async stop(): Promise<void> {
    await this.stack?.stop()
    this.stack = null
  }

  async remove(): Promise<void> {
    await stopStack(this.home)
    rmSync(this.home, { recursive: true, force: true })
  }

  client(retryForMs = 60_000): AssetloomClient {
    return new AssetloomClient({ baseUrl: this.stack!.apiUrl, token: this.token(), retryForMs })
  }

  token(): string {
    return readFileSync(join(this.home, 'secrets', 'api-token'), 'utf8').trim()
  }

  /** So many pictures may be painted once more than is needed. */
  allowLosses(pictures: number): void {
    this.lossesAllowed += pictures
  }

  /** The run gets so many decisions more than an undisturbed one. */
  expectMoreDecisions(decisions: number): void {
    this.moreDecisions += decisions
  }

  /** A further run of this fault: it has to end, and is judged like the run of the fault. */
  alsoJudge(runId: string, review: 'auto' | 'person'): void {
    this.otherRuns.push({ runId, review })
  }

  /** The process of the stack with this name, as it runs now. Waits a little for one that is starting again. */
  async pidOf(name: string): Promise<number> {
    const endMs = Date.now() + 30_000
    for (;;) {
      const { processes } = await stackStatus(this.home)
      const found = processes.find((one) => one.name === name && one.alive)
      if (found) return found.pid
      if (Date.now() > endMs)
        throw new Error(`no process ${name} among ${processes.map((one) => one.name).join(', ')}`)
      await sleep(50)
    }
  }

  /** Sends a signal; a killed process is really gone afterwards, or the next start could still meet it. */
  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const pid = await this.pidOf(name)
    this.allowLosses(this.lossesPerInjury)
    process.kill(pid, signal)
    if (signal === 'SIGKILL') await untilGone(pid)
  }

  /** Stops a process in its tracks (connections stay open, nobody answers), does the work, and lets it go on. */
  async whileFrozen(name: string, work: () => Promise<void>): Promise<void> {
    const pid = await this.pidOf(name)
    this.allowLosses(this.lossesPerInjury)
    process.kill(pid, 'SIGSTOP')
    try {
      await work()
    } finally {
      process.kill(pid, 'SIGCONT')
    }
  }

  /** Kills a process and keeps it away (nobody listens) during the work: its supervisor is frozen meanwhile. */
  async whileAway(name: string, work: () => Promise<void>): Promise<void> {
    const supervisor = await this.pidOf('supervisor')
    process.kill(supervisor, 'SIGSTOP')
    try {
      await this.kill(name)
      await work()
    } finally {
      process.kill(supervisor, 'SIGCONT')
    }
  }

  /** Freezes Postgres with all its sessions: the head alone would leave open connections answered. */
  async whilePostgresFrozen(work: () => Promise<void>): Promise<void> {
    const head = await this.pidOf('postgres')
    this.allowLosses(this.lossesPerInjury)
    const all = [head, ...descendantsOf(head)]
    for (const pid of all) signalIfThere(pid, 'SIGSTOP')
    try {
      await work()
    } finally {
      for (const pid of all) signalIfThere(pid, 'SIGCONT')
    }
  }

  /** kill -9 of every process of the stack, the supervisor first, as a crash of the machine would. */
  async killAll(): Promise<void> {
    const { processes } = await stackStatus(this.home)
    this.allowLosses(this.lossesPerInjury)
    const ordered = processes.toSorted((a) => (a.name === 'supervisor' ? -1 : 1))
    for (const { pid, alive } of ordered) if (alive) signalIfThere(pid, 'SIGKILL')
    for (const { pid } of ordered) await untilGone(pid)
    this.stack = null
  }

  /** The database files of the embedded Temporal server with their journals. */
  temporalFiles(): string[] {
    const folder = join(this.home, 'temporal')
    return readdirSync(folder)
      .filter((name) => /^temporal-[\d.]+\.sqlite/.test(name))
      .map((name) => join(folder, name))
  }

  /** Submits a list to a project of its own; every project has the same name, so that bundles can be compared. */
  async submit(key: string, text: string, review: 'auto' | 'person' = 'auto'): Promise<string> {
    const client = this.client()
    const { projectId } = await client.ensureProject({ key, name: 'chaos' })
    const body = {
      name: 'chaos.txt',
      text,
      palette,
      seed: 1,
      variantsPerSpec: this.variants,
      review,
      targets: ['generic'],
      ...this.order,
    }
    return (await client.submitWishlist(projectId, body)).runId
  }

  /** After a fault that went wrong: its runs must not go on beside the next. */
  async cancelQuietly(runIds: readonly string[]): Promise<void> {
    if (!this.stack) return
    for (const runId of runIds)
      await this.client(5_000)
        .cancelRun(runId)
        .catch(() => undefined)
  }

  async until(runId: string, what: string, is: (run: RunView) => boolean): Promise<RunView> {
    const endMs = Date.now() + this.limitMs
    for (;;) {
      const run = await this.client().readRun(runId)
      if (is(run)) return run
      if (Date.now() > endMs) throw new Error(`${what}: still ${run.stage}, ${JSON.stringify(run.counts)}`)
      await sleep(pollMs)
    }
  }

  /** Waits for the end of a run. Throws when it ends otherwise. */
  async untilEnded(runId: string, stage: 'done' | 'cancelled' = 'done'): Promise<RunView> {
    const run = await this.until(runId, 'waiting for the end', (one) =>
      ['done', 'failed', 'cancelled'].includes(one.stage),
    )
    if (run.stage !== stage) throw new Error(`the run is ${run.stage}: ${run.failure ?? run.sentence}`)
    return run
  }
}

function signalIfThere(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal)
  } catch {
    // It ended by itself, for example when the supervisor died.
  }
}

/** Every process below this one. */
function descendantsOf(root: number): number[] {
  const list = execFileSync('ps', ['-axo', 'pid=,ppid='], { encoding: 'utf8' })
  const pairs = list.split('\n').map((line) => line.trim().split(/\s+/).map(Number))
  const found = [root]
  for (let at = 0; at < found.length; at++)
    for (const [pid, parent] of pairs) if (parent === found[at] && pid !== undefined) found.push(pid)
  return found.slice(1)
}

async function untilGone(pid: number): Promise<void> {
  while (identifyProcess(pid) !== null) await sleep(20)
}
