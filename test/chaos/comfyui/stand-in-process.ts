import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { readStandInUrl } from '../../support/read-stand-in-url.js'

const program = 'dist/clients/cli/main.js'
/** A base of 512 px, since four times the pixels would only cost four times the processor. */
const models = { checkpoints: [{ name: 'v1-5-pruned-emaonly.safetensors', gb: 4 }] }
const startLimitMs = 60_000
const answerLimitMs = 10_000

const statsSchema = z.object({
  accepted: z.number(),
  executions: z.number(),
  restarts: z.number(),
  faults: z.record(z.string(), z.number()),
})
const queueSchema = z.object({ queue_running: z.array(z.unknown()), queue_pending: z.array(z.unknown()) })

/** What a stand-in did since it was first started, over all its processes. */
export interface StandInCounts {
  readonly accepted: number
  readonly executions: number
  /** Faults that happened, by kind. */
  readonly faults: Readonly<Record<string, number>>
}

/** A ComfyUI stand-in in a process of its own, which can die and come back at the same address with the same files. */
export class StandInProcess {
  private readonly version: string
  private readonly dir = mkdtempSync(join(tmpdir(), 'assetloom-chaos-comfyui-'))
  private child: ChildProcess | null = null
  private port = 0
  private lastCounts: StandInCounts = { accepted: 0, executions: 0, faults: {} }

  constructor(version: string) {
    this.version = version
  }

  get isRunning(): boolean {
    return this.child !== null
  }

  get url(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Starts it, again at the port that it had. */
  async start(): Promise<void> {
    const modelsFile = join(this.dir, 'models.json')
    writeFileSync(modelsFile, JSON.stringify(models))
    const timing = ['--step-ms', '8', '--load-ms', '100', '--no-previews']
    const place = ['--port', String(this.port), '--dir', this.dir, '--json']
    const kind = ['--models', modelsFile, '--comfyui-version', this.version]
    const child = spawn(process.execPath, [program, 'fake-comfyui', ...place, ...timing, ...kind], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    this.child = child
    this.port = Number(new URL(await readStandInUrl(child, startLimitMs)).port)
  }

  /** kill -9 */
  async kill(): Promise<void> {
    const { child } = this
    if (child === null) return
    // What is asked while it is away.
    await this.counts().catch(() => undefined)
    this.child = null
    const ended = once(child, 'exit')
    if (child.exitCode === null && child.signalCode === null) {
      child.kill('SIGKILL')
      await ended
    }
  }

  async remove(): Promise<void> {
    await this.kill()
    rmSync(this.dir, { recursive: true, force: true })
  }

  /** Arms faults: docs/guides/stand-in.md has their form. Throws where it refuses them. */
  async arm(faults: string): Promise<void> {
    const response = await fetch(`${this.url}/fake/faults`, {
      method: 'POST',
      body: JSON.stringify({ faults }),
      signal: AbortSignal.timeout(answerLimitMs),
    })
    if (!response.ok) throw new Error(`the stand-in did not take "${faults}": ${await response.text()}`)
    await response.body?.cancel()
  }

  /** Lists are the same in every row: what one left in the cache would be an execution less in the next. */
  async forgetCache(): Promise<void> {
    const body = JSON.stringify({ unload_models: false, free_memory: true })
    const signal = AbortSignal.timeout(answerLimitMs)
    await (await fetch(`${this.url}/free`, { method: 'POST', body, signal })).body?.cancel()
  }

  /** Its tally lies in its folder and outlives its processes. */
  async counts(): Promise<StandInCounts> {
    if (this.child !== null) this.lastCounts = statsSchema.parse(await this.read('/fake/stats'))
    return this.lastCounts
  }

  /** Prompts that run and that wait. */
  async queue(): Promise<{ readonly running: number; readonly pending: number }> {
    const found = queueSchema.parse(await this.read('/queue'))
    return { running: found.queue_running.length, pending: found.queue_pending.length }
  }

  private async read(path: string): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, { signal: AbortSignal.timeout(answerLimitMs) })
    return await response.json()
  }
}
