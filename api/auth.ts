import { randomBytes } from 'node:crypto'
import type { IncomingHttpHeaders } from 'node:http'
import type { Request, Response } from 'express'
import type { AccessCatalogue } from '../core/access/access-ports.js'
import { accessLimits, keyPrefix } from '../core/access/access-limits.js'
import type { Principal } from '../core/access/principal.js'
import {
  installationPrincipal,
  keyPrincipal,
  sessionPrincipal,
  userPrincipal,
} from '../core/access/principal-of.js'
import { secretHash } from '../core/access/secret-token.js'
import { sessionNameOf } from '../core/access/session-name.js'
import type { SignInTerms } from '../core/access/sign-in-ports.js'
import { equalSecrets } from './equal-secrets.js'
import { createLoginCodes, createSignedTexts, type LoginCodes, type SignedTexts } from './login-codes.js'
import { createRequestOrigins, type RequestOrigins } from './request-origin.js'
import { createSessionCookies, type SessionCookies } from './session-cookies.js'

/** A signed-in browser's own secret, before it becomes a cookie. */
export interface NewSecret {
  readonly value: string
  readonly tokenHash: string
  readonly name: string
}

export interface Auth {
  readonly terms: SignInTerms
  readonly origins: RequestOrigins
  readonly cookies: SessionCookies
  /** Of the one-time links that the installation's token makes. */
  readonly codes: LoginCodes
  /** What a browser keeps while it is away at the identity provider. */
  readonly away: SignedTexts
  /** Who sent these headers; null = nobody that we know. */
  authenticate(headers: IncomingHttpHeaders): Promise<Principal | null>
  /** Whether these headers carry the installation's own token. */
  isInstallationToken(headers: IncomingHttpHeaders): boolean
  /** A secret for a session that the caller opens in the catalogue. */
  newSecret(request: Request): NewSecret
  /** Signs a browser in as the installation: in local mode without a row, else as a session that can be revoked. */
  openInstallationSession(request: Request, response: Response): Promise<void>
}

export interface AuthOptions {
  readonly token: string
  readonly now: () => number
  readonly codeTtlMs: number
  readonly codesMax: number
  readonly sessionTtlMs: number
  readonly terms: SignInTerms
  readonly access: AccessCatalogue
}

/**
 * Who a request is from: the installation's token, an API key, a token of the identity provider, or a signed-in browser. A
 * cookie reaches every port of a host name, so it never holds the token itself.
 */
export function createAuth(options: AuthOptions): Auth {
  const { token, now, terms, access, sessionTtlMs } = options
  if (token.length < 16) throw new RangeError('The API token must have at least 16 characters.')
  const origins = createRequestOrigins(terms)
  const cookies = createSessionCookies(origins)
  const local = createSignedTexts(token, 'session', now)
  const isInstallationToken = (headers: IncomingHttpHeaders) => {
    const bearer = bearerOf(headers)
    return bearer !== null && equalSecrets(bearer, token)
  }
  const ofCookies = async (headers: IncomingHttpHeaders) => {
    for (const value of cookies.read(headers)) {
      if (terms.mode === 'local') {
        if (local.read(value) !== null) return installationPrincipal('session')
      } else {
        const found = await access.sessions.use(secretHash(value))
        if (found !== null) return sessionPrincipal(found.session, found.user)
      }
    }
    return null
  }
  const newSecret = ({ headers }: Request): NewSecret => {
    const value = randomBytes(32).toString('base64url')
    return { value, tokenHash: secretHash(value), name: sessionNameOf(headers['user-agent']) }
  }
  return {
    ...{ terms, origins, cookies, isInstallationToken, newSecret },
    codes: createLoginCodes(options),
    away: createSignedTexts(token, 'away', now),
    async authenticate(headers) {
      // A wrong token is refused even beside a good cookie: the caller meant the token.
      if (headers.authorization === undefined) return await ofCookies(headers)
      if (isInstallationToken(headers)) return installationPrincipal('token')
      const bearer = bearerOf(headers)
      return bearer === null ? null : await ofBearer(bearer, access, terms)
    },
    async openInstallationSession(request, response) {
      if (terms.mode === 'local') {
        const value = local.sign(randomBytes(12).toString('base64url'), sessionTtlMs)
        return cookies.set(request, response, value, sessionTtlMs)
      }
      const { value, ...secret } = newSecret(request)
      await access.sessions.open({ ...secret, userId: null })
      cookies.set(request, response, value, accessLimits.sessionMaxMs)
    },
  }
}

/** An API key, or a token of the identity provider. Hashing before the look-up leaves nothing to time. */
async function ofBearer(
  bearer: string,
  access: AccessCatalogue,
  { provider }: SignInTerms,
): Promise<Principal | null> {
  if (bearer.startsWith(keyPrefix)) {
    const found = await access.apiKeys.use(secretHash(bearer))
    return found === null ? null : keyPrincipal(found.key, found.user)
  }
  if (provider === null || bearer.split('.').length !== 3) return null
  const person = await provider.verifyBearer(bearer)
  const user = person === null ? null : await access.users.ensureOutside(person, provider.mayProvision)
  return user === null ? null : userPrincipal(user, 'jwt', null)
}

function bearerOf(headers: IncomingHttpHeaders): string | null {
  return /^Bearer +(\S+) *$/i.exec(headers.authorization ?? '')?.[1] ?? null
}
