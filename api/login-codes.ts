import { createHmac, randomBytes } from 'node:crypto'
import { equalSecrets } from './equal-secrets.js'

export interface LoginCodes {
  /** A code that `redeem` takes once before `expiresAtMs`. The oldest go when there are too many. */
  issue(): { code: string; expiresAtMs: number }
  redeem(code: string): boolean
}

/** Codes of the one-time links that the installation's token makes. They live in this process only, for minutes. */
export function createLoginCodes(options: {
  now: () => number
  codeTtlMs: number
  codesMax: number
}): LoginCodes {
  const { now } = options
  const codes = new Map<string, number>()
  return {
    issue() {
      for (const [code, expiresAtMs] of codes) if (expiresAtMs <= now()) codes.delete(code)
      const oldest = codes.keys().next()
      if (codes.size >= options.codesMax && !oldest.done) codes.delete(oldest.value)
      const code = randomBytes(32).toString('base64url')
      const expiresAtMs = now() + options.codeTtlMs
      codes.set(code, expiresAtMs)
      return { code, expiresAtMs }
    },
    redeem(code) {
      const expiresAtMs = codes.get(code)
      codes.delete(code)
      return expiresAtMs !== undefined && expiresAtMs > now()
    },
  }
}

/** Texts that are signed with the installation's token and hold until a time: `expires.text.signature`. */
export interface SignedTexts {
  sign(text: string, ttlMs: number): string
  /** The text, or null where the signature is wrong or the time is over. */
  read(value: string): string | null
}

/** They outlive a restart, need no table, and end when the token is replaced. `text` is base64url. */
export function createSignedTexts(token: string, purpose: string, now: () => number): SignedTexts {
  const signatureOf = (text: string) =>
    createHmac('sha256', token).update(`${purpose}:${text}`).digest('base64url')
  return {
    sign(text, ttlMs) {
      const signed = `${now() + ttlMs}.${text}`
      return `${signed}.${signatureOf(signed)}`
    },
    read(value) {
      const [expires = '', text = '', signature = '', ...more] = value.split('.')
      if (more.length > 0 || !equalSecrets(signature, signatureOf(`${expires}.${text}`))) return null
      return Number(expires) > now() ? text : null
    },
  }
}
