import { hashOf } from '../hash.js'
import type { GenerationRoute } from './generation-route.js'
import type { PaintRequest } from './paint-request.js'
import type { SoundRequest } from './sound-request.js'

/**
 * Names what is made: the resolved request with its seed, graph, models with their weights, what the graph is told, and
 * who makes it in which version. Content only, no ids: equal keys are equal pictures, as far as the provider repeats
 * itself.
 */
export function cacheKeyOf(input: {
  readonly request: PaintRequest | SoundRequest
  readonly route: GenerationRoute
  readonly providerVersion: string
}): string {
  const { request, route, providerVersion } = input
  const { provider, graph, models, values, words, cutout } = route
  return hashOf({
    ...{ request, provider, providerVersion },
    graph: graph?.hash ?? null,
    models: models ?? null,
    values: values ?? {},
    words: words ?? [],
    ...(cutout === undefined ? {} : { cutout: { graph: cutout.graph.hash, values: cutout.values } }),
  })
}
