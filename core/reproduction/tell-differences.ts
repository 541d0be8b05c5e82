import type { GenerationRoute, MakingProvenance } from '../generation/generation-route.js'
import type { ModelUse } from '../models/model-use.js'

/** What the same way would be made of now. */
export interface RouteRecheck {
  /** null = there is no such graph here any more. */
  readonly graph: GenerationRoute['graph'] | null
  readonly uses: readonly ModelUse[]
}

/** Graph and models: what is otherwise than when the route was chosen, as sentences. */
export function tellRouteDifferences(route: GenerationRoute, now: RouteRecheck): string[] {
  const { graph, uses = [] } = route
  const changed =
    graph !== undefined && now.graph != null && now.graph.hash !== graph.hash
      ? [
          `graph ${graph.name}@${graph.version} was changed: ${short(graph.hash)}, now ${short(now.graph.hash)}`,
        ]
      : []
  const models = uses.flatMap((use) => {
    const { sha256: after } = now.uses.find(({ file }) => file === use.file) ?? { sha256: null }
    return use.sha256 != null && after != null && use.sha256 !== after
      ? [`model ${use.file} was replaced: ${short(use.sha256)}, now ${short(after)}`]
      : []
  })
  return [...changed, ...models]
}

/** Painter and server: what is otherwise than when it was made, as sentences. */
export function tellMakerDifferences(
  before: { readonly providerVersion: string; readonly provenance?: MakingProvenance | undefined },
  after: { readonly providerVersion: string; readonly provenance?: MakingProvenance | undefined },
): string[] {
  const { host, serverVersion } = before.provenance ?? {}
  const { host: hostNow, serverVersion: versionNow } = after.provenance ?? {}
  const told = (name: string, was: string | undefined, is: string | undefined) =>
    was !== undefined && is !== undefined && was !== is ? [`${name}: ${was}, now ${is}`] : []
  return [
    ...told('painter', before.providerVersion, after.providerVersion),
    ...told('server', host, hostNow),
    ...told('version of ComfyUI', serverVersion, versionNow),
    ...(serverVersion === undefined && versionNow !== undefined
      ? [`version of ComfyUI: not kept with the original, now ${versionNow}`]
      : []),
  ]
}

function short(hash: string): string {
  return hash.slice(0, 12)
}
