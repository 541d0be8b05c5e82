import type { GraphTemplate } from '../graphs/graph-template.js'
import { graphSizeOf } from './comfy-values.js'
import type { GenerationRoute } from './generation-route.js'

/** What the samplers of a graph have to do for one job: nearly all of its time. */
export interface SamplerWork {
  /** Of one pass. */
  readonly pixels: number
  /** Of one pass. */
  readonly steps: number
  /** How often a picture is sampled: a character and each of its frames, a tile and its seams. */
  readonly passes: number
}

/** The stock nodes that denoise. */
export const samplerClasses: readonly string[] = [
  ...['KSampler', 'KSamplerAdvanced', 'SamplerCustom', 'SamplerCustomAdvanced'],
]

/**
 * The work of a graph with the values of a route; `frames`: 1 = it stands still. null where the graph has no size or no
 * sampler (a sound, an upscaling): nothing is told by the work of others then. Pure.
 */
export function samplerWorkOf(
  route: Pick<GenerationRoute, 'values'>,
  template: GraphTemplate,
  frames: number,
): SamplerWork | null {
  const { graph, bindings } = template
  const size = graphSizeOf(route, template)
  const input = bindings.inputs['steps']
  const steps = route.values?.['steps'] ?? (input?.kind === 'integer' ? input.default : undefined)
  const samplers = Object.entries(graph).filter(([, node]) => samplerClasses.includes(node.class_type))
  if (size === null || typeof steps !== 'number' || samplers.length === 0) return null
  const repeated = bindings.repeat?.nodes ?? []
  const again = samplers.filter(([id]) => repeated.includes(id)).length
  const passes = samplers.length + again * (Math.max(1, frames) - 1)
  return { pixels: size.width * size.height, steps, passes }
}

/** What decodes and saves a picture takes about as long as so many steps of it: an estimate of our own. */
const otherSteps = 3

/** As one figure: steps of one megapixel (1024 x 1024). */
export function megapixelSteps({ pixels, steps, passes }: SamplerWork): number {
  return (pixels / 1024 ** 2) * (steps + otherSteps) * passes
}
