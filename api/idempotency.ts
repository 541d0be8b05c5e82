import type { Request, Response } from 'express'
import { hashOf } from '../core/hash.js'
import type { IdempotencyClaim, StoredAnswer } from '../core/idempotency-ports.js'
import type { ApiContext } from './api-deps.js'
import { problem, toProblem } from './problem.js'

type Handler = (request: Request, response: Response) => Promise<void> | void
type Deps = Pick<ApiContext, 'catalogue' | 'limits' | 'log'>

/**
 * Lets a client send a request again without doing it twice: with the header Idempotency-Key the first answer below
 * 500 is kept with the project for 24 hours and given again. `projectOf` names the project, or null when there is
 * none, which the handler then answers. Throws 409 while the first request is under way, 422 for a used key.
 */
export function idempotent(
  deps: Deps,
  key: string,
  projectOf: (request: Request) => Promise<string | null>,
  handler: Handler,
): Handler {
  return async (request, response) => {
    const projectId = await projectOf(request)
    if (projectId === null) return await handler(request, response)
    const path = `${request.baseUrl}${request.path}`
    const requestHash = hashOf({ method: request.method, path, body: request.body ?? null })
    const { idempotencyLeaseMs: leaseMs, idempotencyKeepMs: keepMs } = deps.limits
    const claim = await deps.catalogue.idempotency.claim({ projectId, key, requestHash, leaseMs, keepMs })
    if (claim.state !== 'claimed') return sendKnown(response, claim)
    const answer = await answerOf(handler, request, response, () => giveUp(deps, projectId, key))
    await deps.catalogue.idempotency.answer({ projectId, key, requestHash, answer })
    sendAnswer(response, answer)
  }
}

function sendKnown(response: Response, claim: Exclude<IdempotencyClaim, { state: 'claimed' }>): void {
  switch (claim.state) {
    case 'answered':
      response.set('Idempotent-Replayed', 'true')
      return sendAnswer(response, claim.answer)
    case 'inFlight':
      throw problem(
        409,
        'request-in-flight',
        'The first request with this Idempotency-Key is still being answered.',
        'Send it again in a second: it then gets the answer of the first.',
        {},
        { 'Retry-After': '1' },
      )
    case 'mismatch':
      throw problem(
        422,
        'idempotency-key-used',
        'This Idempotency-Key was used for another request of this project.',
        'Use a new key for a new request; the same key only to send exactly the same again.',
      )
  }
}

/** Runs the handler and catches what it would send. A failure of ours or of the backends is no answer to keep. */
async function answerOf(
  handler: Handler,
  request: Request,
  response: Response,
  giveUp: () => Promise<void>,
): Promise<StoredAnswer> {
  let body: unknown
  const send = response.json.bind(response)
  response.json = (sent) => {
    body = sent
    return response
  }
  try {
    await handler(request, response)
    return { status: response.statusCode, location: response.get('Location') ?? null, body }
  } catch (error) {
    const { problem: refusal, headers } = toProblem(error, String(response.getHeader('X-Request-Id') ?? ''))
    if (refusal.status >= 500 || headers['Retry-After'] !== undefined) {
      await giveUp()
      throw error
    }
    return { status: refusal.status, location: null, body: refusal }
  } finally {
    response.json = send
  }
}

/** Best effort: a key that cannot be given up now comes free with its lease. */
async function giveUp({ catalogue, log }: Deps, projectId: string, key: string): Promise<void> {
  try {
    await catalogue.idempotency.release(projectId, key)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    log('warn', 'an idempotency key stays taken until its lease ends', { projectId, reason })
  }
}

function sendAnswer(response: Response, { status, location, body }: StoredAnswer): void {
  response.status(status)
  if (location !== null) response.location(location)
  response.type(status >= 400 ? 'application/problem+json' : 'application/json')
  // Without a request id, which problems have otherwise: a repeated request gets the same bytes.
  response.send(JSON.stringify(body))
}
