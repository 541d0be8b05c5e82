import type { Router } from 'express'
import {
  composeReading,
  countReading,
  filterReading,
  readingOutcomes,
  type ReadingOutcome,
  type ReadingPage,
} from '../../core/http/compose-reading.js'
import { detectIntake } from '../../core/intake/detect-intake.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { WishlistRevisionRow } from '../../core/intake-ports.js'
import type { ApiContext } from '../api-deps.js'
import { requireRun } from '../lookup.js'
import { problem } from '../problem.js'
import { pageSize, pathId, queryInteger, queryText, resource } from '../resource.js'

/** Lists whose refinement is remembered: the pages of one are asked for one after the other, and 10,000 specs are large. */
const rememberedMax = 4

/** GET /runs/:runId/reading?filter&cursor&limit: what became of each sentence of the run's list. */
export function addReadingRoute(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const refine = createRefiner()
  resource(router, '/runs/:runId/reading', {
    async get(request, response) {
      const run = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      const filter = readFilter(queryText(request, 'filter'))
      const cursor = queryInteger(request, 'cursor') ?? 0
      const limit = pageSize(request, limits)
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
    },
  })
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

function readFilter(text: string | undefined): ReadingOutcome | null {
  if (text === undefined) return null
  const filter = readingOutcomes.find((one) => one === text)
  if (filter !== undefined) return filter
  throw problem(
    422,
    'invalid-query',
    `There is no outcome "${text.slice(0, 40)}".`,
    `filter is one of ${readingOutcomes.join(', ')}, or left out.`,
  )
}
