import type { IncomingHttpHeaders } from 'node:http'
import type { CookieOptions, Request, Response } from 'express'
import type { RequestOrigins } from './request-origin.js'

export const sessionCookieName = 'assetloom_session'

export interface SessionCookies {
  /** Values that a browser sent; another port of the host may have set one of the same name. */
  read(headers: IncomingHttpHeaders): string[]
  set(request: Request, response: Response, value: string, maxAgeMs: number): void
  clear(request: Request, response: Response): void
}

/**
 * The session's cookie: out of reach of scripts, of other sites and, over TLS, of plain HTTP. There its name begins with
 * __Host-, so that no other host of the domain can plant one.
 */
export function createSessionCookies(origins: RequestOrigins): SessionCookies {
  const nameFor = (headers: IncomingHttpHeaders) =>
    origins.isSecure(headers) ? `__Host-${sessionCookieName}` : sessionCookieName
  const optionsFor = (headers: IncomingHttpHeaders): CookieOptions => ({
    ...{ httpOnly: true, sameSite: 'strict', path: '/', secure: origins.isSecure(headers) },
  })
  return {
    read: (headers) => readCookies(headers.cookie, nameFor(headers)),
    set: ({ headers }, response, value, maxAgeMs) =>
      void response.cookie(nameFor(headers), value, { ...optionsFor(headers), maxAge: maxAgeMs }),
    clear: ({ headers }, response) => void response.clearCookie(nameFor(headers), optionsFor(headers)),
  }
}

/** All values of the cookie `name`. */
export function readCookies(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
    .slice(0, 5)
}
