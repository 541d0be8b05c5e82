import type { Catalogue } from '../../core/catalogue.js'
import { AssetloomError } from '../../core/errors.js'
import type { ObjectStore } from '../../core/ports.js'
import { storePreviews } from '../../core/previews/encode-previews.js'
import type { PreviewMaker, PreviewRow } from '../../core/previews/preview-ports.js'
import type { DrawPreviews } from './preview-threads.js'

export interface PreviewMakerOptions {
  readonly catalogue: Pick<Catalogue, 'previews' | 'runs'>
  readonly store: ObjectStore
  readonly draw: DrawPreviews
  /** Variants that are drawn at once. */
  readonly atOnceMax?: number
  /** Variants that wait beyond those. */
  readonly waitingMax?: number
}

/**
 * Makes the previews of variants that were made before there were any, of runs that nobody was to look at, and of those
 * whose previews were lost.
 */
export function createPreviewMaker(options: PreviewMakerOptions): PreviewMaker {
  const { catalogue, store, draw, atOnceMax = 2, waitingMax = 64 } = options
  const underway = new Map<string, Promise<PreviewRow[]>>()
  const waiting: (() => void)[] = []
  let working = 0
  const takeTurn = async (): Promise<void> => {
    if (working >= atOnceMax) await new Promise<void>((resolve) => waiting.push(resolve))
    else working += 1
  }
  const endTurn = () => {
    const next = waiting.shift()
    if (next === undefined) working -= 1
    else next()
  }
  const make: PreviewMaker['make'] = async (variant) => {
    await takeTurn()
    try {
      const { projectId, specRevisionId, sha256 } = variant
      const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
      const rows = await storePreviews(store, variant, await draw({ bytes: await store.get(sha256), spec }))
      await catalogue.previews.save(rows)
      return rows
    } finally {
      endTurn()
    }
  }
  return {
    make: async (variant) => {
      const { variantId } = variant
      const known = underway.get(variantId)
      if (known !== undefined) return await known
      if (waiting.length >= waitingMax)
        throw new AssetloomError(
          'Unavailable',
          `${waiting.length} previews wait to be drawn`,
          'ask again in a few seconds, or show the picture itself',
        )
      const making = make(variant).finally(() => underway.delete(variantId))
      underway.set(variantId, making)
      return await making
    },
  }
}
