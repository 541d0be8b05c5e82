import type { Catalogue } from '../core/catalogue.js'

interface SpecTexts {
  readonly prompt: string
  readonly assetType: string
}

const rememberedMax = 20_000

/** Reads what lists show of a spec. Revisions never change, so each is read once. */
export function createSpecTexts(
  catalogue: Catalogue,
): (projectId: string, specRevisionId: string) => Promise<SpecTexts> {
  const remembered = new Map<string, SpecTexts>()
  return async (projectId, specRevisionId) => {
    const key = `${projectId}/${specRevisionId}`
    const known = remembered.get(key)
    if (known) return known
    const { prompt, assetType } = await catalogue.runs.loadSpec(projectId, specRevisionId)
    const texts = { prompt: prompt.positive, assetType }
    if (remembered.size >= rememberedMax) remembered.clear()
    remembered.set(key, texts)
    return texts
  }
}
