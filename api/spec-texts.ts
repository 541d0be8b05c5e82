import type { Catalogue } from '../core/catalogue.js'
import type { SpecLook } from '../core/http/http-api.js'
import { keepsBackground } from '../core/spec/spec-frames.js'

const rememberedMax = 20_000

/** Reads what lists show of a spec. Revisions never change, so each is read once. */
export function createSpecTexts(
  catalogue: Catalogue,
): (projectId: string, specRevisionId: string) => Promise<SpecLook> {
  const remembered = new Map<string, SpecLook>()
  return async (projectId, specRevisionId) => {
    const key = `${projectId}/${specRevisionId}`
    const known = remembered.get(key)
    if (known) return known
    const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
    const { prompt, assetType, size, seamless, animations, states, nineSlice, sound } = spec
    const look: SpecLook = {
      ...{ prompt: prompt.positive, assetType, size, seamless, keepsBackground: keepsBackground(spec) },
      ...(animations ? { animations } : {}),
      ...(states ? { states } : {}),
      ...(nineSlice ? { nineSlice } : {}),
      ...(sound ? { sound } : {}),
    }
    if (remembered.size >= rememberedMax) remembered.clear()
    remembered.set(key, look)
    return look
  }
}
