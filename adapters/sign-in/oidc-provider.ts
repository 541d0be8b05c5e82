import { createRemoteJWKSet, jwtVerify, type JWTPayload, type JWTVerifyGetKey } from 'jose'
import * as oidc from 'openid-client'
import type { OutsidePerson } from '../../core/access/access-ports.js'
import type { IdentityProvider } from '../../core/access/sign-in-ports.js'
import { AssetloomError } from '../../core/errors.js'
import type { OidcConfig } from '../config/sign-in-config.js'
import { outsidePerson, type Claims } from './outside-person.js'

/** Clocks of two machines differ by this much at most before tokens are refused. */
const clockToleranceS = 60
const requestTimeoutS = 10
/** Signatures by public keys alone: with HS256 the client's secret could sign, with `none` anybody. */
const algorithms = ['RS256', 'RS384', 'RS512', 'PS256', 'PS384', 'PS512', 'ES256', 'ES384', 'ES512', 'EdDSA']
/** Keys are asked for again no more often than this when a token names one that is not known. */
const keysCooldownMs = 5_000

interface Discovered {
  readonly client: oidc.Configuration
  readonly keys: JWTVerifyGetKey
}

interface Kept {
  readonly state: string
  readonly nonce: string
  readonly verifier: string
}

/**
 * Sign-in by OpenID Connect: the authorisation code with PKCE (RFC 7636), state and nonce; bearer tokens of the same issuer
 * as JWTs (RFC 9068). The provider is asked for its addresses when they are first needed, so that we start without it.
 */
export function createOidcProvider(config: OidcConfig): IdentityProvider {
  let discovered: Promise<Discovered> | undefined
  const discover = () =>
    (discovered ??= discoverProvider(config).catch((error: unknown) => {
      discovered = undefined
      throw unavailable(config, error)
    }))
  return {
    name: new URL(config.issuer).host,
    mayProvision: config.mayProvision,
    begin: async (redirectUri) => await begin(await discover(), config, redirectUri),
    finish: async (currentUrl, kept) => await finish(await discover(), config, currentUrl, kept),
    verifyBearer: async (token) => await verifyBearer(await discover(), config, token),
    endSessionUrl: async (returnTo) => {
      const { client } = await discover()
      if (client.serverMetadata().end_session_endpoint === undefined) return null
      return oidc.buildEndSessionUrl(client, { post_logout_redirect_uri: returnTo }).href
    },
  }
}

async function discoverProvider({ issuer, clientId, clientSecret }: OidcConfig): Promise<Discovered> {
  const url = new URL(issuer)
  const client = await oidc.discovery(
    url,
    clientId,
    { [oidc.clockTolerance]: clockToleranceS },
    clientSecret === null ? oidc.None() : oidc.ClientSecretBasic(clientSecret),
    {
      timeout: requestTimeoutS,
      // Only for a provider on this machine: the configuration refuses others without TLS.
      ...(url.protocol === 'http:' ? { execute: [oidc.allowInsecureRequests] } : {}),
    },
  )
  const { jwks_uri: keysUrl } = client.serverMetadata()
  if (keysUrl === undefined) throw new Error('its discovery names no jwks_uri')
  const keys = createRemoteJWKSet(new URL(keysUrl), {
    cooldownDuration: keysCooldownMs,
    timeoutDuration: requestTimeoutS * 1000,
  })
  return { client, keys }
}

async function begin(
  { client }: Discovered,
  { scopes }: OidcConfig,
  redirectUri: string,
): Promise<{ url: string; kept: string }> {
  const kept: Kept = {
    state: oidc.randomState(),
    nonce: oidc.randomNonce(),
    verifier: oidc.randomPKCECodeVerifier(),
  }
  const url = oidc.buildAuthorizationUrl(client, {
    ...{ redirect_uri: redirectUri, scope: scopes, state: kept.state, nonce: kept.nonce },
    code_challenge: await oidc.calculatePKCECodeChallenge(kept.verifier),
    code_challenge_method: 'S256',
  })
  return { url: url.href, kept: JSON.stringify(kept) }
}

async function finish(
  { client, keys }: Discovered,
  config: OidcConfig,
  currentUrl: string,
  kept: string,
): Promise<OutsidePerson> {
  const { state, nonce, verifier } = JSON.parse(kept) as Kept
  let claims: Claims
  try {
    const tokens = await oidc.authorizationCodeGrant(client, new URL(currentUrl), {
      ...{ expectedState: state, expectedNonce: nonce, pkceCodeVerifier: verifier, idTokenExpected: true },
    })
    // The client trusts TLS for an ID token that comes straight from the provider; its signature is checked all the same.
    claims = await verify(tokens.id_token ?? '', keys, config.issuer, config.clientId)
  } catch (error) {
    if (isAway(error)) throw unavailable(config, error)
    throw new AssetloomError(
      'InvalidInput',
      `the sign-in at ${config.issuer} cannot be trusted: ${reasonOf(error)}`,
      'sign in again; if it stays, compare the clocks and the client of both sides',
    )
  }
  const person = outsidePerson(claims, config)
  if (person === null)
    throw new AssetloomError(
      'InvalidInput',
      'the person is none of those whom OIDC_EMAIL_DOMAINS lets in',
      'sign in with a verified address of the team',
    )
  return person
}

async function verifyBearer(
  { keys }: Discovered,
  config: OidcConfig,
  token: string,
): Promise<OutsidePerson | null> {
  try {
    return outsidePerson(await verify(token, keys, config.issuer, config.audience), config)
  } catch (error) {
    if (isAway(error)) throw unavailable(config, error)
    return null
  }
}

/** Signature, issuer, audience, times. Throws where one of them is wrong. */
async function verify(
  token: string,
  keys: JWTVerifyGetKey,
  issuer: string,
  audience: string,
): Promise<JWTPayload> {
  const { payload } = await jwtVerify(token, keys, {
    ...{ issuer, audience, algorithms, clockTolerance: clockToleranceS },
    requiredClaims: ['exp', 'iat', 'sub'],
  })
  return payload
}

/** The provider did not answer, which says nothing of the token. */
function isAway(error: unknown): boolean {
  const codes = [error, (error as { cause?: unknown } | null)?.cause].map(
    (one) => (one as { code?: unknown } | null)?.code,
  )
  return codes.some(
    (code) =>
      code === 'ERR_JWKS_TIMEOUT' ||
      code === 'OAUTH_TIMEOUT' ||
      (typeof code === 'string' && /^E[A-Z]+$/.test(code)),
  )
}

function unavailable({ issuer }: OidcConfig, error: unknown): AssetloomError {
  return new AssetloomError(
    'Unavailable',
    `the identity provider ${issuer} does not answer: ${reasonOf(error)}`,
    'try again; if it stays, check OIDC_ISSUER and the way there (curl <issuer>/.well-known/openid-configuration)',
  )
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error)
  const { error_description: described } = error as { error_description?: unknown }
  return typeof described === 'string' ? described : error.message
}
