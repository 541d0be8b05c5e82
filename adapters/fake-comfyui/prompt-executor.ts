import { createHash } from 'node:crypto'
import { setImmediate as yieldOnce, setTimeout as sleep } from 'node:timers/promises'
import type { ComfyGraph, ComfyNode } from '../../core/graphs/comfy-graph.js'
import type { EventHub } from './event-hub.js'
import { ExecutionOrder } from './execution-order.js'
import type { FakeFiles, FileRef } from './fake-files.js'
import type { PromptFaults } from './fault-book.js'
import { hashNodes, linksOf, type NodeHashes } from './graph-content.js'
import type { ModelMemory } from './model-memory.js'
import type { NodeContext, NodeResult, NodeRun } from './node-context.js'
import type { NodeTable } from './node-info.js'
import { describeInput, InterruptedPrompt, NodeFailure, type NodeInput } from './node-values.js'
import { drawPreview } from './preview-frame.js'
import { PromptEvents } from './prompt-events.js'
import type { HistoryEntry, QueueItem } from './prompt-queue.js'
import { imageNodes } from './run-image-nodes.js'
import { modelNodes } from './run-model-nodes.js'
import { outputNodes } from './run-output-nodes.js'
import { sufferAtSampler, ZombieWorker } from './suffer-faults.js'
import type { Artists } from './sample-latent.js'

const runs: Readonly<Record<string, NodeRun>> = { ...modelNodes, ...imageNodes, ...outputNodes }
const oomTip =
  'This error means you ran out of memory on your GPU.\n\nTIPS: If the workflow worked before you might have accidentally set the batch_size to a large number.'
export interface ExecutorHost {
  readonly hub: EventHub
  readonly table: NodeTable
  readonly files: FakeFiles
  readonly artists: Artists
  readonly memory: ModelMemory
  readonly stepMs: number
  readonly previews: boolean
  /** Least time between two steps that are told, milliseconds; the last of a node always is. */
  readonly tellEveryMs: number
  /** Since 2026-07 what is cached is told in the history even to those without a client id. */
  readonly tellsCachedToAll: boolean
  /** Ends with the boot. */
  readonly signal: AbortSignal
  /** Ends the boot: the process dies here and comes back. */
  readonly restart: () => void
}

export interface Executed {
  readonly entry: Omit<HistoryEntry, 'prompt'>
  readonly files: readonly FileRef[]
  /** Something else than an output node worked. */
  readonly worked: boolean
  /** Tells the submitter that the worker is done with it. */
  readonly tellDone: () => void
}

/** Runs prompts one after the other, with ComfyUI's cache of the last one, its events and its errors. */
export class PromptExecutor {
  private readonly host: ExecutorHost
  private cache = new Map<string, NodeResult>()
  private isInterrupted = false
  /** Nothing works on the device after such a fault until the process is new. */
  private isDeviceLost = false
  /** For who connects in the middle of a run. */
  present: { readonly sid: string | null; readonly node: string } | null = null

  constructor(host: ExecutorHost) {
    this.host = host
  }

  interrupt(): void {
    this.isInterrupted = true
  }

  forgetCache(): void {
    this.cache = new Map()
  }

