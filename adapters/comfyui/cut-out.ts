import { acceptCutout } from '../../core/cutout/accept-cutout.js'
import { AssetloomError } from '../../core/errors.js'
import { gpuCostMicros } from '../../core/generation/job-cost.js'
import type { BackgroundRemover } from '../../core/generation/paint-request.js'
import type { ImageCodec } from '../../core/ports.js'
import { runRoute, type RouteRunner } from './run-route.js'

/** More than such a model takes when it has to be loaded first; only what is reserved follows from it. */
const expectedMs = 10_000

/** Removes backgrounds by the graph that the cutout of a job's route names, on the server that made the picture. */
export function createBackgroundRemover(
  routeRunner: RouteRunner,
  { codec, hourMicros }: { readonly codec: ImageCodec; readonly hourMicros: number },
): BackgroundRemover {
  const { runner } = routeRunner
  return {
    reserveMicros: gpuCostMicros(expectedMs, hourMicros),
    cutOut: async (png, signal, context) => {
      const { route } = context
      if (route?.cutout === undefined) throw withoutCutout()
      const { graph, values } = route.cutout
      const { provider, taskQueue } = route
      const onlyThis = { provider, taskQueue, graph, values, costMicros: 0, reasons: [] }
      const { result } = await runRoute(
        routeRunner,
        { signal, context: { ...context, route: onlyThis } },
        async ({ again }) => ({ ...values, image: await runner.upload(png, { signal, again }) }),
      )
      const cut = acceptCutout(await codec.decodePng(png), await codec.decodePng(result.bytes))
      const { submitNo, executionMs } = result
      return {
        png: await codec.encodePng(cut),
        costMicros: executionMs === null ? 0 : gpuCostMicros(executionMs, hourMicros),
        provenance: {
          ...{ graph, submitNo, host: runner.host },
          ...(executionMs === null ? {} : { executionMs }),
        },
      }
    },
  }
}

function withoutCutout(): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    'this job says no graph that removes backgrounds',
    'order it again: it is routed before it is made',
  )
}
