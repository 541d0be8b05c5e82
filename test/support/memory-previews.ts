import { previewCutter, type PreviewCatalogue } from '../../core/previews/preview-ports.js'
import { byText, type MemoryState } from './memory-catalogue-state.js'

/** Previews by variant and kind. */
export function createMemoryPreviews(state: MemoryState): PreviewCatalogue {
  return {
    ofVariants: async (variantIds) =>
      [...state.previews.values()]
        .filter((one) => variantIds.includes(one.variantId) && one.cutter === previewCutter)
        .toSorted((a, b) => byText(a.variantId, b.variantId) || byText(a.kind, b.kind)),
    save: async (rows) => {
      for (const row of rows)
        if (state.variants.get(row.variantId)?.projectId === row.projectId)
          state.previews.set(`${row.variantId} ${row.kind}`, { ...row })
    },
  }
}
