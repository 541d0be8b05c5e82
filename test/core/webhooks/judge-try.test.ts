import { describe, expect, it } from 'vitest'
import { checkWebhookUrl } from '../../../core/webhooks/check-webhook-url.js'
import { judgeTry } from '../../../core/webhooks/judge-try.js'
import { webhookLimits, webhookWaitsMs } from '../../../core/webhooks/webhook-limits.js'

const answer = (status: number | null, retryAfterMs: number | null = null) => ({
  ...{ status, retryAfterMs, failure: null },
})

describe('one try of a delivery', () => {
  it('that is taken ends it, and so does 410, which switches the webhook off', () => {
    for (const status of [200, 202, 204, 299])
      expect(judgeTry(answer(status), 10)).toEqual({ state: 'delivered', nextTryInMs: null, isGone: false })
    expect(judgeTry(answer(410), 10)).toEqual({ state: 'failed', nextTryInMs: null, isGone: true })
  })

  it('that is not is followed by another while there are waits left', () => {
    for (const status of [null, 199, 301, 400, 404, 429, 500]) {
      expect(judgeTry(answer(status), 10)).toEqual({ state: 'pending', nextTryInMs: 10, isGone: false })
      expect(judgeTry(answer(status), null)).toMatchObject({ state: 'failed', nextTryInMs: null })
    }
  })

  it('waits as long as the receiver asks, but never shorter than planned and never above an hour', () => {
    expect(judgeTry(answer(503, 60_000), 10_000).nextTryInMs).toBe(60_000)
    expect(judgeTry(answer(503, 1_000), 10_000).nextTryInMs).toBe(10_000)
    expect(judgeTry(answer(503, 86_400_000), 10_000).nextTryInMs).toBe(webhookLimits.retryAfterMaxMs)
  })

  it('is one of ten within a day', () => {
    expect(webhookWaitsMs).toHaveLength(9)
    const wholeHours = webhookWaitsMs.reduce((sum, wait) => sum + wait, 0) / 3_600_000
    expect(wholeHours).toBeGreaterThan(20)
    expect(wholeHours).toBeLessThan(24)
  })
})

describe('the address of a webhook', () => {
  it('is https, or plain HTTP to this machine where that is allowed', () => {
    expect(checkWebhookUrl('https://example.com/a?b=c', false)).toBeNull()
    for (const url of ['http://127.0.0.1:3000/', 'http://localhost/', 'http://[::1]:80/x']) {
      expect(checkWebhookUrl(url, true)).toBeNull()
      expect(checkWebhookUrl(url, false)?.message).toBe('is plain HTTP')
    }
    for (const url of ['http://127.0.0.1.example.com/', 'http://10.0.0.1/', 'http://localhost.example/'])
      expect(checkWebhookUrl(url, true)?.message).toBe('is plain HTTP')
    for (const url of ['', 'example.com', 'file:///etc/passwd', 'https://a:b@c/', 'https://c/#d'])
      expect(checkWebhookUrl(url, true)).not.toBeNull()
  })
})
