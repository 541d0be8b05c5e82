import type { ComfyGraph, GraphValue } from '../../core/graphs/comfy-graph.js'
import type { Raster } from '../../core/raster/raster.js'
import type { FakeFiles } from './fake-files.js'
import type { ModelMemory } from './model-memory.js'
import type { NodeInput, NodeValue } from './node-values.js'
import type { Artists } from './sample-latent.js'

/** What a running node works with. */
export interface NodeContext {
  readonly inputs: Readonly<Record<string, NodeInput>>
  /** Hash of everything that the node gets, without node ids and file names: 64 hex digits. */
  readonly content: string
  readonly graph: ComfyGraph
  readonly extraData: Readonly<Record<string, GraphValue>>
  readonly files: FakeFiles
  readonly artists: Artists
  readonly memory: ModelMemory
  /** Ends with the boot of the server. */
  readonly signal: AbortSignal
  /** Throws InterruptedPrompt when the prompt is interrupted meanwhile. */
  readonly wait: (ms: number) => Promise<void>
  /** One step of a sampler: takes its time, then tells. */
  readonly step: (value: number, max: number, preview: Raster | null) => Promise<void>
  /** Called before a file is written; throws where the disk is full. */
  readonly beforeSave: () => void
}

export interface NodeResult {
  readonly outputs: readonly NodeValue[]
  /** What an output node shows: goes to `executed` and to the history. */
  readonly ui?: Readonly<Record<string, unknown>>
}

export type NodeRun = (context: NodeContext) => Promise<NodeResult> | NodeResult
