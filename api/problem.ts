import type { ErrorRequestHandler, RequestHandler } from 'express'
import { AssetloomError, type FailureType } from '../core/errors.js'
import type { Problem } from '../core/http/http-api.js'
import type { Log } from '../core/log.js'

/** An answer that is an error: thrown by routes, written by `answerProblem`. */
export class ProblemError extends Error {
  readonly problem: Problem
  readonly headers: Readonly<Record<string, string>>

  constructor(problem: Problem, headers: Readonly<Record<string, string>> = {}) {
    super(problem.detail)
    this.name = 'ProblemError'
    this.problem = problem
    this.headers = headers
  }
}

const titles: Readonly<Record<number, string>> = {
  400: 'Not understood',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  412: 'Changed meanwhile',
  413: 'Too large',
  415: 'Not JSON',
  416: 'No such range',
  421: 'Wrong host',
  422: 'Not usable',
  426: 'Another protocol is needed',
  429: 'Too many requests',
  500: 'Failed',
  502: 'A provider failed',
  503: 'Not available now',
}

/** A problem of the kind `name` (kebab case): the last part of its `type`. */
export function problem(
  status: number,
  name: string,
  detail: string,
  hint: string,
  more: Partial<Problem> = {},
  headers: Readonly<Record<string, string>> = {},
): ProblemError {
  const type = `urn:assetloom:problem:${name}`
  return new ProblemError({ type, title: titles[status] ?? 'Failed', status, detail, hint, ...more }, headers)
}

/** Unknown, malformed and foreign ids are not told apart. */
export function notFound(what: string): ProblemError {
  return problem(404, 'not-found', `There is no such ${what}.`, 'Check the id; lists give those that exist.')
}

const retrySoon = { 'Retry-After': '5' }

/** Every expected failure has its status here: a new type does not compile until it has one. */
const answers: Readonly<Record<FailureType, { status: number; headers?: Record<string, string> }>> = {
  NoPermit: { status: 503, headers: retrySoon },
  NoBudget: { status: 409 },
  BudgetExceeded: { status: 409 },
  CorruptObject: { status: 500 },
  MissingObject: { status: 500 },
  StoreFull: { status: 503, headers: retrySoon },
  InvalidInput: { status: 409 },
  NotFound: { status: 404 },
  Conflict: { status: 409 },
  ContentRejected: { status: 409 },
  ProviderFailed: { status: 502 },
  VerificationFailed: { status: 500 },
  Unavailable: { status: 503, headers: retrySoon },
}

const kebab = (name: string): string => name.replace(/(?<=.)([A-Z])/g, '-$1').toLowerCase()

/** Turns whatever a route threw into the problem to answer; an unknown error tells nothing of its inside. */
export function toProblem(error: unknown, requestId: string): ProblemError {
  if (error instanceof ProblemError) return error
  if (error instanceof AssetloomError) {
    const { status, headers } = answers[error.type]
    const more = Object.keys(error.details).length > 0 ? { details: error.details } : {}
    return problem(status, kebab(error.type), error.message, error.hint, more, headers)
  }
  return (
    fromBodyParser(error) ??
    problem(
      500,
      'internal',
      'This request failed because of a fault in Assetloom.',
      `Try again; if it stays, look for ${requestId} in the log of the API and report it.`,
    )
  )
}

function fromBodyParser(error: unknown): ProblemError | null {
  if (!(error instanceof Error)) return null
  const { type, status, limit } = error as { type?: unknown; status?: unknown; limit?: unknown }
  if (type === 'entity.too.large')
    return problem(
      413,
      'too-large',
      `The body is larger than ${String(limit)} bytes.`,
      'A list may have up to 1 MiB of text: send it in parts, each as a wishlist of its own.',
    )
  if (type === 'entity.parse.failed')
    return problem(400, 'not-json', `The body is not JSON: ${error.message}.`, 'Send one JSON object.')
  if (type === 'charset.unsupported' || type === 'encoding.unsupported') return notJson()
  if (typeof status === 'number' && status >= 400 && status < 500)
    return problem(400, 'bad-request', `The request could not be read: ${error.message}.`, 'Send it again.')
  return null
}

/** 415: a body that is not `application/json` in UTF-8. */
export function notJson(): ProblemError {
  return problem(
    415,
    'not-json',
    'The body is not of the type application/json in UTF-8.',
    'Send Content-Type: application/json.',
  )
}

/** The last handler: writes problems, and logs those that are our fault. */
export function answerProblem(log: Log): ErrorRequestHandler {
  return (error, request, response, _next) => {
    // The request was answered in time without its handler (answer-in-time.ts), which ends only now.
    if (response.writableEnded) return
    const requestId = String(response.getHeader('X-Request-Id') ?? '')
    const { problem: body, headers } = toProblem(error, requestId)
    if (body.status >= 500)
      log(body.status === 503 ? 'warn' : 'error', error instanceof Error ? error.message : String(error), {
        requestId,
        method: request.method,
        path: request.path,
        ...(error instanceof Error ? { stack: error.stack } : {}),
        hint: body.hint,
      })
    if (response.headersSent) {
      // Half an answer is out: cutting the connection is the only way left to say that it is not whole.
      response.destroy()
      return
    }
    response.status(body.status).set(headers)
    const told = requestId === '' ? body : { ...body, requestId }
    response.type('application/problem+json').send(JSON.stringify(told))
  }
}

/** For paths that no route has. */
export const answerUnknownPath: RequestHandler = (request) => {
  throw problem(
    404,
    'not-found',
    `There is nothing at ${request.path}.`,
    'docs/http-api.md lists the routes.',
  )
}
