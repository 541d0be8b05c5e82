import { parseWishlistList } from '../core/intake/parse-list.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface RefineWishlistInput {
  readonly projectId: string
  readonly wishlistRevisionId: string
}

/** Turns the raw text into specs by rules and keeps them with every problem and note. */
export function refineWishlist({ catalogue }: OrchestratePorts) {
  return async ({ projectId, wishlistRevisionId }: RefineWishlistInput): Promise<{ specs: number }> => {
    const revision = await catalogue.intake.loadRevision(projectId, wishlistRevisionId)
    const { palette, variantsPerSpec, provider } = revision.options
    const { specs, problems, notes } = parseWishlistList({
      fileName: revision.name,
      text: revision.text,
      options: { palette: [...palette], variantsPerSpec, provider },
    })
    const { runId } = revision
    await catalogue.intake.saveRefinement({ projectId, wishlistRevisionId, runId, specs, problems, notes })
    return { specs: specs.length }
  }
}
