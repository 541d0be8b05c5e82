import type { ComfyResult, ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { AssetloomError } from '../../core/errors.js'
import { graphSizeOf } from '../../core/generation/comfy-values.js'
import type { GenerationRoute } from '../../core/generation/generation-route.js'
import type { GraphSource } from '../../core/generation/graph-source.js'
import type { MakingContext } from '../../core/generation/paint-request.js'
import { smallerSizeOf } from '../../core/generation/smaller-size.js'
import type { PixelSize } from '../../core/generation/fit-delivered.js'
import { bindGraph } from '../../core/graphs/bind-graph.js'
import type { GraphValues } from '../../core/graphs/check-graph-values.js'
import { graphHashOf, type GraphTemplate } from '../../core/graphs/graph-template.js'
import { withoutCache } from '../../core/graphs/without-cache.js'

/** How often a picture that does not fit into the server's memory is made smaller. */
const smallerMax = 2

export interface RouteRunner {
  readonly runner: ComfyRunner
  readonly graphs: GraphSource
  readonly executionMaxMs: number
}

/** A job's way with what came of it. */
export interface RoutedWork {
  readonly route: GenerationRoute
  readonly template: GraphTemplate
  readonly values: GraphValues
  /** The size that the server's memory was too small for. */
  readonly downsizedFrom?: PixelSize
}

export interface ValuesOrder {
  readonly route: GenerationRoute
  readonly template: GraphTemplate
  /** The server has lost the pictures that it was given. */
  readonly again: boolean
}

/**
 * Runs the graph of a job's route with the values that `valuesFor` gives. Where the server has lost an uploaded picture the
 * values are asked for once more; where its memory is too small, even freed, the graph runs in three quarters of the
 * size, twice at most. An attempt after a restart goes on at the size that the job had come to. Throws as ComfyRunner and bindGraph do, and InvalidInput for a graph that is not here as chosen.
 */
export async function runRoute(
  { runner, graphs, executionMaxMs }: RouteRunner,
  { signal, context }: { readonly signal: AbortSignal; readonly context: MakingContext | undefined },
  valuesFor: (order: ValuesOrder) => Promise<GraphValues>,
): Promise<{ work: RoutedWork; result: ComfyResult }> {
  if (context?.route == null || context.route.graph === undefined) throw withoutRoute()
  const { jobId, cancels, onProgress, anew } = context
  const template = await requireTemplate(graphs, context.route.graph)
  const runOnce = async ({ route, timesSmaller }: Sized, again: boolean) => {
    const values = await valuesFor({ route, template, again })
    const bound = bindGraph(template, values, route.models?.loras ?? [])
    const graph = anew === undefined ? bound.graph : withoutCache(bound.graph, anew)
    const work = { jobId, graph, output: bound.output, executionMaxMs, timesSmaller }
    return { values, result: await runner.run(work, { signal, cancels, onProgress }) }
  }
  const { route: asked } = context
  const sizes = sizesOf(asked, template)
  let at = 0
  // Once down all the sizes, and once more where other attempts at the job were at another one each time.
  for (let turns = 0; ; turns++) {
    const sized = sizes[at]!
    try {
      const { values, result } = await runOnce(sized, false).catch(async (error: unknown) => {
        if (!isInputLost(error)) throw error
        return await runOnce(sized, true)
      })
      const downsizedFrom = at === 0 ? null : graphSizeOf(asked, template)
      const more = downsizedFrom === null ? {} : { downsizedFrom }
      return { work: { route: sized.route, template, values, ...more }, result }
    } catch (error) {
      const next = isOutOfMemory(error) ? at + 1 : otherSizeOf(error)
      if (next === null || sizes[next] === undefined || turns >= sizes.length * 2) throw error
      at = next
    }
  }
}

interface Sized {
  readonly route: GenerationRoute
  readonly timesSmaller: number
}

/** The route as it was chosen, and then each time with a smaller picture. */
function sizesOf(asked: GenerationRoute, template: GraphTemplate): Sized[] {
  const sizes: Sized[] = [{ route: asked, timesSmaller: 0 }]
  for (let timesSmaller = 1; timesSmaller <= smallerMax; timesSmaller++) {
    const { route } = sizes.at(-1)!
    const size = graphSizeOf(route, template)
    const smaller = size === null ? null : smallerSizeOf(size)
    if (smaller === null) break
    sizes.push({ route: { ...route, values: { ...route.values, ...smaller } }, timesSmaller })
  }
  return sizes
}

/** At which size the job is, where the runner says that it is at another one. */
function otherSizeOf(error: unknown): number | null {
  if (!(error instanceof AssetloomError) || error.details['kind'] !== 'other-size') return null
  return Number(error.details['timesSmaller'])
}

async function requireTemplate(
  graphs: GraphSource,
  { name: graph, version, hash }: NonNullable<GenerationRoute['graph']>,
): Promise<GraphTemplate> {
  const template = await graphs.find(graph, version)
  if (template !== null && graphHashOf(template) === hash) return template
  throw new AssetloomError(
    'InvalidInput',
    template === null
      ? `there is no graph ${graph}@${version} on this machine`
      : `the graph ${graph}@${version} was changed since it was chosen for this job`,
    'give a changed graph a version of its own (docs/guides/add-a-graph.md), then order the asset again',
    { graph },
  )
}

function isOutOfMemory(error: unknown): boolean {
  return error instanceof AssetloomError && error.details['kind'] === 'out-of-memory'
}

/** Refused because an input is not there, or deleted between the check and the node that reads it. */
function isInputLost(error: unknown): boolean {
  if (!(error instanceof AssetloomError)) return false
  const { kind, folder, class: nodeClass } = error.details
  return (
    (kind === 'missing-model' && folder === 'input') ||
    (kind === 'node-exception' && (nodeClass === 'LoadImage' || nodeClass === 'LoadImageMask'))
  )
}

function withoutRoute(): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    'this job says no graph, so ComfyUI cannot make it',
    'order it again: jobs of ComfyUI are routed before they are made',
  )
}
