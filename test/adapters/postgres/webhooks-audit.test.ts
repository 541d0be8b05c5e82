import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { actAs } from '../../../adapters/postgres/acting-principal.js'
import { appendEvent } from '../../../adapters/postgres/event-log.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import type { Catalogue } from '../../../core/catalogue.js'
import type { WebhookRow } from '../../../core/webhooks/webhook-ports.js'
import { freshKey } from '../../support/catalogue-scenario.js'
import { createCountingIds } from '../../support/counting-ids.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

const ada = { actor: 'ada', credential: 'session', credentialId: 'ses_1', requestId: 'req-1' }
const secretOf = (letter: string) => `whsec_${Buffer.from(letter.repeat(32)).toString('base64')}`
let database: TestDatabase
let catalogue: Catalogue

beforeAll(async () => {
  database = await createTestDatabase()
  catalogue = createPostgresCatalogue(database.pool, { ids: createCountingIds() })
})
afterAll(async () => await database.drop())

async function addWebhook(): Promise<WebhookRow> {
  const key = freshKey()
  const { projectId } = await catalogue.projects.ensure({ key, name: key })
  const settings = {
    ...{ url: 'https://example.com/hook', events: ['reviewWaiting' as const] },
    ...{ description: 'chat', isActive: true },
  }
  return await catalogue.webhooks.create({ projectId, settings, secret: secretOf('a'), createdBy: 'ada' })
}

describe('webhooks in the audit log', () => {
  it('tell who made, changed, tried and removed them, and never a secret', async () => {
    const { projectId } = await actAs(ada, async () => {
      const hook = await addWebhook()
      const { webhookId } = hook
      const next = { secret: secretOf('b'), overlapMs: 1_000 }
      await catalogue.webhooks.rotateSecret(hook.projectId, webhookId, next)
      await catalogue.webhooks.sendTest(hook.projectId, webhookId)
      await catalogue.webhooks.remove(hook.projectId, webhookId)
      return hook
    })
    const entries = (await catalogue.audit.read({ projectId, limit: 50 })).filter(
      ({ action }) => action !== 'project.added',
    )
    expect(entries.map(({ action, actor }) => [action, actor])).toEqual([
      ['webhook.removed', 'ada'],
      ['webhookDelivery.added', 'ada'],
      ['webhook.changed', 'ada'],
      ['webhook.added', 'ada'],
    ])
    expect(Object.keys(entries[2]!.details)).toContain('secret_changed_at')
    expect(JSON.stringify(entries)).not.toContain('whsec_')
  })

  it('are silent of what events bring', async () => {
    const { projectId, webhookId } = await addWebhook()
    await catalogue.events.append({ projectId, runId: null, type: 'reviewWaiting', data: {} })
    expect(await catalogue.webhooks.deliveries({ projectId, webhookId, limit: 5 })).toHaveLength(1)
    const actions = (await catalogue.audit.read({ projectId, limit: 50 })).map(({ action }) => action)
    expect(actions).toEqual(['webhook.added', 'project.added'])
  })
})

describe('a delivery in the database', () => {
  it('is there exactly when its event is', async () => {
    const { projectId, webhookId } = await addWebhook()
    const before = (await catalogue.outbox.backlog()).open
    const client = await database.pool.connect()
    try {
      await client.query('BEGIN')
      await appendEvent(client, { projectId, runId: null, type: 'reviewWaiting', data: {} })
      await client.query('ROLLBACK')
    } finally {
      client.release()
    }
    expect(await catalogue.webhooks.deliveries({ projectId, webhookId, limit: 5 })).toEqual([])
    expect((await catalogue.outbox.backlog()).open).toBe(before)
  })

  it('of an event that comes while its webhook is being removed is left out, and the event is kept', async () => {
    const { projectId, webhookId } = await addWebhook()
    const client = await database.pool.connect()
    try {
      await client.query('BEGIN')
      await client.query('DELETE FROM webhooks WHERE webhook_id = $1', [webhookId])
      const appended = catalogue.events.append({ projectId, runId: null, type: 'reviewWaiting', data: {} })
      await client.query('COMMIT')
      await appended
    } finally {
      client.release()
    }
    expect(await catalogue.events.lastSeq(projectId)).toBe(1)
    expect(await catalogue.webhooks.deliveries({ projectId, webhookId, limit: 5 })).toEqual([])
  })
})
