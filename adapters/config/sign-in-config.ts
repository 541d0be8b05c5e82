import { isIP } from 'node:net'
import { z } from 'zod'
import { roles, type Role } from '../../core/access/principal.js'
import { signInModes, type SignInMode } from '../../core/access/sign-in-ports.js'
import { AssetloomError } from '../../core/errors.js'

/** How people sign in, and where the API listens. */
export interface SignInConfig {
  readonly mode: SignInMode
  readonly host: string
  /** What people open, without a slash at the end; null = loopback only. */
  readonly publicUrl: string | null
  /** Files of the API's own certificate and key; null = plain HTTP. */
  readonly tls: { readonly certFile: string; readonly keyFile: string; readonly port: number } | null
  readonly trustedProxies: readonly string[]
  readonly oidc: OidcConfig | null
}

export interface OidcConfig {
  readonly issuer: string
  readonly clientId: string
  /** From the environment; null = the file in the home, else a public client. */
  readonly clientSecret: string | null
  /** Of bearer tokens. */
  readonly audience: string
  readonly scopes: string
  /** Verified e-mail domains that may come in; empty = all. */
  readonly emailDomains: readonly string[]
  readonly groupsClaim: string
  /** What groups give; empty = groups are not asked. */
  readonly groupRoles: readonly GroupRole[]
  readonly mayProvision: boolean
}

export interface GroupRole {
  readonly group: string
  /** Key of the project; null = owner of the whole installation. */
  readonly projectKey: string | null
  readonly role: Role
}

const defaultTlsPort = 7443

const httpUrl = z
  .string()
  .refine((text) => URL.canParse(text) && /^https?:$/.test(new URL(text).protocol), 'has to be an address')
const origin = httpUrl
  .refine((text) => {
    const { username, password, pathname, search, hash } = new URL(text)
    return [username, password, search, hash].every((part) => part === '') && pathname === '/'
  }, 'has to be an address without path, user and query, for example https://art.studio.example')
  .transform((text) => new URL(text).origin)
const line = z
  .string()
  .max(1_000)
  .regex(/^[\x21-\x7e]+$/, 'has to be printable ASCII without blanks')
const listOf = (text: string) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')

