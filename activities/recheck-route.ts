import type { GenerationRoute } from '../core/generation/generation-route.js'
import type { GraphSource } from '../core/generation/graph-source.js'
import { graphHashOf } from '../core/graphs/graph-template.js'
import type { ModelCatalogue } from '../core/models/merge-catalogue.js'
import type { RouteRecheck } from '../core/reproduction/tell-differences.js'

/** Says what a route would be made of now: its graph as it is here, its models by the hashes that are known of their files. */
export function createRouteRecheck({
  graphs,
  models,
}: {
  readonly graphs: GraphSource
  readonly models: () => Promise<ModelCatalogue>
}): (route: GenerationRoute) => Promise<RouteRecheck> {
  return async ({ graph, uses = [] }) => {
    const template = graph === undefined ? null : await graphs.find(graph.name, graph.version)
    const { files } = await models()
    return {
      graph: graph === undefined || template === null ? null : { ...graph, hash: graphHashOf(template) },
      uses: uses.map((use) => ({
        ...use,
        sha256: files.find(({ file }) => file === use.file)?.sha256 ?? null,
      })),
    }
  }
}
