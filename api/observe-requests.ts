import { randomUUID } from 'node:crypto'
import {
  context,
  isSpanContextValid,
  propagation,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import type { Request, RequestHandler, Response } from 'express'
import type { LogLevel } from '../core/log.js'
import type { ApiContext } from './api-deps.js'

interface Observed {
  readonly fields: Record<string, unknown>
  route: string
}

const unmatched = 'unmatched'
/** Asked every few seconds, by machines: at info they would hide everything else. */
const quietRoutes =
  /^\/(healthz|readyz|metrics)$|\/images\/|\/(events|ws)$|\/files\/|^\/api\/v1\/(runs|bundles)\/:\w+$/
const untracedPaths = /^\/(healthz|readyz|metrics)$|^\/api\/v1\/(events|ws)$/

/**
 * One scope, one line, one measurement and (where tracing is on) one span a request. The request's id is the client's
 * X-Request-Id when that is a plain word, else a new one; every answer has it.
 */
export function observeRequests({
  log,
  logScope,
  metrics,
}: Pick<ApiContext, 'log' | 'logScope' | 'metrics'>): RequestHandler {
  return (request, response, next) => {
    const requestId = chooseRequestId(request.headers['x-request-id'])
    response.setHeader('X-Request-Id', requestId)
    const fields: Record<string, unknown> = { requestId }
    const observed: Observed = { fields, route: unmatched }
    response.locals['observed'] = observed
    const span = startSpan(request)
    if (span) fields['traceId'] = span.spanContext().traceId
    const startedMs = performance.now()
    response.once('close', () => {
      const { route } = observed
      const status = response.statusCode
      const durationMs = Math.round((performance.now() - startedMs) * 10) / 10
      const { method } = request
      metrics.observeRequest({ method, route, status, durationMs })
      const cut = response.writableFinished || status === 101 ? {} : { isCut: true }
      log(levelOf(method, route, status), 'request', { ...fields, method, route, status, durationMs, ...cut })
      if (span) endSpan(span, method, observed, status)
    })
    const work = () => logScope.run(fields, () => next())
    if (span) context.with(trace.setSpan(context.active(), span), work)
    else work()
  }
}

/** Says which resource answers, by its pattern, and keeps the ids of its path. */
export function noteRoute(request: Request, response: Response, path: string): void {
  const observed = response.locals['observed'] as Observed | undefined
  if (!observed) return
  observed.route = `${request.baseUrl}${path}`
  for (const name of ['runId', 'projectId', 'specKey', 'variantId', 'bundleId', 'decisionId']) {
    const value: unknown = request.params[name]
    if (typeof value === 'string' && value.length <= 200) observed.fields[name] = value
  }
}

function chooseRequestId(given: string | string[] | undefined): string {
  return typeof given === 'string' && /^[\w.:-]{1,128}$/.test(given) ? given : randomUUID()
}

function levelOf(method: string, route: string, status: number): LogLevel {
  if (status >= 500) return 'warn'
  return status < 400 && (method === 'GET' || method === 'HEAD') && quietRoutes.test(route) ? 'debug' : 'info'
}

/** Null when nobody traces: the API of OpenTelemetry alone does nothing and gives no valid context. */
function startSpan(request: Request): Span | null {
  if (untracedPaths.test(request.path)) return null
  const parent = propagation.extract(context.active(), request.headers)
  const tracer = trace.getTracer('assetloom-api')
  const span = tracer.startSpan(request.method, { kind: SpanKind.SERVER }, parent)
  return isSpanContextValid(span.spanContext()) ? span : null
}

function endSpan(span: Span, method: string, { route, fields }: Observed, status: number): void {
  span.updateName(`${method} ${route}`)
  span.setAttributes({
    'http.request.method': method,
    'http.route': route,
    'http.response.status_code': status,
  })
  for (const [name, value] of Object.entries(fields))
    if (name !== 'traceId' && typeof value === 'string') span.setAttribute(`assetloom.${name}`, value)
  if (status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
  span.end()
}
