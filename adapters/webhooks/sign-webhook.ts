import { createHmac } from 'node:crypto'

const secretPrefix = 'whsec_'

/**
 * The header webhook-signature by the Standard Webhooks specification (standardwebhooks.com, "Signature scheme"):
 * `v1,` and base64 of HMAC-SHA-256 over `id.timestamp.body`, one for each secret, with blanks between them. The key is
 * what the base64 after `whsec_` stands for. `timestamp` is in seconds since 1970.
 */
export function signWebhook(
  { id, timestamp, body }: { readonly id: string; readonly timestamp: number; readonly body: string },
  secrets: readonly string[],
): string {
  const signed = `${id}.${timestamp}.${body}`
  return secrets
    .map((secret) => {
      const key = Buffer.from(secret.slice(secretPrefix.length), 'base64')
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
    })
    .join(' ')
}