/** The variables of sign-in; `environmentSchema` has them all. */
export const signInVariables = {
  ASSETLOOM_SIGN_IN: z
    .enum(signInModes)
    .optional()
    .describe(
      'Who may come in: local (the person at this machine), studio (people invited by one-time links) or server (people of an OpenID Connect provider). Default: local.',
    ),
  ASSETLOOM_HOST: z
    .string()
    .refine((text) => isIP(text) !== 0, 'has to be an IP address; 0.0.0.0 is every IPv4 one')
    .optional()
    .describe(
      'Address that page and API listen at; others than loopback need sign-in and one of TLS, an https public address or a VPN. Default: 127.0.0.1.',
    ),
  ASSETLOOM_PUBLIC_URL: origin
    .optional()
    .describe(
      'What people open, for example https://art.studio.example; other host names are refused. Default: none, loopback only.',
    ),
  ASSETLOOM_TLS_CERT: z
    .string()
    .max(1_000)
    .optional()
    .describe('File with the certificate chain (PEM) that the API serves TLS with. Default: none.'),
  ASSETLOOM_TLS_KEY: z
    .string()
    .max(1_000)
    .optional()
    .describe('File with the key of that certificate; needed with it. Default: none.'),
  ASSETLOOM_TLS_PORT: z
    .string()
    .regex(/^\d{1,5}$/, 'has to be a whole number')
    .transform(Number)
    .refine((port) => port <= 65_535, 'has to lie between 0 and 65535')
    .optional()
    .describe('Port of TLS; plain HTTP stays on loopback, for programs of this machine. Default: 7443.'),
  ASSETLOOM_VPN_ONLY: z
    .enum(['yes', 'no'])
    .optional()
    .describe(
      'yes: the address can be reached over a VPN alone, so plain HTTP is safe enough there. Default: no.',
    ),
  ASSETLOOM_TRUSTED_PROXIES: z
    .string()
    .max(4_000)
    .transform(listOf)
    .refine(
      (list) => list.every(isNetwork),
      'has to be IP addresses or networks such as 10.0.0.0/8, by commas',
    )
    .optional()
    .describe('Addresses of proxies whose X-Forwarded headers are believed, by commas. Default: none.'),
  OIDC_ISSUER: httpUrl
    .refine(
      (text) =>
        new URL(text).protocol === 'https:' ||
        /^(localhost|127\.0\.0\.1|\[::1\])$/.test(new URL(text).hostname),
      'has to begin with https://',
    )
    .optional()
    .describe('Issuer of the OpenID Connect provider, as its discovery names it; for server. Default: none.'),
  OIDC_CLIENT_ID: line.optional().describe('Id of Assetloom at that provider. Default: none.'),
  OIDC_CLIENT_SECRET: line
    .optional()
    .describe(
      'Secret of Assetloom at that provider; better kept in the file secrets/oidc-client-secret of the home. Default: that file, else none.',
    ),
  OIDC_AUDIENCE: line
    .optional()
    .describe('Audience that bearer tokens of that provider must have. Default: the client id.'),
  OIDC_SCOPES: z
    .string()
    .max(1_000)
    .regex(/^[\x21-\x7e]+( [\x21-\x7e]+)*$/, 'has to be words with blanks between them')
    .optional()
    .describe('Scopes that a sign-in asks for. Default: openid profile email.'),
  OIDC_EMAIL_DOMAINS: z
    .string()
    .max(4_000)
    .transform((text) => listOf(text.toLowerCase()))
    .optional()
    .describe('Domains of verified e-mail addresses that may come in, by commas. Default: all.'),
  OIDC_GROUPS_CLAIM: line.optional().describe("Claim that holds a person's groups. Default: groups."),
  OIDC_GROUP_ROLES: z
    .string()
    .max(10_000)
    .transform(listOf)
    .refine(
      (list) => list.every((part) => readGroupRole(part) !== null),
      'has to be group=project:role or group=*:owner, by commas; roles are viewer, reviewer, editor, owner',
    )
    .optional()
    .describe(
      'What groups give: group=project:role by commas; group=*:owner makes owners of the installation. Default: nothing.',
    ),
  OIDC_PROVISION: z
    .enum(['anyone', 'invited'])
    .optional()
    .describe(
      'Who comes in: anyone whom the provider and the filters let through, or invited (by e-mail address or by a group). Default: invited.',
    ),
} as const

type Found = { readonly [Name in keyof typeof signInVariables]?: z.infer<(typeof signInVariables)[Name]> }

/** Throws InvalidInput for settings that would let in who should not come in, with the ways out. */
export function signInConfigOf(found: Found, port: number): SignInConfig {
  const mode = found.ASSETLOOM_SIGN_IN ?? 'local'
  const host = found.ASSETLOOM_HOST ?? '127.0.0.1'
  const tls = tlsOf(found)
  const scheme = tls === null ? 'http' : 'https'
  const isLoopback = /^(127\.|::1$)/.test(host)
  const isAnyAddress = host === '0.0.0.0' || host === '::'
  const shown = isIP(host) === 6 ? `[${host}]` : host
  const derived = isLoopback || isAnyAddress ? null : `${scheme}://${shown}:${tls?.port ?? port}`
  const publicUrl = found.ASSETLOOM_PUBLIC_URL ?? derived
  if (!isLoopback) refuseOpenDoor({ mode, host, tls: tls !== null, publicUrl, found })
  if (mode === 'local' && publicUrl !== null)
    throw wrong(
      'ASSETLOOM_PUBLIC_URL',
      'is set, but ASSETLOOM_SIGN_IN is local: one token would open everything to everybody who comes',
      'Set ASSETLOOM_SIGN_IN=studio or server, or unset it.',
    )
  const { ASSETLOOM_TRUSTED_PROXIES: trustedProxies = [] } = found
  return { mode, host, publicUrl, tls, trustedProxies, oidc: mode === 'server' ? oidcOf(found) : null }
}

