import { defaultPayloadConverter, type Headers } from '@temporalio/common'
import { proxySinks, type Sinks, workflowInfo, type WorkflowInterceptors } from '@temporalio/workflow'
import type { EndedSpan } from '../core/ended-span.js'

/** The header of Temporal's OpenTelemetry interceptors, which the client and the activities use. */
const headerName = '_tracer-data'

type Carrier = Readonly<Record<string, string>>

/** Spans leave the sandbox as plain facts; the worker makes them into spans, or does nothing where tracing is off. */
export interface TraceSinks extends Sinks {
  tracing: {
    /** `traceparent` is the parent's; `spanId` is null where nothing hangs below the span. */
    spanEnded(span: EndedSpan): void
  }
}

const { tracing } = proxySinks<TraceSinks>()

/**
 * Interceptors that carry a trace through a workflow: activities and children hang below its span. They await nothing
 * and issue no command, which the interceptors of OpenTelemetry's own package do (docs/decisions/005): histories
 * replay as they are, and a start without a trace costs one look into its headers.
 */
export const interceptors = (): WorkflowInterceptors => {
  let below: Headers = {}
  return {
    inbound: [
      {
        execute(input, next) {
          const traceparent = readTraceparent(input.headers)
          // First of all: workflow code may start an activity in its first breath, inside of `next`.
          if (traceparent !== null) below = headersBelow(input.headers, traceparent)
          const ended = next(input)
          if (traceparent !== null) {
            const { runId, workflowType, runStartTime } = workflowInfo()
            const report = reporter(`RunWorkflow:${workflowType}`, traceparent, spanIdOf(runId))
            const startMs = runStartTime.getTime()
            ended.then(
              () => report(startMs, false),
              () => report(startMs, true),
            )
          }
          return ended
        },
        handleUpdate(input, next) {
          const traceparent = readTraceparent(input.headers)
          const answer = next(input)
          if (traceparent !== null) {
            const report = reporter(`HandleUpdate:${input.name}`, traceparent, null)
            const startMs = Date.now()
            answer.then(
              () => report(startMs, false),
              () => report(startMs, true),
            )
          }
          return answer
        },
      },
    ],
    outbound: [
      {
        scheduleActivity: (input, next) => next({ ...input, headers: { ...input.headers, ...below } }),
        scheduleLocalActivity: (input, next) => next({ ...input, headers: { ...input.headers, ...below } }),
        startChildWorkflowExecution: (input, next) =>
          next({ ...input, headers: { ...input.headers, ...below } }),
      },
    ],
  }
}

function reporter(name: string, traceparent: string, spanId: string | null) {
  const { workflowId } = workflowInfo()
  return (startMs: number, isFailed: boolean): void =>
    tracing.spanEnded({ name, traceparent, spanId, startMs, endMs: Date.now(), isFailed, workflowId })
}

function readTraceparent(headers: Headers): string | null {
  const payload = headers[headerName]
  if (!payload) return null
  const { traceparent } = defaultPayloadConverter.fromPayload<Carrier>(payload)
  return traceparent !== undefined && /^00-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/.test(traceparent)
    ? traceparent
    : null
}

function headersBelow(headers: Headers, traceparent: string): Headers {
  const [version, traceId, , flags] = traceparent.split('-')
  const payload = headers[headerName]
  const carrier = payload ? defaultPayloadConverter.fromPayload<Carrier>(payload) : {}
  const own = `${version}-${traceId}-${spanIdOf(workflowInfo().runId)}-${flags}`
  return { [headerName]: defaultPayloadConverter.toPayload({ ...carrier, traceparent: own }) }
}

/** The span's id is part of the run's: the same in every replay, and no random number is taken from the workflow. */
function spanIdOf(runId: string): string {
  return runId.replaceAll('-', '').slice(-16)
}
