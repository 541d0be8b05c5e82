import { Worker, type WorkerOptions } from '@temporalio/worker'
import {
  chooseOpenExecutions,
  fetchHistoryOf,
  type OpenExecution,
} from '../adapters/temporal/open-executions.js'
import type { BrokenHistory, UpgradeReport } from '../core/upgrade-report.js'

type TemporalClient = Parameters<typeof chooseOpenExecutions>[0]

/** The workflows to try: a bundle, or sources to make one of. */
export type WorkflowSource = Pick<WorkerOptions, 'workflowBundle' | 'workflowsPath'>

/**
 * Replays the histories of what is open at a Temporal server, at most `max` of them, with the given workflows. Changes
 * nothing there. Throws what the server or the bundler throw.
 */
export async function replayOpenHistories(
  client: TemporalClient,
  source: WorkflowSource,
  max: number,
): Promise<Omit<UpgradeReport, 'build'>> {
  const { open, chosen } = await chooseOpenExecutions(client, max)
  const executions = new Map(chosen.map((one) => [one.workflowId, one]))
  let gone = 0
  const histories = (async function* () {
    for (const one of chosen) {
      const history = await fetchHistoryOf(client, one)
      if (history) yield { workflowId: one.workflowId, history }
      else gone += 1
    }
  })()
  const broken: BrokenHistory[] = []
  for await (const { workflowId, error } of Worker.runReplayHistories(source, histories))
    if (error) broken.push(await describeBreak(client, workflowId, executions.get(workflowId), error))
  return { open, replayed: chosen.length - gone, gone, broken }
}

async function describeBreak(
  client: TemporalClient,
  workflowId: string,
  execution: OpenExecution | undefined,
  error: Error,
): Promise<BrokenHistory> {
  // The SDK wraps its sentence into a dump of its failure.
  const inner = /message: "((?:[^"\\]|\\.)*)"/.exec(error.message)?.[1]
  const message = (inner ?? error.message).replaceAll(/\s+/g, ' ').slice(0, 1_000)
  const eventId = /HistoryEvent\(id: (\d+)/.exec(message)?.[1]
  return {
    workflowId,
    type: execution?.type ?? 'unknown',
    eventId: eventId === undefined ? await findNamedEvent(client, execution, message) : Number(eventId),
    message,
  }
}

/** Some failures name only the type: "scheduled event 'readRunSpecs'". The first event of that type is the one meant. */
async function findNamedEvent(
  client: TemporalClient,
  execution: OpenExecution | undefined,
  message: string,
): Promise<number | null> {
  const name = /event '([^']+)'/.exec(message)?.[1]
  const history = execution && name !== undefined ? await fetchHistoryOf(client, execution) : null
  const found = history?.events?.find(
    (event) =>
      event.activityTaskScheduledEventAttributes?.activityType?.name === name ||
      event.startChildWorkflowExecutionInitiatedEventAttributes?.workflowType?.name === name,
  )
  return found?.eventId ? Number(found.eventId) : null
}
