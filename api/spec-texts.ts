import type { Catalogue } from '../core/catalogue.js'
import type { SpecLook } from '../core/http/http-api.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import { keepsBackground } from '../core/spec/spec-frames.js'

const rememberedMax = 20_000

/** Reads what lists show of specs, in the order asked for. Revisions never change, so each is read once. */
export function createSpecTexts({
  runs,
}: Pick<Catalogue, 'runs'>): (projectId: string, specRevisionIds: readonly string[]) => Promise<SpecLook[]> {
  const remembered = new Map<string, SpecLook>()
  return async (projectId, specRevisionIds) => {
    const keyOf = (specRevisionId: string) => `${projectId}/${specRevisionId}`
    const missing = specRevisionIds.filter((id) => !remembered.has(keyOf(id)))
    const found = missing.length === 0 ? [] : await runs.loadSpecs(projectId, missing)
    if (remembered.size + missing.length > rememberedMax) remembered.clear()
    for (const [id, spec] of found) remembered.set(keyOf(id), lookOf(spec))
    // What was forgotten just now for the sake of others, and what is of no list of this project.
    const readOne = async (id: string) => lookOf(await runs.loadSpec(projectId, id))
    return await Promise.all(
      specRevisionIds.map(async (id) => remembered.get(keyOf(id)) ?? (await readOne(id))),
    )
  }
}

function lookOf(spec: AssetSpec): SpecLook {
  const { prompt, assetType, size, seamless, animations, states, nineSlice, sound } = spec
  return {
    ...{ prompt: prompt.positive, assetType, size, seamless, keepsBackground: keepsBackground(spec) },
    ...(animations ? { animations } : {}),
    ...(states ? { states } : {}),
    ...(nineSlice ? { nineSlice } : {}),
    ...(sound ? { sound } : {}),
  }
}
