import { measureStyle, type StyleFigures } from '../core/autopilot/style-likeness.js'
import { AssetloomError } from '../core/errors.js'
import type { PixelPorts } from './activity-ports.js'

/** A style shows in so many pictures; more only take time. */
const styleSetMax = 24

/**
 * The figures of the pictures that show the project's style to a run. One that is damaged is left out: it is no picture of
 * the spec that is judged, and mending it is not this spec's work.
 */
export async function readStyleSet(
  { catalogue, store, codec }: Pick<PixelPorts, 'catalogue' | 'store' | 'codec'>,
  about: { readonly projectId: string; readonly runId: string; readonly assetType: string },
  signal: AbortSignal,
): Promise<StyleFigures[]> {
  const found: StyleFigures[] = []
  for (const { sha256 } of await catalogue.library.styleSet({ ...about, limit: styleSetMax })) {
    signal.throwIfAborted()
    try {
      found.push(measureStyle(await codec.decodePng(await store.get(sha256))))
    } catch (error) {
      const isDamaged =
        error instanceof AssetloomError && (error.type === 'CorruptObject' || error.type === 'MissingObject')
      if (!isDamaged) throw error
    }
  }
  return found
}
