import { encodePreviews, storePreviews } from '../core/previews/encode-previews.js'
import type { PreviewRow } from '../core/previews/preview-ports.js'
import type { PreviewPictures } from '../core/previews/preview-pictures.js'
import type { PixelPorts } from './activity-ports.js'

export interface PreviewKeeper {
  /** Begins to encode and store the previews of a variant; `draw` gives their pictures. */
  keep(variantId: string, draw: () => PreviewPictures): void
  /** Waits for all of them, and keeps the rows of those that came about. */
  end(): Promise<void>
}

/** Previews of runs that nobody looks at are made when somebody does (adapters/previews/preview-maker.ts). */
const noPreviews: PreviewKeeper = { keep: () => undefined, end: async () => undefined }

/**
 * Makes previews beside the scoring of a run that a person reviews. They encode and are written while the next variant is
 * scored. None of them is needed: one that fails is left out, and is made when somebody asks for it.
 */
export async function openPreviewKeeper(
  { catalogue, store, codec }: Pick<PixelPorts, 'catalogue' | 'store' | 'codec'>,
  { projectId, runId }: { readonly projectId: string; readonly runId: string },
): Promise<PreviewKeeper> {
  const run = await catalogue.runs.find(runId)
  if (run?.options.review !== 'person') return noPreviews
  const underway: Promise<PreviewRow[]>[] = []
  const make = async (variantId: string, draw: () => PreviewPictures) =>
    await storePreviews(store, { projectId, variantId }, await encodePreviews(codec, draw()))
  return {
    keep: (variantId, draw) => {
      underway.push(make(variantId, draw).catch(() => []))
    },
    end: async () => {
      const rows = (await Promise.all(underway.splice(0))).flat()
      await catalogue.previews.save(rows).catch(() => undefined)
    },
  }
}
