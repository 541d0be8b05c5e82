import type { ActivityOptions } from '@temporalio/workflow'
import { taskQueues } from '../core/task-queues.js'

/**
 * Postgres or Temporal are asked: milliseconds. Unlimited attempts, because an outage of either only costs time, and
 * reserveGeneration waits for its permit by failing with NoPermit and its own nextRetryDelay (0.25-2 s).
 */
export const catalogueOptions: ActivityOptions = {
  taskQueue: taskQueues.orchestrate,
  // Milliseconds in truth; what a killed worker had begun is tried again after this long.
  startToCloseTimeout: '10s',
  retry: { initialInterval: '250ms', backoffCoefficient: 2, maximumInterval: '10s' },
}

/** The same for work on a whole list or run at once: 10,000 specs, a thousand questions to Temporal. */
export const wholeRunOptions: ActivityOptions = { ...catalogueOptions, startToCloseTimeout: '30s' }

/** A question for each of up to 10,000 executions, about 30 ms apiece: as long as it says that it goes on. */
export const everyExecutionOptions: ActivityOptions = {
  ...catalogueOptions,
  startToCloseTimeout: '30m',
  heartbeatTimeout: '15s',
}

/**
 * One picture. startToClose covers the slowest machine; the heartbeat (sent every 2 s) must outlast a restart of the
 * Temporal server, which takes about 3 s: an attempt 2 beside a living attempt 1 is waste, though not loss. Attempts are
 * not counted, because deploys and outages use them up as well: generateVariant counts how often it really painted.
 */
export const paintOptions: ActivityOptions = {
  taskQueue: taskQueues.paint,
  startToCloseTimeout: '5m',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
}

/**
 * The same where a server of its own makes the picture: it may wait in that server's queue, behind a model that is
 * loaded first. The next attempt attaches to what runs there, so a longer limit costs nothing.
 */
export const routedPaintOptions: ActivityOptions = { ...paintOptions, startToCloseTimeout: '30m' }

/** CPU work on pixels that is already bought: it may wait for Postgres or a full disk as long as that takes. */
export const imageOptions: ActivityOptions = {
  taskQueue: taskQueues.image,
  startToCloseTimeout: '10m',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
}

/**
 * A question to a language model, and one repair: at most 10 minutes each by configuration. A list does not wait longer
 * than this for proposals, whatever the trouble is: it goes on as the rules read it.
 */
export const llmOptions: ActivityOptions = {
  taskQueue: taskQueues.llm,
  scheduleToStartTimeout: '5m',
  startToCloseTimeout: '22m',
  scheduleToCloseTimeout: '30m',
  heartbeatTimeout: '15s',
  retry: { initialInterval: '1s', backoffCoefficient: 2, maximumInterval: '30s', maximumAttempts: 5 },
}

/**
 * One POST of at most 10 seconds, with a read and a write of the catalogue. What a receiver answers is an outcome, and the
 * workflow waits between tries; this retries only when Postgres is away or a worker died, which may send once more.
 */
export const webhookOptions: ActivityOptions = {
  taskQueue: taskQueues.webhooks,
  startToCloseTimeout: '30s',
  retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '30s' },
}
