import { chooseGraph, type GraphServer } from '../graphs/choose-graph.js'
import { graphHashOf, graphLabel, type GraphTemplate } from '../graphs/graph-template.js'
import { chooseBackgroundRemover } from '../models/choose-extra-model.js'
import { objectToModels } from '../models/licence-gate.js'
import type { ModelCatalogue } from '../models/merge-catalogue.js'
import type { HostFacts } from '../scheduling/gpu-host-ports.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf } from '../spec/spec-frames.js'
import type { CutoutRoute } from './cutout-route.js'
import type { GenerationStage } from './generation-route.js'
import { cutoutObstacle } from './cutout-rules.js'
import { usesOfGraph } from './uses-of-graph.js'
import { valuesForGraph } from './values-for-graph.js'

export interface CutoutPlanInput {
  readonly spec: AssetSpec
  /** Absent = `final`. */
  readonly stage?: GenerationStage
  readonly facts: Pick<HostFacts, 'models' | 'nodeClasses'> & Pick<GraphServer, 'refusals'>
  readonly catalogue: ModelCatalogue
  readonly templates: readonly GraphTemplate[]
  readonly commercial?: boolean
}

/**
 * How the background of what a spec asks for is removed by a model, where it asks for that, and what is to be said of it.
 * Where the server cannot, the reason says so and the colours decide: that is no fault of the spec. Pure.
 */
export function planCutout({ spec, stage, facts, templates, catalogue, commercial }: CutoutPlanInput): {
  readonly cutout?: CutoutRoute
  readonly reasons: readonly string[]
} {
  // A draft is only chosen by: it needs no fine edge.
  if (spec.cutout !== 'model' || stage === 'draft') return { reasons: [] }
  const obstacle =
    cutoutObstacle(spec) ??
    (framesOf(spec).length > 1 ? 'its frames lie in one picture, and a model looks at one subject' : null)
  if (obstacle !== null) return byColours(obstacle)
  const remover = chooseBackgroundRemover(catalogue, facts, commercial === undefined ? {} : { commercial })
  const given = ['image', ...(remover === null ? [] : ['model'])]
  const graph = chooseGraph({ task: 'cutout', frames: 1, base: null, given }, facts, templates)
  if (!graph.found) return byColours(graph.reason)
  const { template } = graph
  const values = valuesForGraph(template, remover === null ? {} : { model: remover.file })
  const { uses } = usesOfGraph(template, { values, base: 'any' }, catalogue, facts)
  const objections = commercial === true ? objectToModels(uses, catalogue) : []
  if (objections.length > 0)
    return byColours(`it is to be sold, and it ${objections.map(({ message }) => message).join('; it ')}`)
  const { name, version } = template.bindings
  const by = uses.map(({ file }) => file).join(', ')
  return {
    cutout: { graph: { name, version, hash: graphHashOf(template) }, values, uses },
    reasons: [`background: removed by ${graphLabel(template)}${by === '' ? '' : ` with ${by}`}`],
  }
}

function byColours(reason: string): { readonly reasons: readonly string[] } {
  return { reasons: [`background: removed by its colours and not by a model, since ${reason}`] }
}
