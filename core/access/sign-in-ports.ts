import type { OutsidePerson } from './access-ports.js'

/**
 * `local`: one person on this machine. `studio`: people come by invitation. `server`: people come by an identity provider.
 */
export const signInModes = ['local', 'studio', 'server'] as const
export type SignInMode = (typeof signInModes)[number]

/** An OpenID Connect provider. */
export interface IdentityProvider {
  /** How pages call it: its host name. */
  readonly name: string
  /** Whether everybody whom it vouches for (and the filters let through) may come in without an invitation. */
  readonly mayProvision: boolean
  /** Where to send a browser, and what to keep for `finish`. Throws Unavailable while the provider does not answer. */
  begin(redirectUri: string): Promise<{ readonly url: string; readonly kept: string }>
  /**
   * The person of a browser that came back to `currentUrl`. Throws InvalidInput for an answer that cannot be trusted or a
   * person whom the filters turn away.
   */
  finish(currentUrl: string, kept: string): Promise<OutsidePerson>
  /** The person of a bearer token; null where it is not good here. */
  verifyBearer(token: string): Promise<OutsidePerson | null>
  /** Where a browser ends its session with the provider, too; null = it has no such place. */
  endSessionUrl(returnTo: string): Promise<string | null>
}

/** How people sign in here. */
export interface SignInTerms {
  readonly mode: SignInMode
  /** What people open; null = loopback only. */
  readonly publicUrl: string | null
  /** Addresses and networks (CIDR) whose X-Forwarded headers are believed. */
  readonly trustedProxies: readonly string[]
  readonly provider: IdentityProvider | null
}

export const localSignIn: SignInTerms = { mode: 'local', publicUrl: null, trustedProxies: [], provider: null }
