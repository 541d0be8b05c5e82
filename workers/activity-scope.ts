import type { Context } from '@temporalio/activity'
import { ApplicationFailure, CancelledFailure, defaultPayloadConverter } from '@temporalio/common'
import type { ActivityInterceptorsFactory } from '@temporalio/worker'
import type { Log, LogLevel, LogScope } from '../core/log.js'
import type { WorkerMetrics } from './worker-metrics.js'

/** Longer than nearly every activity takes: worth a line even where it succeeds. */
const slowMs = 20_000
const headerName = 'assetloom-ids'
const idNames = [
  'projectId',
  'runId',
  'specKey',
  'specRevisionId',
  'contentId',
  'jobId',
  'variantId',
] as const
/** Asked again until the answer is another: not a fault of anybody. */
const expectedFailures: readonly string[] = ['NoPermit', 'NoBudget']

/** Opens the scope of each activity, so that every line written below it names run, spec, workflow and attempt. */
export function observeActivities(deps: {
  readonly log: Log
  readonly logScope: LogScope
  readonly metrics: WorkerMetrics
}): ActivityInterceptorsFactory {
  const { log, logScope, metrics } = deps
  return ({ info }: Context) => ({
    inbound: {
      execute(input, next) {
        const payload = input.headers[headerName]
        const fields = {
          ...(payload ? defaultPayloadConverter.fromPayload<Record<string, string>>(payload) : {}),
          ...findIds(input.args[0]),
          workflowId: info.workflowExecution?.workflowId ?? 'none',
          activity: info.activityType,
          attempt: info.attempt,
        }
        return logScope.run(fields, async () => {
          const startedMs = performance.now()
          log('debug', 'activity started')
          try {
            const result = await next(input)
            const durationMs = Math.round(performance.now() - startedMs)
            if (durationMs >= slowMs) log('info', 'activity was slow', { durationMs })
            else log('debug', 'activity ended', { durationMs })
            return result
          } catch (error) {
            const durationMs = Math.round(performance.now() - startedMs)
            const { level, type, text } = judge(error)
            metrics.countActivityFailure(info.activityType, type)
            log(level, `activity failed: ${text}`, { type, durationMs })
            throw error
          }
        })
      },
    },
  })
}

function judge(error: unknown): { level: LogLevel; type: string; text: string } {
  const text = error instanceof Error ? error.message : String(error)
  if (error instanceof CancelledFailure) return { level: 'debug', type: 'Cancelled', text }
  if (!(error instanceof ApplicationFailure))
    // A fault of ours: its place is the first thing that somebody asks for.
    return {
      level: 'error',
      type: 'Unexpected',
      text: error instanceof Error ? (error.stack ?? text) : text,
    }
  const type = error.type ?? 'Unexpected'
  return { level: expectedFailures.includes(type) ? 'debug' : 'warn', type, text }
}

function findIds(argument: unknown): Record<string, string> {
  if (typeof argument !== 'object' || argument === null) return {}
  const named = argument as Record<string, unknown>
  const found: Record<string, string> = {}
  for (const source of [named['job'], named] as (Record<string, unknown> | undefined)[])
    for (const name of idNames) {
      const value = source?.[name]
      if (typeof value === 'string') found[name] = value
    }
  return found
}
