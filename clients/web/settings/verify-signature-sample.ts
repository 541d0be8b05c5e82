/** How a receiver on Node checks a signature; docs/guides/webhooks.md has the same lines. */
export const verifySignatureSample = `import { createHmac, timingSafeEqual } from 'node:crypto'

function isOurs(headers, rawBody, secret) {
  const age = Math.abs(Date.now() / 1000 - Number(headers['webhook-timestamp']))
  if (!(age < 300)) return false
  const key = Buffer.from(secret.slice('whsec_'.length), 'base64')
  const signed = \`\${headers['webhook-id']}.\${headers['webhook-timestamp']}.\${rawBody}\`
  const expected = Buffer.from(\`v1,\${createHmac('sha256', key).update(signed).digest('base64')}\`)
  return headers['webhook-signature']
    .split(' ')
    .map((one) => Buffer.from(one))
    .some((one) => one.length === expected.length && timingSafeEqual(one, expected))
}
`
