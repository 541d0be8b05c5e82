import type { CatalogueEvent } from '../../core/events.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { RunView } from '../../core/http/http-api.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { followRun } from '../progress/follow-run.js'
import { CliError } from './cli-error.js'
import { DecisionNotes } from './decision-notes.js'
import type { ProgressDisplay } from './progress-display.js'
import { RouteNotes } from './route-notes.js'

/**
 * Shows a run and what people decide until it is terminal, and gives how it ended. While the API is away it waits and
 * says so. Throws CliError when `signal` aborts first.
 */
export async function watchRun(
  client: AssetloomClient,
  runId: string,
  display: ProgressDisplay,
  signal: AbortSignal,
  onRun: (run: RunView) => void = () => undefined,
): Promise<RunView> {
  let last: RunView | null = null
  let wasAway = false
  const onAway = (away: boolean) => {
    if (away !== wasAway) display.note(away ? 'The API is away; waiting for it ...' : 'The API is back.')
    wasAway = away
  }
  const say = (line: string) => {
    display.note(line)
    if (last !== null) display.show(last)
  }
  const notes = new DecisionNotes(client, say)
  const routes = new RouteNotes(say)
  const onEvent = (event: CatalogueEvent) => {
    routes.take(event)
    notes.take(event)
  }
  const onProgress = (notice: ProgressNotice) => display.showJob(notice)
  for await (const run of followRun(client, runId, signal, onAway, onEvent, onProgress)) {
    last = run
    onRun(run)
    display.show(run)
  }
  await notes.settled()
  display.keep()
  if (last === null || signal.aborted)
    throw new CliError(
      'failed',
      'Stopped watching; the run itself goes on as long as its stack runs.',
      `Watch it again: npx assetloom run watch ${runId}`,
    )
  return last
}

/** Throws CliError when a run ended without its assets. */
export function assertSucceeded(run: RunView): void {
  if (run.stage === 'done') return
  throw new CliError(
    'failed',
    run.stage === 'cancelled'
      ? `Run ${run.runId} was cancelled.`
      : `Run ${run.runId} failed: ${run.failure ?? run.sentence}`,
    run.problems.length > 0
      ? 'Correct the rejected lines above and submit the list again.'
      : `Look at what stopped it: ${run.temporalUrl ?? 'npx assetloom status'}`,
  )
}
