import type { Catalogue } from '../core/catalogue.js'
import type { GenerationCatalogue, RunCounts, RunRow } from '../core/ports.js'
import { terminalRunStages } from '../core/run-options.js'

const runsMax = 200

interface RunFigures {
  readonly counts: RunCounts
  readonly ledger: Awaited<ReturnType<GenerationCatalogue['ledger']>>
}

interface Remembered {
  /** The newest event of the project before they were read. */
  readonly seq: number
  readonly untilMs: number
  readonly figures: Promise<RunFigures>
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
  const remembered = new Map<string, Remembered>()
  const read = async ({ runId }: RunRow): Promise<RunFigures> => {
    const [counts, ledger] = await Promise.all([runs.counts(runId), generation.ledger(runId)])
    return { counts, ledger }
  }
  return async (run) => {
    if (freshMs <= 0 || !terminalRunStages.includes(run.stage)) return await read(run)
    const { runId, projectId } = run
    const seq = await events.lastSeq(projectId)
    const known = remembered.get(runId)
    if (known?.seq === seq && now() < known.untilMs) return await known.figures
    if (remembered.size >= runsMax) remembered.clear()
    const figures = read(run)
    remembered.set(runId, { seq, untilMs: now() + freshMs, figures })
    figures.catch(() => remembered.delete(runId))
    return await figures
  }
}
