import { spawn, type ChildProcess } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { z } from 'zod'
import { findPackageRoot } from '../../infra/dev/package-root.js'
import { nodeArgsFor, type StackMode } from '../../infra/dev/stack-children.js'
import { readStandInUrl } from '../support/read-stand-in-url.js'

const startLimitMs = 180_000
const answerLimitMs = 10_000
const spansSchema = z.array(z.object({ startMs: z.number(), endMs: z.number() }))
const queueSchema = z.object({ queue_running: z.array(z.unknown()), queue_pending: z.array(z.unknown()) })
/** `[number, prompt id, graph, extra data, outputs]`. */
const entrySchema = z.tuple([z.number(), z.string(), graphSchema()]).rest(z.unknown())

export type BenchGraph = z.infer<ReturnType<typeof graphSchema>>
export type ExecutionSpan = z.infer<typeof spansSchema>[number]

function graphSchema() {
  return z.record(
    z.string(),
    z.object({ class_type: z.string(), inputs: z.record(z.string(), z.unknown()) }).loose(),
  )
}

/** A ComfyUI stand-in in a process of its own: its time is not taken from who drives it. */
export class StandInChild {
  readonly url: string
  private readonly child: ChildProcess

  private constructor(child: ChildProcess, url: string) {
    this.child = child
    this.url = url
  }

  /** Starts so many with the same times, does the work, and ends them. */
  static async with<Result>(
    input: { readonly count: number; readonly mode: StackMode; readonly stepMs: number },
    work: (servers: readonly StandInChild[]) => Promise<Result>,
  ): Promise<Result> {
    const servers: StandInChild[] = []
    try {
      for (let at = 0; at < input.count; at++) servers.push(await StandInChild.start(input))
      return await work(servers)
    } finally {
      await Promise.all(servers.map(async (one) => await one.stop()))
    }
  }

  private static async start({
    mode,
    stepMs,
  }: {
    readonly mode: StackMode
    readonly stepMs: number
  }): Promise<StandInChild> {
    const program = mode === 'dist' ? 'dist/clients/cli/main.js' : 'clients/cli/main.ts'
    const timing = ['--port', '0', '--json', '--step-ms', String(stepMs), '--load-ms', '0', '--no-previews']
    const entry = join(findPackageRoot(), program)
    const child = spawn(process.execPath, [...nodeArgsFor(entry), 'fake-comfyui', ...timing], {
      stdio: ['ignore', 'pipe', 'ignore'],
    })
    try {
      return new StandInChild(child, await readStandInUrl(child, startLimitMs))
    } catch (error) {
      child.kill('SIGKILL')
      throw error
    }
  }

  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return
    const ended = once(this.child, 'exit')
    this.child.kill('SIGTERM')
    await ended
  }

  /** What was executed since a moment; milliseconds since the epoch, the first one first. */
  async spansSince(sinceMs: number): Promise<ExecutionSpan[]> {
    const spans = spansSchema.parse(await this.ask('/fake/executions'))
    return spans.filter(({ startMs }) => startMs >= sinceMs)
  }

  /** Graphs of the prompts that run or wait now. */
  async graphs(): Promise<BenchGraph[]> {
    const queue = queueSchema.parse(await this.ask('/queue'))
    return [...queue.queue_running, ...queue.queue_pending].map((entry) => entrySchema.parse(entry)[2])
  }

  async post(promptId: string, graph: BenchGraph): Promise<void> {
    await this.ask('/prompt', { prompt_id: promptId, client_id: 'bench', prompt: graph })
  }

  private async ask(path: string, body?: unknown): Promise<unknown> {
    const response = await fetch(`${this.url}${path}`, {
      signal: AbortSignal.timeout(answerLimitMs),
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
    })
    if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
    return await response.json()
  }
}