  async execute(item: QueueItem, faults: PromptFaults): Promise<Executed> {
    const [, promptId, graph, extra, outputs] = item
    const sid = typeof extra['client_id'] === 'string' ? extra['client_id'] : null
    this.isInterrupted = false
    const events = new PromptEvents(this.host.hub, promptId, sid)
    events.message('execution_start', { prompt_id: promptId })
    const hashes = await hashNodes(graph, (name) => this.hashFile(name), this.host.table)
    const keys = new Set([...hashes.values()].map(({ cache }) => cache))
    this.cache = new Map([...this.cache].filter(([key]) => keys.has(key)))
    const cached = new Set(Object.keys(graph).filter((id) => this.cache.has(hashes.get(id)!.cache)))
    events.message('execution_cached', { nodes: [...cached], prompt_id: promptId })
    const run = new PromptRun({ ...{ item, events, hashes, cached, faults, sid }, executor: this })
    try {
      await run.workThrough(
        new ExecutionOrder(graph, outputs, {
          cached: (id) => cached.has(id),
          output: (id) => this.isOutput(graph[id]!),
        }),
      )
      events.message('execution_success', { prompt_id: promptId })
    } catch (error) {
      this.host.signal.throwIfAborted()
      if (error instanceof ZombieWorker) throw error
      run.fail(error)
    }
    this.present = null
    const isDone = run.failure === null
    return {
      entry: {
        outputs: Object.fromEntries(run.shown),
        status: { status_str: isDone ? 'success' : 'error', completed: isDone, messages: events.messages },
        meta: Object.fromEntries([...run.shown.keys()].map((id) => [id, metaOf(id)])),
      },
      files: run.files,
      worked: run.worked,
      tellDone: () => events.executing(null),
    }
  }

  isOutput(node: ComfyNode): boolean {
    return this.host.table.get(node.class_type)?.output_node === true
  }

  get parts(): { host: ExecutorHost; cache: Map<string, NodeResult> } {
    return { host: this.host, cache: this.cache }
  }

  throwIfInterrupted(): void {
    this.host.signal.throwIfAborted()
    if (this.isInterrupted) throw new InterruptedPrompt()
  }

  loseDevice(): void {
    this.isDeviceLost = true
  }

  throwIfDeviceLost(): void {
    if (this.isDeviceLost)
      throw new NodeFailure(
        'RuntimeError',
        'CUDA error: an illegal memory access was encountered\nCUDA kernel errors might be asynchronously reported at some other API call.',
      )
  }

  private async hashFile(name: string): Promise<string> {
    const bytes = await this.host.files.input(name)
    return bytes === null ? '' : createHash('sha256').update(bytes).digest('hex')
  }
}

interface RunInput {
  readonly item: QueueItem
  readonly events: PromptEvents
  readonly hashes: ReadonlyMap<string, NodeHashes>
  readonly cached: ReadonlySet<string>
  readonly faults: PromptFaults
  readonly sid: string | null
  readonly executor: PromptExecutor
}

/** One prompt on its way through its nodes. */
class PromptRun {
  readonly shown = new Map<string, unknown>()
  readonly files: FileRef[] = []
  failure: unknown = null
  worked = false
  private readonly input: RunInput
  private readonly executed: string[] = []
  private toldMs = -Infinity
  private at: { id: string; inputs: Readonly<Record<string, NodeInput>> } | null = null

  constructor(input: RunInput) {
    this.input = input
  }

  async workThrough(order: ExecutionOrder): Promise<void> {
    const { events, cached, executor, sid, hashes } = this.input
    const { host, cache } = executor.parts
    for (let id = order.next(); id !== null; id = order.next()) {
      if (cached.has(id)) {
        const { ui } = cache.get(hashes.get(id)!.cache)!
        if (ui !== undefined) {
          events.executed(id, ui)
          if (sid !== null || host.tellsCachedToAll) this.show(id, ui)
        }
        events.finished(id)
      } else await this.work(id)
      order.done(id)
    }
  }

  /** Writes the failure down as ComfyUI tells it. */
  fail(error: unknown): void {
    this.failure = error
    const { events, item } = this.input
    const id = this.at?.id ?? ''
    const told = {
      ...{
        prompt_id: item[1],
        node_id: id,
        node_type: item[2][id]?.class_type ?? '',
        executed: this.executed,
      },
    }
    if (error instanceof InterruptedPrompt) return events.message('execution_interrupted', told, true)
    const type = error instanceof NodeFailure ? error.type : 'RuntimeError'
    const message = error instanceof Error ? error.message : String(error)
    const inputs = Object.entries(this.at?.inputs ?? {}).map(([name, value]) => [
      name,
      [describeInput(value)],
    ])
    events.message('execution_error', {
      ...told,
      exception_message: `${message}\n${type === 'torch.OutOfMemoryError' ? oomTip : ''}`,
      exception_type: type,
      traceback: [`  File "execution.py", line 496, in execute\n    ${type}: ${message}\n`],
      current_inputs: Object.fromEntries(inputs) as Record<string, unknown>,
      current_outputs: Object.keys(item[2]),
    })
    if (type === 'torch.OutOfMemoryError') this.input.executor.parts.host.memory.unload()
  }

