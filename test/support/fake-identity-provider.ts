import { createHash, randomUUID } from 'node:crypto'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { exportJWK, generateKeyPair, SignJWT, UnsecuredJWT, type JWK, type JWTPayload } from 'jose'

/**
 * An OpenID Connect provider over real HTTP. Who signs in is named by `user` at its /authorize, as if chosen there; some
 * names are sentinels, whose tokens are wrong: `expired`, `not-yet`, `wrong-nonce`, `wrong-audience`, `wrong-issuer`,
 * `foreign-key`, `unsigned`, `hs256`, `no-expiry`. `behind` and `ahead` have clocks that are 45 s off, `refused` says no.
 * `unverified` has an address that nobody verified. Everybody else is as named.
 */
export interface FakeIdentityProvider {
  readonly issuer: string
  readonly clientId: string
  readonly clientSecret: string
  /** Groups of the people who sign in from now on. */
  groups: readonly string[]
  /** Signs with a new key from now on; the old one is forgotten. */
  rotateKeys(): Promise<void>
  /** A bearer token of a user. */
  bearerOf(user: string, audience?: string): Promise<string>
  /** How often its keys were read. */
  readonly keyReads: () => number
  close(): Promise<void>
}

interface Grant {
  readonly user: string
  readonly nonce: string
  readonly challenge: string
  readonly redirectUri: string
}

const clientId = 'assetloom'
const clientSecret = 'fake-client-secret'
const alg = 'RS256'

async function makeKey() {
  const { publicKey, privateKey } = await generateKeyPair(alg)
  const kid = randomUUID()
  return { kid, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } as JWK }
}

export async function startFakeIdentityProvider(): Promise<FakeIdentityProvider> {
  let key = await makeKey()
  const foreign = await makeKey()
  const grants = new Map<string, Grant>()
  let reads = 0
  const server = createServer((request, response) => {
    handle(request, response).catch((error: unknown) => {
      response.writeHead(500).end(String(error))
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const fake: FakeIdentityProvider = {
    ...{ issuer, clientId, clientSecret, groups: [], keyReads: () => reads },
    rotateKeys: async () => void (key = await makeKey()),
    bearerOf: async (user, audience = clientId) => await sign(user, { aud: audience }),
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }

  async function sign(user: string, more: JWTPayload): Promise<string> {
    const nowS = Math.floor(Date.now() / 1000)
    const shiftS = { behind: -45, ahead: 45 }[user] ?? 0
    const payload: JWTPayload = {
      ...{
        iss: issuer,
        sub: `sub-${user}`,
        iat: nowS + shiftS,
        exp: nowS + shiftS + 3600,
        name: `Name of ${user}`,
      },
      ...{ preferred_username: user, email: `${user}@studio.example`, email_verified: user !== 'unverified' },
      ...{ groups: fake.groups, ...more },
      // A clock that is behind gives a token whose short life is over already.
      ...(user === 'behind' ? { exp: nowS - 45 } : {}),
      ...(user === 'ahead' ? { nbf: nowS + 45 } : {}),
      ...(user === 'expired' ? { iat: nowS - 7200, exp: nowS - 3600 } : {}),
      ...(user === 'not-yet' ? { nbf: nowS + 600 } : {}),
      ...(user === 'wrong-nonce' ? { nonce: 'of-another-sign-in' } : {}),
      ...(user === 'wrong-audience' ? { aud: 'another-client' } : {}),
      ...(user === 'wrong-issuer' ? { iss: 'https://other.example' } : {}),
    }
    if (user === 'no-expiry') delete payload.exp
    if (user === 'unsigned') return new UnsecuredJWT(payload).encode()
    if (user === 'hs256')
      return await new SignJWT(payload)
        .setProtectedHeader({ alg: 'HS256' })
        .sign(new TextEncoder().encode(clientSecret.padEnd(32, '-')))
    const { kid, privateKey } = user === 'foreign-key' ? { ...foreign, kid: key.kid } : key
    return await new SignJWT(payload).setProtectedHeader({ alg, kid }).sign(privateKey)
  }

  async function handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer)
    const json = (status: number, body: unknown) =>
      response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    switch (url.pathname) {
      case '/.well-known/openid-configuration':
        return void json(200, {
          ...{ issuer, authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` },
          ...{ jwks_uri: `${issuer}/keys`, end_session_endpoint: `${issuer}/end` },
          ...{ response_types_supported: ['code'], subject_types_supported: ['public'] },
          ...{ id_token_signing_alg_values_supported: [alg], code_challenge_methods_supported: ['S256'] },
        })
      case '/keys':
        reads += 1
        return void json(200, { keys: [key.jwk] })
      case '/authorize':
        return authorise(url, response)
      case '/token': {
        const answer = await redeem(request)
        return void json(answer === null ? 400 : 200, answer ?? { error: 'invalid_grant' })
      }
      default:
        response.writeHead(404).end()
    }
  }

  function authorise(url: URL, response: ServerResponse): void {
    const given = (name: string) => url.searchParams.get(name) ?? ''
    const back = new URL(given('redirect_uri'))
    back.searchParams.set('state', given('state'))
    if (given('user') === 'refused') back.searchParams.set('error', 'access_denied')
    else {
      const code = randomUUID()
      grants.set(code, {
        ...{ user: given('user'), nonce: given('nonce'), redirectUri: given('redirect_uri') },
        challenge: given('code_challenge_method') === 'S256' ? given('code_challenge') : '',
      })
      back.searchParams.set('code', code)
    }
    response.writeHead(302, { location: back.href }).end()
  }

  /** Null where the code, the client or the proof of the code's owner (PKCE) is wrong. */
  async function redeem(request: IncomingMessage): Promise<unknown> {
    let text = ''
    for await (const chunk of request) text += String(chunk)
    const form = new URLSearchParams(text)
    const grant = grants.get(form.get('code') ?? '')
    grants.delete(form.get('code') ?? '')
    const given = Buffer.from(
      (request.headers.authorization ?? '').replace(/^Basic /, ''),
      'base64',
    ).toString()
    const [id, secret] = given.split(':').map(decodeURIComponent)
    const challenge = createHash('sha256')
      .update(form.get('code_verifier') ?? '')
      .digest('base64url')
    const isRight =
      grant?.challenge === challenge &&
      grant.redirectUri === form.get('redirect_uri') &&
      id === clientId &&
      secret === clientSecret
    if (!isRight) return null
    const idToken = await sign(grant.user, { aud: clientId, nonce: grant.nonce })
    return { access_token: randomUUID(), token_type: 'Bearer', expires_in: 3600, id_token: idToken }
  }

  return fake
}
