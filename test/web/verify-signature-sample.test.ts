import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { signWebhook } from '../../adapters/webhooks/sign-webhook.js'
import { verifySignatureSample } from '../../clients/web/settings/verify-signature-sample.js'

type IsOurs = (headers: Record<string, string>, rawBody: string, secret: string) => boolean

const secretOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`
const [secret, former, stranger] = [secretOf('a'), secretOf('b'), secretOf('c')]
const id = 'whd_0198c0de-0000-7000-8000-000000000001'
const body = '{"type":"test","data":{"name":"Käfer"}}'

describe('the lines that show how a receiver checks a signature', () => {
  let folder: string
  let isOurs: IsOurs

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'assetloom-sample-'))
    const path = join(folder, 'sample.mjs')
    await writeFile(path, `${verifySignatureSample}\nexport { isOurs }\n`)
    isOurs = ((await import(pathToFileURL(path).href)) as { isOurs: IsOurs }).isOurs
  })
  afterAll(() => rm(folder, { recursive: true, force: true }))

  const sign = (secrets: readonly string[], agoSeconds = 0) => {
    const timestamp = Math.floor(Date.now() / 1000) - agoSeconds
    return {
      'webhook-id': id,
      'webhook-timestamp': String(timestamp),
      'webhook-signature': signWebhook({ id, timestamp, body }, secrets),
    }
  }

  it('take what is signed with the secret, or with both while it is changed', () => {
    expect(isOurs(sign([secret]), body, secret)).toBe(true)
    expect(isOurs(sign([secret, former]), body, former)).toBe(true)
  })

  it('refuse another secret, another body, another id and an old message', () => {
    expect(isOurs(sign([secret]), body, stranger)).toBe(false)
    expect(isOurs(sign([secret]), `${body} `, secret)).toBe(false)
    expect(isOurs({ ...sign([secret]), 'webhook-id': `${id}2` }, body, secret)).toBe(false)
    expect(isOurs(sign([secret], 600), body, secret)).toBe(false)
  })

  it('are those of the guide', async () => {
    const guide = await readFile(new URL('../../docs/guides/webhooks.md', import.meta.url), 'utf8')
    expect(guide).toContain(`\`\`\`js\n${verifySignatureSample}\`\`\``)
  })
})