  private async work(id: string): Promise<void> {
    const { item, events, executor, sid, hashes } = this.input
    const node = item[2][id]!
    const { cache } = executor.parts
    events.started(id)
    events.executing(id)
    executor.present = { sid, node: id }
    this.at = { id, inputs: this.resolve(node) }
    executor.throwIfInterrupted()
    const run = runs[node.class_type]
    if (run === undefined)
      throw new NodeFailure('NotImplementedError', `the stand-in checks ${node.class_type} but cannot run it`)
    if (!executor.isOutput(node)) this.worked = true
    const result = await run(this.contextOf(id, node, hashes.get(id)!.content))
    cache.set(hashes.get(id)!.cache, result)
    this.executed.push(id)
    if (result.ui !== undefined) {
      this.show(id, result.ui)
      this.files.push(
        ...Object.values(result.ui).flatMap((shown) => (Array.isArray(shown) ? (shown as FileRef[]) : [])),
      )
      if (this.input.faults.take('restart-saved') !== null) this.die()
      events.executed(id, result.ui)
    }
    events.finished(id)
    // Lets the answers of other requests out between two nodes.
    await yieldOnce()
  }

  private contextOf(id: string, node: ComfyNode, content: string): NodeContext {
    const { item, events, executor, faults, sid } = this.input
    const { host } = executor.parts
    const graph: ComfyGraph = item[2]
    return {
      ...{ inputs: this.at!.inputs, content, graph, extraData: item[3] },
      ...{ files: host.files, artists: host.artists, memory: host.memory, signal: host.signal },
      wait: async (ms) => {
        if (ms > 0) await sleep(ms, undefined, { signal: host.signal })
        executor.throwIfInterrupted()
        executor.throwIfDeviceLost()
      },
      step: async (value, max, picture) => {
        await (host.stepMs > 0 ? sleep(host.stepMs, undefined, { signal: host.signal }) : yieldOnce())
        executor.throwIfInterrupted()
        if (value === 1)
          await sufferAtSampler(faults, {
            executor,
            hub: host.hub,
            sid,
            die: () => this.die(),
            signal: host.signal,
          })
        if (value < max && performance.now() - this.toldMs < host.tellEveryMs) return
        this.toldMs = performance.now()
        const wanted = host.previews && picture !== null && host.hub.reaches(sid)
        const jpeg = wanted ? await drawPreview(picture, value / max) : null
        events.progress(id, value, max, jpeg)
      },
      beforeSave: () => {
        if (faults.take('disk-full') !== null)
          throw new NodeFailure('OSError', '[Errno 28] No space left on device')
      },
    }
  }

  private resolve(node: ComfyNode): Record<string, NodeInput> {
    const { executor, hashes } = this.input
    const links = new Map(linksOf(node).map((link) => [link.name, link]))
    return Object.fromEntries(
      Object.entries(node.inputs).map(([name, value]) => {
        const link = links.get(name)
        if (link === undefined) return [name, value]
        return [name, executor.parts.cache.get(hashes.get(link.from)!.cache)?.outputs[link.slot] ?? null]
      }),
    )
  }

  private show(id: string, ui: unknown): void {
    this.shown.set(id, ui)
  }

  private die(): never {
    const { host } = this.input.executor.parts
    host.restart()
    host.signal.throwIfAborted()
    throw new Error('the boot goes on after its end')
  }
}

function metaOf(id: string): Readonly<Record<string, unknown>> {
  return { node_id: id, display_node: id, parent_node: null, real_node_id: id }
}
