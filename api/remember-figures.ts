import type { Catalogue } from '../core/catalogue.js'
import type { OversightCatalogue } from '../core/oversight-ports.js'
import { spendingLimitsOf } from '../core/spending/spending-limits.js'
import { rememberAnswers } from './remember-answers.js'

const happenedFreshMaxMs = 10_000
const keptMaxMs = 300_000

/** What happened since a moment is asked for to see what happened just now too: it is read more often than other figures. */
export const happenedFreshMs = (figuresFreshMs: number): number =>
  Math.min(figuresFreshMs, happenedFreshMaxMs)

/**
 * The catalogue with figures over all variants of a project, or of all projects, read once in a while for everybody: each
 * goes through the whole catalogue, and nobody decides by the last second of them. The dearer, the longer they are kept: what
 * happened for `freshMs` at most, others for five minutes. What may be spent is read every time.
 */
export function rememberFigures(catalogue: Catalogue, freshMs: number, now: () => number): Catalogue {
  if (freshMs <= 0) return catalogue
  const { oversight, settings } = catalogue
  // An estimate, for which somebody waits, does not stand behind reports.
  const [reports, spendings] = [createTurns(), createTurns()]
  const happened = { freshMs: happenedFreshMs(freshMs), keptMaxMs: freshMs, now, inTurn: reports }
  const figuresSince = rememberAnswers(
    async ([since, projectIds]: readonly [string, readonly string[] | null]) =>
      await oversight.figuresSince(since, projectIds),
    happened,
  )
  const integrity = rememberAnswers(
    async (projectIds: readonly string[] | null) => await oversight.integrity(projectIds),
    { freshMs, keptMaxMs, now, inTurn: reports },
  )
  const spent = { freshMs, keptMaxMs, now, inTurn: spendings }
  const providerFigures = rememberAnswers(async () => await oversight.providerFigures(), spent)
  const spending = rememberAnswers(async (projectId: string) => await oversight.spending(projectId), spent)
  const remembered: OversightCatalogue = {
    ...oversight,
    figuresSince: async (since, projectIds = null) => await figuresSince([since, projectIds]),
    integrity: async (projectIds = null) => await integrity(projectIds),
    providerFigures: async () => await providerFigures(null),
    spending: async (projectId) => {
      const [found, newest] = await Promise.all([spending(projectId), settings.newest(projectId)])
      return { ...found, limits: spendingLimitsOf(newest.settings.policies) }
    },
  }
  return { ...catalogue, oversight: remembered }
}

/** One after another: two at once that go through the whole catalogue would keep everybody else's questions waiting. */
function createTurns(): <Value>(work: () => Promise<Value>) => Promise<Value> {
  let last: Promise<unknown> = Promise.resolve()
  return async (work) => {
    const turn = last.then(work)
    last = turn.catch(() => undefined)
    return await turn
  }
}