function refuseOpenDoor(door: {
  readonly mode: SignInMode
  readonly host: string
  readonly tls: boolean
  readonly publicUrl: string | null
  readonly found: Found
}): void {
  const { mode, host, tls, publicUrl, found } = door
  if (mode === 'local')
    throw wrong(
      'ASSETLOOM_HOST',
      `is ${host}, where others can come in, but no sign-in is configured`,
      'Three ways out: keep 127.0.0.1 and forward the port (ssh -L); ASSETLOOM_SIGN_IN=studio to invite people by links; ASSETLOOM_SIGN_IN=server with an OpenID Connect provider. See docs/guides/sign-in.md.',
    )
  const isProtected = tls || found.ASSETLOOM_VPN_ONLY === 'yes' || publicUrl?.startsWith('https:') === true
  if (!isProtected)
    throw wrong(
      'ASSETLOOM_HOST',
      `is ${host}, where others could read along: nothing says that the way there is protected`,
      'Three ways out: ASSETLOOM_PUBLIC_URL=https://... behind a proxy that speaks TLS; ASSETLOOM_TLS_CERT and ASSETLOOM_TLS_KEY; or ASSETLOOM_VPN_ONLY=yes where a VPN is the only way. See docs/guides/sign-in.md.',
    )
  if (publicUrl === null)
    throw wrong(
      'ASSETLOOM_PUBLIC_URL',
      `is not set, and ${host} does not say under which name people come`,
      'Set it to what people open, for example https://art.studio.example.',
    )
}

function tlsOf(found: Found): SignInConfig['tls'] {
  const { ASSETLOOM_TLS_CERT: certFile, ASSETLOOM_TLS_KEY: keyFile } = found
  if (certFile === undefined && keyFile === undefined) return null
  if (certFile !== undefined && keyFile !== undefined)
    return { certFile, keyFile, port: found.ASSETLOOM_TLS_PORT ?? defaultTlsPort }
  const [set, missing] =
    keyFile === undefined
      ? ['ASSETLOOM_TLS_CERT', 'ASSETLOOM_TLS_KEY']
      : ['ASSETLOOM_TLS_KEY', 'ASSETLOOM_TLS_CERT']
  throw wrong(missing, `is not set, but ${set} is`, 'Set both to PEM files, or neither.')
}

function oidcOf(found: Found): OidcConfig {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId } = found
  if (issuer === undefined || clientId === undefined)
    throw wrong(
      issuer === undefined ? 'OIDC_ISSUER' : 'OIDC_CLIENT_ID',
      'is not set, but ASSETLOOM_SIGN_IN is server',
      'Set OIDC_ISSUER and OIDC_CLIENT_ID as the provider names them; docs/guides/sign-in.md shows how.',
    )
  return {
    ...{ issuer, clientId, clientSecret: found.OIDC_CLIENT_SECRET ?? null },
    audience: found.OIDC_AUDIENCE ?? clientId,
    scopes: found.OIDC_SCOPES ?? 'openid profile email',
    emailDomains: found.OIDC_EMAIL_DOMAINS ?? [],
    groupsClaim: found.OIDC_GROUPS_CLAIM ?? 'groups',
    groupRoles: (found.OIDC_GROUP_ROLES ?? []).flatMap((part) => readGroupRole(part) ?? []),
    mayProvision: found.OIDC_PROVISION === 'anyone',
  }
}

/** `artists=desert:reviewer`; the group may hold = and : itself. */
function readGroupRole(text: string): GroupRole | null {
  const [, group = '', key = '', name = ''] = /^(.+)=([^=:]+):([a-z]+)$/.exec(text) ?? []
  const role = roles.find((one) => one === name)
  if (role === undefined || (key === '*' && role !== 'owner')) return null
  return { group, projectKey: key === '*' ? null : key, role }
}

function isNetwork(text: string): boolean {
  const [address = '', bits, ...more] = text.split('/')
  const family = isIP(address)
  if (family === 0 || more.length > 0) return false
  return bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= (family === 4 ? 32 : 128))
}

function wrong(variable: string, message: string, hint: string): AssetloomError {
  return new AssetloomError('InvalidInput', `The environment variable ${variable} ${message}.`, hint, {
    variable,
  })
}
