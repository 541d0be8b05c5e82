import { DefaultLogger, type LogEntry, type LogLevel as SdkLevel } from '@temporalio/worker'
import { createLog } from '../adapters/log/create-log.js'
import type { LogLevel } from '../core/log.js'

const severities: readonly SdkLevel[] = ['TRACE', 'DEBUG', 'INFO', 'WARN', 'ERROR']

/** What the SDK says at every start of an activity-only worker, which is what our image worker is meant to be. */
const expectedMessages: readonly string[] = ['No workflows registered, not polling for workflow tasks']

/**
 * The SDK's least level for ours. Its `info` tells of every start of a worker and every retry, so it speaks from
 * `warn` on unless somebody looks for a fault with `debug`.
 */
export function temporalLogLevel(least: LogLevel): SdkLevel {
  if (least === 'debug') return 'DEBUG'
  return least === 'error' ? 'ERROR' : 'WARN'
}

/**
 * What the native side passes on. At `debug` its core tells dozens of lines a workflow task and its libraries every
 * frame of HTTP/2: ours would drown.
 */
export function nativeLogFilter(least: LogLevel): { core: SdkLevel; other: SdkLevel } {
  const core = temporalLogLevel(least)
  return core === 'DEBUG' ? { core: 'INFO', other: 'WARN' } : { core, other: core }
}

/**
 * What the SDK's core says when it loses an activation: more workflow tasks than its cache holds executions, and one of
 * them was sent again while it waited (sdk-core, workflow_stream.rs). That execution gets no answer from this process
 * any more, so only another process can go on with it.
 */
export const lostActivationMessage = 'Extra buffered run should not have produced an activation'

/**
 * Writes the SDK's messages, those of workflows and activities among them, as JSON lines like our own. `onLostActivation`
 * is called for every one that the core says it has lost.
 */
export function temporalLogger(
  processName: string,
  least: LogLevel,
  onLostActivation: () => void = () => undefined,
): DefaultLogger {
  const log = createLog(processName, least)
  const sdkLeast = severities.indexOf(temporalLogLevel(least))
  return new DefaultLogger(least === 'info' ? 'INFO' : temporalLogLevel(least), (entry) => {
    if (expectedMessages.includes(entry.message)) return
    // What our workflows say is ours and comes from `info` on, unlike the SDK's own talk.
    const isOurs = entry.meta?.['sdkComponent'] === 'workflow'
    if (!isOurs && severities.indexOf(entry.level) < sdkLeast) return
    log(levelOf(entry), entry.message, storableMeta(entry))
    if (entry.meta?.['sdkComponent'] === 'core' && entry.message === lostActivationMessage) onLostActivation()
  })
}

function levelOf({ level }: LogEntry): LogLevel {
  switch (level) {
    case 'TRACE':
    case 'DEBUG':
      return 'debug'
    case 'INFO':
      return 'info'
    case 'WARN':
      return 'warn'
    case 'ERROR':
      return 'error'
  }
}

/** Fields as JSON takes them: errors as their stack, bigints as text, and ours are not overwritten. */
function storableMeta({ meta }: LogEntry): Record<string, unknown> {
  const fields: Record<string, unknown> = {}
  for (const [name, value] of Object.entries(meta ?? {})) {
    if (value instanceof Error) fields[name] = value.stack ?? value.message
    else if (typeof value === 'bigint') fields[name] = String(value)
    else if (!['at', 'level', 'process', 'message'].includes(name)) fields[name] = value
  }
  return withOurRun(fields)
}

/** A run of ours is not an execution of Temporal's, which the SDK calls runId: lines follow ours. */
function withOurRun(fields: Record<string, unknown>): Record<string, unknown> {
  const { runId, workflowId } = fields as { runId?: unknown; workflowId?: unknown }
  const isOurs = typeof runId === 'string' && runId.startsWith('run_')
  if (isOurs) return fields
  const named = typeof workflowId === 'string' ? /run_[0-9a-f-]{36}/.exec(workflowId)?.[0] : undefined
  const { runId: _theirs, ...rest } = fields
  return {
    ...rest,
    ...(runId === undefined ? {} : { temporalRunId: runId }),
    ...(named === undefined ? {} : { runId: named }),
  }
}
