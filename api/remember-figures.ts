import type { Catalogue } from '../core/catalogue.js'
import type { OversightCatalogue } from '../core/oversight-ports.js'
import { spendingLimitsOf } from '../core/spending/spending-limits.js'

const questionsMax = 200
/** What happened since a moment is asked for to see what happened just now too. */
export const happenedFreshMs = 10_000

interface Remembered<Value> {
  readonly untilMs: number
  readonly value: Promise<Value>
}

/**
 * The catalogue with figures over all variants of a project, or of all projects, read once in a while for everybody: each
 * goes through the whole catalogue, and nobody decides by the last second of them. What may be spent is read every time.
 */
export function rememberFigures(catalogue: Catalogue, freshMs: number, now: () => number): Catalogue {
  if (freshMs <= 0) return catalogue
  const { oversight, settings } = catalogue
  const remember = <Question, Value>(read: (question: Question) => Promise<Value>, forMs = freshMs) =>
    rememberAnswers(read, { freshMs: forMs, now })
  const figuresSince = remember(
    async ([since, projectIds]: readonly [string, readonly string[] | null]) =>
      oversight.figuresSince(since, projectIds),
    Math.min(freshMs, happenedFreshMs),
  )
  const integrity = remember(async (projectIds: readonly string[] | null) => oversight.integrity(projectIds))
  const providerFigures = remember(async () => oversight.providerFigures())
  const spending = remember(async (projectId: string) => oversight.spending(projectId))
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

/** Those who ask the same while it is read wait for the one answer; a failure is not remembered. */
function rememberAnswers<Question, Value>(
  read: (question: Question) => Promise<Value>,
  { freshMs, now }: { readonly freshMs: number; readonly now: () => number },
): (question: Question) => Promise<Value> {
  const answers = new Map<string, Remembered<Value>>()
  return (question) => {
    const key = JSON.stringify(question)
    const known = answers.get(key)
    if (known !== undefined && now() < known.untilMs) return known.value
    if (answers.size >= questionsMax) answers.clear()
    const value = read(question)
    const answer = { untilMs: now() + freshMs, value }
    answers.set(key, answer)
    value.catch(() => {
      if (answers.get(key) === answer) answers.delete(key)
    })
    return value
  }
}
