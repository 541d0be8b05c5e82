import { createHmac } from 'node:crypto'
import type { lookup } from 'node:dns'
import { createServer, type IncomingHttpHeaders, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { afterEach, describe, expect, it } from 'vitest'
import { createWebhookPoster } from '../../../adapters/webhooks/post-webhook.js'
import { signWebhook } from '../../../adapters/webhooks/sign-webhook.js'

const secrets = ['one', 'two'].map(
  (word) => `whsec_${Buffer.from(word.repeat(10).slice(0, 24)).toString('base64')}`,
)
const open: Server[] = []
afterEach(async () => {
  for (const server of open.splice(0)) {
    server.closeAllConnections()
    await new Promise((resolve) => server.close(resolve))
  }
})

async function serve(answer: RequestListener): Promise<string> {
  const server = createServer(answer)
  open.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`
}

const post = (url: string) => ({ url, id: 'whd_1', body: '{"type":"test"}', secrets })
const freely = createWebhookPoster({ allowPrivate: true })

describe('a signature', () => {
  it('is the one of the specification’s own example', () => {
    // standard-webhooks/standard-webhooks: libraries/javascript, the test "sign function works".
    const example = {
      id: 'msg_p5jXN8AQM9LWM0D4loKWxJek',
      timestamp: 1614265330,
      body: '{"test": 2432232314}',
    }
    expect(signWebhook(example, ['whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw'])).toBe(
      'v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=',
    )
  })

  it('comes for each secret and fits the bytes that arrive', async () => {
    const seen: { headers: IncomingHttpHeaders; body: string }[] = []
    const url = await serve((request, response) => {
      let body = ''
      request.on('data', (piece: Buffer) => (body += piece.toString()))
      request.on('end', () => {
        seen.push({ headers: request.headers, body })
        response.writeHead(204).end()
      })
    })
    expect(await freely(post(url))).toEqual({ status: 204, failure: null, retryAfterMs: null })
    const { headers, body } = seen[0]!
    const signed = `whd_1.${String(headers['webhook-timestamp'])}.${body}`
    const expected = secrets.map((secret) => {
      const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
      return `v1,${createHmac('sha256', key).update(signed).digest('base64')}`
    })
    expect(headers['webhook-signature']).toBe(expected.join(' '))
    expect(headers).toMatchObject({ 'webhook-id': 'whd_1', 'content-type': 'application/json' })
    expect(headers['webhook-timestamp']).toMatch(/^\d{10}$/)
  })
})

describe('what a receiver answers', () => {
  it('is not followed elsewhere', async () => {
    const asked: (string | undefined)[] = []
    const url = await serve((request, response) => {
      asked.push(request.url)
      response.writeHead(307, { location: '/elsewhere' }).end()
    })
    expect(await freely(post(url))).toMatchObject({ status: 307, failure: 'answered 307' })
    expect(asked).toEqual(['/hook'])
  })

  it('may say when it wants to be asked again, in seconds or as a date', async () => {
    const nowMs = Date.UTC(2026, 0, 1)
    for (const [value, expected] of [
      ['120', 120_000],
      [new Date(nowMs + 60_000).toUTCString(), 60_000],
      ['soon', null],
    ] as const) {
      const url = await serve((_request, response) => response.writeHead(503, { 'retry-after': value }).end())
      const poster = createWebhookPoster({ allowPrivate: true, now: () => nowMs })
      expect((await poster(post(url))).retryAfterMs).toBe(expected)
    }
  })

  it('is read so far and not further, and its status counts', async () => {
    const url = await serve((_request, response) => {
      response.writeHead(200)
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536)));
        if (!response.destroyed) response.once('drain', more)
      }
      more()
    })
    expect(await freely(post(url))).toMatchObject({ status: 200, failure: null })
  })

  it('is waited for no longer than said', async () => {
    const url = await serve(() => undefined)
    const hasty = createWebhookPoster({ allowPrivate: true, timeoutMs: 100 })
    expect(await hasty(post(url))).toEqual({
      ...{ status: null, failure: 'no answer within 0.1 s', retryAfterMs: null },
    })
  })

  it('that is nobody’s is told without the address', async () => {
    const { status, failure } = await freely(post('http://127.0.0.1:1/secret-path'))
    expect([status, failure]).toEqual([null, 'no answer (ECONNREFUSED)'])
  })
})

describe('an address', () => {
  const guarded = (to: string) =>
    createWebhookPoster({
      allowPrivate: false,
      lookup: ((_name: string, _options: object, done: (error: null, found: object[]) => void) =>
        done(null, [
          { address: '93.184.216.34', family: 4 },
          { address: to, family: 4 },
        ])) as unknown as typeof lookup,
    })

  it.each([
    '127.0.0.1',
    '10.1.2.3',
    '192.168.0.1',
    '169.254.169.254',
    '[::1]',
    '[fe80::1]',
    '[::ffff:10.0.0.1]',
  ])('that is not public is refused: %s', async (host) => {
    const outcome = await guarded('93.184.216.34')(post(`https://${host}/`))
    expect(outcome).toMatchObject({ status: null, failure: expect.stringContaining('public internet') })
  })

  it.each(['127.0.0.1', '10.0.0.5', '169.254.169.254'])(
    'whose name leads inside, even among others, is not connected to: %s',
    async (inside) => {
      const outcome = await guarded(inside)(post('https://rebound.example/'))
      expect(outcome).toMatchObject({ status: null, failure: expect.stringContaining('public internet') })
    },
  )

  it('is never plain HTTP outside of this machine', async () => {
    for (const url of ['http://example.com/', 'ftp://127.0.0.1/', 'https://user:pass@example.com/'])
      expect((await freely(post(url))).failure).toMatch(/^not sent: the address/)
    expect((await guarded('127.0.0.1')(post('http://127.0.0.1/'))).failure).toMatch(/is plain HTTP/)
  })
})
