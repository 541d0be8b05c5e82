import type { Router } from 'express'
import { readReading } from '../../core/http/contracts/specs-contracts.schema.js'
import {
  composeReading,
  countReading,
  filterReading,
  type ReadingPage,
} from '../../core/http/compose-reading.js'
import { detectIntake } from '../../core/intake/detect-intake.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { WishlistRevisionRow } from '../../core/intake-ports.js'
import type { ApiContext } from '../api-deps.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'

/** Lists whose refinement is remembered: the pages of one are asked for one after the other, and 10,000 specs are large. */
const rememberedMax = 4

/** GET /runs/:runId/reading?filter&cursor&limit: what became of each sentence of the run's list. */
export function addReadingRoute(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const refine = createRefiner()
  mountOperations(router, deps, [
    operation(readReading, async ({ params, query }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const { filter = null, cursor = 0, limit = limits.pageSizeDefault } = query
      const revision = await catalogue.intake.loadRevision(run.projectId, run.wishlistRevisionId)
      const { kind, refined } = refine(revision)
      // Before the run has refined its list, nothing of it is kept; afterwards a model may have added to it.
      const { problems, notes } = run.stage === 'refining' ? refined : revision
      const { name, text } = revision
      const { specs, outcomes } = refined
      const all = composeReading({ name, text, kind, specs, outcomes, problems, notes })
      const shown = filterReading(all, filter)
      const next = cursor + limit
      const answer: ReadingPage = {
        ...{ runId: run.runId, name, revision: revision.revision, kind },
        counts: countReading(all),
        total: all.length,
        lines: shown.slice(cursor, next),
        nextCursor: next < shown.length ? next : null,
      }
      response.json(answer)
    }),
  ])
}

/** Refines by the rules that the run used. A revision never changes, so its result may be remembered. */
function createRefiner() {
  const remembered = new Map<string, ReturnType<typeof refineRevision>>()
  return (revision: WishlistRevisionRow) => {
    const known = remembered.get(revision.wishlistRevisionId)
    if (known !== undefined) return known
    const made = refineRevision(revision)
    const oldest = remembered.keys().next().value
    if (remembered.size >= rememberedMax && oldest !== undefined) remembered.delete(oldest)
    remembered.set(revision.wishlistRevisionId, made)
    return made
  }
}

function refineRevision(revision: WishlistRevisionRow) {
  return { kind: detectIntake(revision.text, revision.name), refined: refineOrder(revision) }
}
