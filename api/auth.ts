import { createHash, createHmac, randomBytes, timingSafeEqual } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'

export const sessionCookieName = 'assetloom_session'

/** How a request proved who it is. */
export type Credential = 'token' | 'session'

export interface Auth {
  /** The credential of a request with these headers, or null. */
  authenticate(headers: IncomingHttpHeaders): Credential | null
  /** A code that `redeemCode` takes once before `expiresAtMs`. The oldest go when there are too many. */
  issueCode(): { code: string; expiresAtMs: number }
  redeemCode(code: string): boolean
  /** Value of the session cookie for a browser that has just signed in. */
  issueSession(): string
}

/** Equal or not in a time that tells nothing about where they differ. */
export function equalSecrets(a: string, b: string): boolean {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  return timingSafeEqual(digest(a), digest(b))
}

/**
 * One bearer token, and browser sessions that are signed with it: they outlive a restart, need no table, and end when
 * the token is replaced. A cookie reaches every port of a host name, so it must not hold the token itself.
 */
export function createAuth(options: {
  token: string
  now: () => number
  codeTtlMs: number
  codesMax: number
  sessionTtlMs: number
}): Auth {
  const { token, now } = options
  if (token.length < 16) throw new RangeError('The API token must have at least 16 characters.')
  const codes = new Map<string, number>()
  const sign = (text: string) => createHmac('sha256', token).update(`session:${text}`).digest('base64url')

  const isSession = (value: string): boolean => {
    const [expires = '', nonce = '', signature = ''] = value.split('.')
    return equalSecrets(signature, sign(`${expires}.${nonce}`)) && Number(expires) > now()
  }

  return {
    authenticate(headers) {
      const bearer = /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1]
      // A wrong token is refused even beside a good cookie: the caller meant the token.
      if (headers.authorization !== undefined)
        return bearer !== undefined && equalSecrets(bearer, token) ? 'token' : null
      return readCookies(headers.cookie, sessionCookieName).some(isSession) ? 'session' : null
    },
    issueCode() {
      for (const [code, expiresAtMs] of codes) if (expiresAtMs <= now()) codes.delete(code)
      const oldest = codes.keys().next()
      if (codes.size >= options.codesMax && !oldest.done) codes.delete(oldest.value)
      const code = randomBytes(32).toString('base64url')
      const expiresAtMs = now() + options.codeTtlMs
      codes.set(code, expiresAtMs)
      return { code, expiresAtMs }
    },
    redeemCode(code) {
      const expiresAtMs = codes.get(code)
      codes.delete(code)
      return expiresAtMs !== undefined && expiresAtMs > now()
    },
    issueSession() {
      const text = `${now() + options.sessionTtlMs}.${randomBytes(12).toString('base64url')}`
      return `${text}.${sign(text)}`
    },
  }
}

/** All values of the cookie `name` (another port of the host may have set one of the same name). */
export function readCookies(header: string | undefined, name: string): string[] {
  return (header ?? '')
    .split(';')
    .map((part) => part.trim())
    .filter((part) => part.startsWith(`${name}=`))
    .map((part) => part.slice(name.length + 1))
    .slice(0, 5)
}
