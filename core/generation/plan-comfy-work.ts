import { chooseGraph, graphTaskOf } from '../graphs/choose-graph.js'
import { graphHashOf, type GraphTemplate } from '../graphs/graph-template.js'
import { chooseCheckpoint } from '../models/choose-checkpoint.js'
import type { LoraScope } from '../models/choose-loras.js'
import type { ModelCatalogue } from '../models/merge-catalogue.js'
import { modelKeyOf } from '../scheduling/model-set.js'
import type { HostFacts } from '../scheduling/gpu-host-ports.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf } from '../spec/spec-frames.js'
import type { GenerationRoute } from './generation-route.js'

/** What a spec is made with on a ComfyUI, or why it cannot be. */
export type ComfyPlan =
  | ({ readonly found: true; readonly modelKey: string } & Required<
      Pick<GenerationRoute, 'graph' | 'models' | 'uses' | 'values' | 'words' | 'reasons'>
    >)
  | { readonly found: false; readonly reason: string; readonly hint: string }

export interface ComfyPlanInput {
  readonly spec: AssetSpec
  /** What one server has. */
  readonly facts: HostFacts
  readonly catalogue: ModelCatalogue
  readonly templates: readonly GraphTemplate[]
  /** Of the project's policies. */
  readonly loraSelection?: readonly LoraScope[]
  /** From the server's memory profile, pixels. */
  readonly sideMaxPx?: number
}

/** Checkpoint, LoRAs, graph and what the graph is told, with every reason as a text. Pure. */
export function planComfyWork(input: ComfyPlanInput): ComfyPlan {
  const { spec, facts, catalogue, loraSelection, sideMaxPx } = input
  const choice = chooseCheckpoint(
    {
      ...{ assetType: spec.assetType, size: spec.size, stage: 'final' },
      isPixelArt: spec.kernel !== 'lanczos',
      ...(spec.loras === undefined ? {} : { loras: spec.loras }),
      ...(spec.generation === undefined ? {} : { generation: spec.generation }),
      ...(loraSelection === undefined ? {} : { loraSelection }),
      ...(sideMaxPx === undefined ? {} : { sideMaxPx }),
    },
    catalogue,
    facts,
  )
  if (!choice.found) return choice
  const { assetType, seamless } = spec
  const frames = Math.max(1, framesOf(spec).length)
  const task = graphTaskOf({ assetType, frames, seamless, stage: 'final' })
  const graph = chooseGraph({ task, frames, base: choice.base }, facts, input.templates)
  if (!graph.found) return graph
  const { bindings } = graph.template
  const values = Object.entries(choice.parameters).filter(([name, value]) =>
    fits(graph.template, name, value),
  )
  return {
    found: true,
    modelKey: modelKeyOf(choice.models),
    graph: { name: bindings.name, version: bindings.version, hash: graphHashOf(graph.template) },
    models: choice.models,
    uses: choice.uses,
    values: Object.fromEntries(values),
    words: choice.triggerWords,
    reasons: [...choice.reasons, ...graph.reasons],
  }
}

/** A parameter that the graph takes in this value; else the graph's own default holds. */
function fits({ bindings }: GraphTemplate, name: string, value: string | number): boolean {
  const input = bindings.inputs[name]
  if (input === undefined) return false
  if (input.kind === 'choice') return typeof value === 'string' && input.options.includes(value)
  if (input.kind === 'number') return typeof value === 'number' && value >= input.min && value <= input.max
  if (input.kind !== 'integer' || typeof value !== 'number' || !Number.isInteger(value)) return false
  return value >= input.min && value <= input.max && value % (input.step ?? 1) === 0
}
