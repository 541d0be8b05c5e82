import type { Catalogue } from '../core/catalogue.js'
import { AssetloomError } from '../core/errors.js'
import { refineOrder } from '../core/intake/refine-order.js'
import { openLinesOf } from '../core/refinement/find-open-lines.js'
import type { WishlistRevisionRow } from '../core/intake-ports.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface RefineWishlistInput {
  readonly projectId: string
  readonly wishlistRevisionId: string
}

/** How many specs came of a list, lines that could not be used, and defaults that were filled in. */
export interface RefinedList {
  readonly specs: number
  readonly problems: number
  readonly notes: number
  /** Lines that a language model is asked about; absent when there is none, of the model or of the lines. */
  readonly openLines?: readonly number[]
}

/** They are part of a workflow's history. */
const openLinesMax = 1_000

/** Turns the raw text into specs by rules and keeps them with every problem and note. */
export function refineWishlist({ catalogue, hasLanguageModel = false }: OrchestratePorts) {
  return async ({ projectId, wishlistRevisionId }: RefineWishlistInput): Promise<RefinedList> => {
    const revision = await catalogue.intake.loadRevision(projectId, wishlistRevisionId)
    await waitForEarlier(catalogue, revision)
    const refined = refineOrder(revision)
    const { specs, problems, notes } = refined
    const { runId } = revision
    await catalogue.intake.saveRefinement({ projectId, wishlistRevisionId, runId, specs, problems, notes })
    const open = hasLanguageModel ? openLinesOf(revision, refined) : []
    return {
      ...{ specs: specs.length, problems: problems.length, notes: notes.length },
      ...(open.length > 0 ? { openLines: open.slice(0, openLinesMax) } : {}),
    }
  }
}

/** An earlier revision that is not refined after this long is stuck; this one then takes over what is there. */
const earlierWaitMs = 60_000

/**
 * Revisions that come at once are refined one after the other, so that a later one carries what an earlier one makes.
 * Throws Unavailable (asked again soon) while an earlier one is being refined.
 */
async function waitForEarlier(
  { intake }: Catalogue,
  { projectId, wishlistRevisionId, revision }: WishlistRevisionRow,
): Promise<void> {
  if (revision === 1) return
  const earlier = (await intake.listRevisions(projectId, wishlistRevisionId)).find(
    (one) =>
      one.revision < revision &&
      !one.refined &&
      one.runStage === 'refining' &&
      Date.now() - Date.parse(one.createdAt) < earlierWaitMs,
  )
  if (earlier === undefined) return
  throw new AssetloomError(
    'Unavailable',
    `revision ${earlier.revision} of the list is being refined first`,
    'it is asked again in a second',
  )
}
