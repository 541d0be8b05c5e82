import type { Request, RequestHandler } from 'express'
import helmet from 'helmet'
import type { ActAs } from '../core/access/audit-ports.js'
import type { Principal } from '../core/access/principal.js'
import type { Auth } from './auth.js'
import { notJson, problem, type ProblemError } from './problem.js'
import type { RequestLimits } from './request-limits.js'
import type { RequestOrigins } from './request-origin.js'
import { sessionCookieName } from './session-cookies.js'

const yearS = 31_536_000

/**
 * Headers of every answer. No inline script or style runs, and nothing is loaded from elsewhere; art may also be a blob that
 * the page made. Only who came over TLS is told to come over TLS again.
 */
export function setSecurityHeaders({ isSecure }: RequestOrigins): RequestHandler {
  const plain = helmet({
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'blob:', 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    xFrameOptions: { action: 'deny' },
    referrerPolicy: { policy: 'no-referrer' },
    crossOriginResourcePolicy: { policy: 'same-origin' },
    crossOriginOpenerPolicy: { policy: 'same-origin' },
    strictTransportSecurity: false,
  })
  return (request, response, next) => {
    response.set('Cache-Control', 'no-store')
    if (isSecure(request.headers)) response.set('Strict-Transport-Security', `max-age=${yearS}`)
    plain(request, response, next)
  }
}

/** Somebody we know; a browser may change something only from the page itself. */
export function requireAuth(auth: Auth, limits: RequestLimits): RequestHandler {
  return async (request, response, next) => {
    const hasSecret = request.headers.authorization !== undefined
    // The installation's token is looked at first: nobody can lock out who has it.
    if (hasSecret && !auth.isInstallationToken(request.headers)) await limits.refuseGuessing(request)
    const principal = await auth.authenticate(request.headers)
    if (principal === null) {
      if (hasSecret) await limits.noteWrongSecret(request)
      throw notSignedIn(auth)
    }
    const isChange = !isSafeMethod(request.method)
    if (principal.kind === 'session' && isChange && !isSameOrigin(request, auth.origins)) throw crossSite()
    response.locals['principal'] = principal
    next()
  }
}

function notSignedIn({ terms }: Auth): ProblemError {
  const ways = {
    local: '`assetloom up` prints a one-time link',
    studio: 'an owner of the project makes a one-time link',
    server: 'open the page and sign in',
  }
  return problem(
    401,
    'not-signed-in',
    'This needs the API token or a signed-in browser.',
    `Programs send Authorization: Bearer <token or API key>; for a browser, ${ways[terms.mode]}.`,
    {},
    { 'WWW-Authenticate': `Bearer realm="assetloom", Cookie name="${sessionCookieName}"` },
  )
}

export function crossSite(): ProblemError {
  return problem(
    403,
    'cross-site',
    'A signed-in browser may change something from the Assetloom page only.',
    'Programs send Authorization: Bearer <token> instead of the cookie.',
  )
}

const isSafeMethod = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method)

/** SameSite cookies are not enough: every port of localhost is the same site. */
export function isSameOrigin(request: Request, { originOf }: RequestOrigins): boolean {
  const site = request.headers['sec-fetch-site']
  const { origin } = request.headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin !== undefined) return origin === originOf(request.headers)
  return site === 'same-origin'
}

/** What the request writes is told in the audit log in the name of who asks. */
export function actAsPrincipal(actAs: ActAs): RequestHandler {
  return (_request, response, next) => {
    const { handle, kind, credentialId } = response.locals['principal'] as Principal
    const requestId = response.getHeader('X-Request-Id')
    const acting = {
      ...{ actor: handle, credential: kind },
      ...(credentialId === null ? {} : { credentialId }),
      ...(typeof requestId === 'string' ? { requestId } : {}),
    }
    actAs(acting, () => next())
  }
}

/** A body must be JSON: a form post from another site is none. */
export const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  if (hasBody && !request.is('application/json')) throw notJson()
  next()
}
