import type { Catalogue } from '../core/catalogue.js'
import type { GenerationCatalogue, RunCounts, RunRow } from '../core/ports.js'
import { terminalRunStages } from '../core/run-options.js'
import { rememberAnswers } from './remember-answers.js'

interface RunFigures {
  readonly counts: RunCounts
  readonly ledger: Awaited<ReturnType<GenerationCatalogue['ledger']>>
}

/**
 * What a run made and cost. Of one that has ended it is read again only after an event of its project, or after `freshMs`:
 * thousands of rows are counted, and nobody works on them but people whose every decision is an event.
 */
export function rememberEndedRuns(
  { events, runs, generation }: Catalogue,
  freshMs: number,
  now: () => number,
): (run: RunRow) => Promise<RunFigures> {
  const read = async (runId: string): Promise<RunFigures> => {
    const [counts, ledger] = await Promise.all([runs.counts(runId), generation.ledger(runId)])
    return { counts, ledger }
  }
  const readEnded = rememberAnswers(
    async ([runId]: readonly [runId: string, lastSeq: number]) => await read(runId),
    { freshMs, now, keyOf: ([runId]) => runId },
  )
  return async ({ runId, projectId, stage }) => {
    if (freshMs <= 0 || !terminalRunStages.includes(stage)) return await read(runId)
    return await readEnded([runId, await events.lastSeq(projectId)])
  }
}
