import type { Request, RequestHandler } from 'express'
import { sessionCookieName, type Auth } from './auth.js'
import { notJson, problem } from './problem.js'
import { localPrincipal } from './scope-gate.js'

const loopbackNames: readonly string[] = ['localhost', '127.0.0.1', '[::1]']

/**
 * Refuses requests under a foreign host name: a page of another site can make its own name point at 127.0.0.1 (DNS
 * rebinding), and the browser then takes us for that site. The port is free, so that forwarding works.
 */
export const requireLoopbackHost: RequestHandler = (request, _response, next) => {
  const name = (request.headers.host ?? '').toLowerCase().replace(/:\d{1,5}$/, '')
  if (loopbackNames.includes(name)) return next()
  throw problem(
    421,
    'wrong-host',
    'This address answers to localhost only.',
    'Open it as http://localhost:<port>; from another machine, forward the port (ssh -L).',
  )
}

// No inline script or style runs, and nothing is loaded from elsewhere; art may also be a blob that the page made.
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' blob: data:",
  "font-src 'self'",
  "connect-src 'self'",
  "manifest-src 'self'",
  "form-action 'self'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ')

export const setSecurityHeaders: RequestHandler = (_request, response, next) => {
  response.set({
    'Content-Security-Policy': contentSecurityPolicy,
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
    'Referrer-Policy': 'no-referrer',
    'Cross-Origin-Resource-Policy': 'same-origin',
    'Cross-Origin-Opener-Policy': 'same-origin',
    'Cache-Control': 'no-store',
  })
  next()
}

/** Token or session; a session may change something only from the page itself. */
export function requireAuth(auth: Auth): RequestHandler {
  return (request, response, next) => {
    const credential = auth.authenticate(request.headers)
    if (!credential)
      throw problem(
        401,
        'not-signed-in',
        'This needs the API token or a signed-in browser.',
        'Programs send Authorization: Bearer <token>; for a browser, `assetloom up` prints a one-time link.',
        {},
        { 'WWW-Authenticate': `Bearer realm="assetloom", Cookie name="${sessionCookieName}"` },
      )
    if (credential === 'session' && !isSafeMethod(request.method) && !isSameOrigin(request))
      throw problem(
        403,
        'cross-site',
        'A signed-in browser may change something from the Assetloom page only.',
        'Programs send Authorization: Bearer <token> instead of the cookie.',
      )
    response.locals['principal'] = localPrincipal(credential)
    next()
  }
}

const isSafeMethod = (method: string): boolean => ['GET', 'HEAD', 'OPTIONS'].includes(method)

/** SameSite cookies are not enough: every port of localhost is the same site. */
function isSameOrigin(request: Request): boolean {
  const site = request.headers['sec-fetch-site']
  const { origin, host } = request.headers
  if (site !== undefined && site !== 'same-origin') return false
  if (origin !== undefined) return origin === `http://${host}`
  return site === 'same-origin'
}

/** A body must be JSON: a form post from another site is none. */
export const requireJson: RequestHandler = (request, _response, next) => {
  const hasBody =
    request.headers['transfer-encoding'] !== undefined || Number(request.headers['content-length'] ?? 0) > 0
  if (hasBody && !request.is('application/json')) throw notJson()
  next()
}
