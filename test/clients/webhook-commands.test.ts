import { tmpdir } from 'node:os'
import { beforeEach, describe, expect, it } from 'vitest'
import { webhookLimits } from '../../core/webhooks/webhook-limits.js'
import type { TryNote } from '../../core/webhooks/webhook-ports.js'
import { startApi, type TestApi } from '../api/api-fixture.js'
import { callCli } from './call-cli.js'

const url = 'https://example.com/hooks/assetloom'

/** The real program against the real routes, over a catalogue in memory. */
describe('assetloom webhook', () => {
  let api: TestApi
  let projectId: string

  beforeEach(async () => {
    api = await startApi()
    projectId = (await api.catalogue.projects.ensure({ key: 'camp', name: 'Camp' })).projectId
  })

  const run = async (...args: string[]) =>
    await callCli(api, tmpdir(), ['webhook', ...args, '--project', 'camp'])
  const add = async (...args: string[]) => {
    const { code, out } = await run('add', url, ...args, '--json')
    expect(code).toBe(0)
    return JSON.parse(out) as { webhook: { webhookId: string; events: string[] }; secret: string }
  }
  const hooks = () => api.catalogue.webhooks.list(projectId)
  const deliveries = async () => {
    const all = (await hooks()).map(({ webhookId }) =>
      api.catalogue.webhooks.deliveries({ projectId, webhookId, limit: 9 }),
    )
    return (await Promise.all(all)).flat().map(({ delivery }) => delivery)
  }
  /** What the receiver answers to whatever is on its way, as soon as it is. */
  const answer = async (tried: Pick<TryNote, 'state' | 'status' | 'failure' | 'nextTryInMs'>) => {
    for (;;) {
      const waiting = (await deliveries()).find(({ state, tries }) => state === 'pending' && tries === 0)
      if (waiting !== undefined) {
        const { deliveryId, round } = waiting
        return await api.catalogue.webhooks.noteTry({ projectId, deliveryId, round, tryNumber: 1, ...tried })
      }
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
  }
  const taken = { state: 'delivered', status: 204, failure: null, nextTryInMs: null } as const
  const busy = { state: 'pending', status: 503, failure: 'answered 503', nextTryInMs: 10_000 } as const
  const refused = { state: 'failed', status: 410, failure: 'answered 410', nextTryInMs: null } as const

  it('adds one, shows its secret once, and lists it by a table and as JSON', async () => {
    expect(await run('list')).toMatchObject({
      code: 0,
      out: '',
      err: expect.stringContaining('webhook add URL'),
    })
    const added = await run('add', url, '--events', 'reviewOverdue,runFinished', '--description', 'chat')
    expect([added.code, added.out]).toEqual([0, expect.stringMatching(/^whsec_[A-Za-z0-9+/]{43}=\n$/)])
    expect(added.err).toContain('webhook test whk_')
    expect(await hooks()).toMatchObject([
      { url, events: ['reviewOverdue', 'runFinished'], description: 'chat' },
    ])
    const { webhookId } = (await hooks())[0]!
    const listed = await run('list')
    expect(listed.out).toBe(`${webhookId}  active  reviewOverdue,runFinished  ${url}  nothing sent yet\n`)
    expect(JSON.parse((await run('list', '--json')).out)).toMatchObject({
      webhooks: [{ webhookId, lastDelivery: null }],
    })
    expect(listed.out).not.toContain('whsec_')
  })

  it('tells of runs that ended and reviews that wait when nothing else is said', async () => {
    expect((await add()).webhook.events).toEqual(['runFinished', 'reviewWaiting'])
  })

  it('refuses what cannot be, says why, and exits 2; what is not there is 3', async () => {
    for (const [args, why] of [
      [['add', 'http://example.com/'], 'plain HTTP'],
      [['add', 'example.com'], 'no address'],
      [['add', url, '--events', 'variantMade'], 'Events: runFinished'],
      [['deliveries', url, '--limit', '0'], 'from 1 to 500'],
    ] as const) {
      const { code, err } = await run(...args)
      expect([code, err]).toEqual([2, expect.stringContaining(why)])
    }
    expect(await run('test', url)).toMatchObject({ code: 3, err: expect.stringContaining('webhook list') })
    expect((await callCli(api, tmpdir(), ['webhook', 'list', '--project', 'none'])).code).toBe(3)
    expect(await hooks()).toEqual([])
  })

  it('has a limit for each project, and says so', async () => {
    for (let made = 0; made < webhookLimits.webhooksMax; made++) await add()
    expect(await run('add', url)).toMatchObject({ code: 5, err: expect.stringContaining('at most 20') })
    expect(await run('pause', url)).toMatchObject({
      code: 2,
      err: expect.stringContaining('by its id: whk_'),
    })
  })

  it('waits for the answer to a test: 0 when it was taken, 1 when it was not', async () => {
    await add()
    const [good] = await Promise.all([run('test', url), answer(taken)])
    expect([good.code, good.out]).toEqual([0, expect.stringMatching(/^whd_\S+ {2}delivered \(204\)\n$/)])
    const [late] = await Promise.all([run('test', url), answer(busy)])
    expect(late).toMatchObject({ code: 1, out: expect.stringContaining('answered 503 (try 1 of 10)') })
    expect(late.err).toContain('tried again by itself')
    const sent = await run('test', url, '--no-wait')
    expect([sent.code, sent.out]).toEqual([0, expect.stringContaining('on its way')])
  })

  it('lists deliveries, and sends one again that was given up', async () => {
    const { webhook } = await add()
    const [first] = await Promise.all([run('test', webhook.webhookId), answer(refused)])
    expect(first).toMatchObject({
      code: 1,
      err: expect.stringMatching(/webhook test whk_\S+ --project camp/),
    })
    const { deliveryId } = (await deliveries())[0]!
    const listed = await run('deliveries', url)
    expect(listed.out).toMatch(new RegExp(`^${deliveryId}  test  \\S+Z  answered 410\n$`))
    const [again] = await Promise.all([run('redeliver', url, deliveryId), answer(taken)])
    expect(again.code).toBe(0)
    expect(await deliveries()).toMatchObject([{ deliveryId, round: 2, state: 'delivered' }])
    await run('test', url, '--no-wait')
    const page = await run('deliveries', url, '--limit', '1')
    expect(page.out).toContain('on its way, next try')
    expect(page.err).toContain('There are more: --limit 10')
    const { deliveryId: pending } = (await deliveries())[0]!
    expect((await run('redeliver', url, pending)).code).toBe(5)
    expect((await run('redeliver', url, `whd_${'0'.repeat(36)}`)).code).toBe(3)
  })

  it('pauses, resumes, gives another secret and deletes', async () => {
    const { secret } = await add('--description', 'chat')
    expect((await run('pause', url)).out).toBe(`${url} is paused\n`)
    expect((await run('list')).out).toContain('  paused  ')
    expect((await run('test', url)).code).toBe(5)
    expect((await run('resume', url)).code).toBe(0)
    expect(await hooks()).toMatchObject([{ isActive: true, description: 'chat' }])
    const rotated = await run('rotate', url)
    expect(rotated.out).toMatch(/^whsec_/)
    expect(rotated.out).not.toBe(`${secret}\n`)
    expect(rotated.err).toContain('24 hours')
    expect(await run('delete', url)).toMatchObject({ code: 0, out: `${url} is told nothing any more\n` })
    expect(await hooks()).toEqual([])
  })
})
