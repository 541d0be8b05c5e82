import { describe, expect, it } from 'vitest'
import type { Catalogue } from '../../../core/catalogue.js'
import { webhookLimits } from '../../../core/webhooks/webhook-limits.js'
import type { WebhookEvent } from '../../../core/webhooks/webhook-ports.js'
import { freshKey, startRun } from '../../support/catalogue-scenario.js'

const secret = `whsec_${Buffer.from('a'.repeat(32)).toString('base64')}`
const other = `whsec_${Buffer.from('b'.repeat(32)).toString('base64')}`

export function describeWebhooks(open: () => Catalogue): void {
  const create = async (projectId: string, events: readonly WebhookEvent[]) =>
    await open().webhooks.create({
      projectId,
      settings: { url: 'https://example.com/hook', events, description: 'chat', isActive: true },
      ...{ secret, createdBy: 'ana' },
    })
  const start = async (events: readonly WebhookEvent[] = ['runFinished']) => {
    const run = await startRun(open(), { project: freshKey(), keys: ['sword'] })
    return { ...run, hook: await create(run.projectId, events) }
  }
  const deliveriesOf = async (projectId: string, webhookId: string) =>
    (await open().webhooks.deliveries({ projectId, webhookId, limit: 50 })).map(({ delivery }) => delivery)

  describe('webhooks', () => {
    it('are kept, changed and removed within their project, and never show their secret', async () => {
      const { webhooks } = open()
      const { projectId, hook } = await start()
      const stranger = (await open().projects.ensure({ key: freshKey(), name: 'other' })).projectId
      expect(hook).toMatchObject({ projectId, events: ['runFinished'], isActive: true, offReason: null })
      expect(JSON.stringify([await webhooks.list(projectId), hook])).not.toContain('whsec_')
      expect(await webhooks.find(stranger, hook.webhookId)).toBeNull()
      const settings = { url: 'https://example.org/', events: ['reviewWaiting'] as const, description: '' }
      const changed = { ...settings, isActive: false }
      expect(await webhooks.update(stranger, hook.webhookId, changed)).toBeNull()
      expect(await webhooks.update(projectId, hook.webhookId, changed)).toMatchObject(changed)
      expect(await webhooks.remove(stranger, hook.webhookId)).toBe(false)
      expect(await webhooks.remove(projectId, hook.webhookId)).toBe(true)
      expect(await webhooks.list(projectId)).toEqual([])
    })

    it('are told of the events they want, once each, with a message in the outbox', async () => {
      const { hook, projectId, runId } = await start(['runFinished', 'reviewAssigned'])
      const deaf = await create(projectId, ['reviewWaiting'])
      await open().runs.setStage(runId, 'exporting')
      expect(await deliveriesOf(projectId, hook.webhookId)).toEqual([])
      await open().runs.setStage(runId, 'done')
      await open().events.append({ projectId, runId, type: 'reviewAssigned', data: { handle: 'bea' } })
      const found = await deliveriesOf(projectId, hook.webhookId)
      expect(found.map(({ event, state, tries }) => [event, state, tries])).toEqual([
        ['reviewAssigned', 'pending', 0],
        ['runFinished', 'pending', 0],
      ])
      expect(found[0]!.deliveryId).toMatch(/^whd_[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f-]{16}$/)
      expect(await deliveriesOf(projectId, deaf.webhookId)).toEqual([])
      const { deliveryId } = found[1]!
      const message = { kind: 'deliverWebhook', projectId, deliveryId, round: 1 } as const
      // The row is there already: the same key gives it back.
      const kept = await open().outbox.add({ ...message, round: 9 }, `deliverWebhook/${deliveryId}/1`)
      expect(kept.message).toEqual(message)
      const order = (await open().webhooks.readOrder(projectId, deliveryId))!
      expect(order).toMatchObject({ url: hook.url, isActive: true, secrets: [secret] })
      expect(order.told).toMatchObject({ event: 'runFinished', projectId, runId, data: { stage: 'done' } })
      expect(order.told.seq).toBe(found[1]!.eventSeq)
    })

    it('that are switched off hear nothing, and send neither tests nor anything again', async () => {
      const { webhooks, runs } = open()
      const { hook, projectId, runId } = await start()
      const tested = (await webhooks.sendTest(projectId, hook.webhookId))!
      await webhooks.switchOff(projectId, hook.webhookId, 'gone')
      await runs.setStage(runId, 'done')
      expect(await webhooks.find(projectId, hook.webhookId)).toMatchObject({
        isActive: false,
        offReason: 'gone',
      })
      expect(await deliveriesOf(projectId, hook.webhookId)).toEqual([tested])
      const conflict = { type: 'Conflict' }
      await expect(webhooks.sendTest(projectId, hook.webhookId)).rejects.toMatchObject(conflict)
      await expect(webhooks.redeliver(projectId, hook.webhookId, tested.deliveryId)).rejects.toMatchObject(
        conflict,
      )
    })

    it('sign with the former secret as well until its time is over', async () => {
      const { webhooks } = open()
      const { hook, projectId } = await start()
      const { deliveryId } = (await webhooks.sendTest(projectId, hook.webhookId))!
      await webhooks.rotateSecret(projectId, hook.webhookId, { secret: other, overlapMs: 60_000 })
      expect((await webhooks.readOrder(projectId, deliveryId))!.secrets).toEqual([other, secret])
      await webhooks.rotateSecret(projectId, hook.webhookId, { secret, overlapMs: -1 })
      expect((await webhooks.readOrder(projectId, deliveryId))!.secrets).toEqual([secret])
    })

    it('a delivery that ended is done again in another round, and one that has not is not', async () => {
      const { webhooks } = open()
      const { hook, projectId } = await start()
      const { webhookId } = hook
      const { deliveryId } = (await webhooks.sendTest(projectId, webhookId))!
      const redeliver = async () => await webhooks.redeliver(projectId, webhookId, deliveryId)
      await expect(redeliver()).rejects.toMatchObject({ type: 'Conflict' })
      const failed = { state: 'failed', status: 500, failure: 'answered 500', nextTryInMs: null } as const
      await webhooks.noteTry({ projectId, deliveryId, round: 1, tryNumber: 3, ...failed })
      const ended = await webhooks.findDelivery(projectId, webhookId, deliveryId)
      expect(ended).toMatchObject({ state: 'failed', tries: 3, lastStatus: 500, nextTryAt: null })
      expect(await redeliver()).toMatchObject({ state: 'pending', round: 2, tries: 0, endedAt: null })
      // What the first round still has to say comes too late.
      await webhooks.noteTry({ projectId, deliveryId, round: 1, tryNumber: 4, ...failed })
      expect(await webhooks.findDelivery(projectId, webhookId, deliveryId)).toMatchObject({
        state: 'pending',
      })
    })

    it('know of each the newest delivery, and what should have been tried long ago', async () => {
      const { webhooks } = open()
      const { hook, projectId } = await start()
      const other = await create(projectId, ['runFinished'])
      const silent = await create(projectId, ['runFinished'])
      const send = async (webhookId: string) => (await webhooks.sendTest(projectId, webhookId))!.deliveryId
      const [first, newest, only] = [
        ...[await send(hook.webhookId), await send(hook.webhookId), await send(other.webhookId)],
      ] as const
      const last = await webhooks.lastDeliveries(projectId)
      expect(new Set(last.map(({ deliveryId }) => deliveryId))).toEqual(new Set([newest, only]))
      expect(last.some(({ webhookId }) => webhookId === silent.webhookId)).toBe(false)
      const note = async (deliveryId: string, tryNumber: number, nextTryInMs: number | null) => {
        const state = nextTryInMs === null ? 'failed' : 'pending'
        const answer = { status: 500, failure: 'answered 500', nextTryInMs }
        await webhooks.noteTry({ projectId, deliveryId, round: 1, tryNumber, state, ...answer })
      }
      await note(first!, 3, -90_000)
      await note(newest!, 2, -600_000)
      await note(only!, 1, 60_000)
      const overdue = async () =>
        (await webhooks.listOverdue(1_000, 60_000)).filter((one) => one.projectId === projectId)
      expect(await overdue()).toEqual([
        { projectId, deliveryId: newest, round: 1, tries: 2 },
        { projectId, deliveryId: first, round: 1, tries: 3 },
      ])
      await note(newest!, 3, null)
      expect((await overdue()).map(({ deliveryId }) => deliveryId)).toEqual([first])
    })

    it('have a limit in each project', async () => {
      const { projectId } = await open().projects.ensure({ key: freshKey(), name: 'many' })
      for (let made = 0; made < webhookLimits.webhooksMax; made++) await create(projectId, ['runFinished'])
      await expect(create(projectId, ['runFinished'])).rejects.toMatchObject({ type: 'Conflict' })
    })
  })
}
