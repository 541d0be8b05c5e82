import type { Request, RequestHandler } from 'express'
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible'
import type { ApiLimits } from './api-deps.js'
import type { Auth } from './auth.js'
import { problem, type ProblemError } from './problem.js'
import { principalOf } from './scope-gate.js'

const minuteS = 60

export interface RequestLimits {
  /** Throws 429 for an address that gave too many wrong secrets. */
  refuseGuessing(request: Request): Promise<void>
  /** Counts a wrong secret of an address. */
  noteWrongSecret(request: Request): Promise<void>
  /** Throws 429 for a principal that asks too much. The installation's own token is not limited: it has the machine. */
  readonly limitPrincipal: RequestHandler
}

/** Counts of this process: a restart forgets them. */
export function createRequestLimits(limits: ApiLimits, { terms }: Auth): RequestLimits {
  const counter = (points: number) => new RateLimiterMemory({ points, duration: minuteS })
  const failures = counter(limits.wrongSecretsPerMinute)
  const writes = counter(limits.writesPerMinute)
  const requests = counter(limits.requestsPerMinute)
  return {
    async refuseGuessing(request) {
      // One machine, and secrets of 256 bits: nobody guesses them, and a limit would only tell a wrong setting worse.
      if (terms.mode === 'local') return
      const found = await failures.get(addressOf(request))
      if (found !== null && found.consumedPoints >= limits.wrongSecretsPerMinute)
        throw tooMany('wrong secrets came from this address', found)
    },
    async noteWrongSecret(request) {
      await failures.penalty(addressOf(request))
    },
    async limitPrincipal(request, response, next) {
      const { kind, handle, credentialId } = principalOf(response)
      if (kind === 'token' || terms.mode === 'local') {
        // A key is limited in local mode, too: it is somebody else's program.
        if (kind !== 'apiKey') return next()
      }
      const who = kind === 'apiKey' ? `key ${credentialId}` : `person ${handle}`
      const isWrite = !['GET', 'HEAD', 'OPTIONS'].includes(request.method)
      try {
        await requests.consume(who)
        if (isWrite) await writes.consume(who)
      } catch (error) {
        if (error instanceof RateLimiterRes)
          throw tooMany(`${isWrite ? 'changes' : 'requests'} came from ${handle}`, error)
        throw error
      }
      next()
    },
  }
}

function addressOf(request: Request): string {
  return request.ip ?? request.socket.remoteAddress ?? 'unknown'
}

function tooMany(what: string, { msBeforeNext }: RateLimiterRes): ProblemError {
  const waitS = Math.max(1, Math.ceil(msBeforeNext / 1000))
  return problem(
    429,
    'too-many-requests',
    `Too many ${what} within a minute.`,
    `Wait ${waitS} s and send it again.`,
    {},
    { 'Retry-After': String(waitS) },
  )
}
