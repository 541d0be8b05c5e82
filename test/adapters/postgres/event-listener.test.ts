import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { createUuidMint } from '../../../adapters/ids/uuid-mint.js'
import { listenForEvents } from '../../../adapters/postgres/event-listener.js'
import { createPostgresCatalogue } from '../../../adapters/postgres/postgres-catalogue.js'
import { inTransaction, queryPool } from '../../../adapters/postgres/transaction.js'
import { secretHash } from '../../../core/access/secret-token.js'
import type { Catalogue } from '../../../core/catalogue.js'
import { createTestDatabase } from '../../support/test-database.js'
import type { TestDatabase } from '../../support/test-database.js'

let database: TestDatabase
let catalogue: Catalogue

beforeAll(async () => {
  database = await createTestDatabase()
  catalogue = createPostgresCatalogue(database.pool, { ids: createUuidMint() })
})
afterAll(async () => await database.drop())

const append = async (projectId: string, index: number) =>
  await catalogue.events.append({ projectId, runId: null, type: 'runPaused', data: { index } })

describe('the event log on PostgreSQL', () => {
  it('shows no number before the slower transaction that has the one before it has committed', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'slow', name: 'slow' })
    let commit: () => void = () => undefined
    const appended = new Promise<void>((resolve) => {
      void inTransaction(database.pool, async (tx) => {
        await tx.query(`SELECT append_event($1, NULL, 'runPaused', '{"slow": true}')`, [projectId])
        resolve()
        await new Promise<void>((go) => {
          commit = go
        })
      })
    })
    await appended
    const fast = append(projectId, 2)
    // The fast writer waits; a reader sees neither, so it cannot run past the slow one.
    expect(
      await Promise.race([
        fast.then(() => 'written'),
        new Promise((resolve) => setTimeout(resolve, 100, 'waits')),
      ]),
    ).toBe('waits')
    expect(await catalogue.events.readAfter(projectId, 0, 10)).toEqual([])
    commit()
    await fast
    const read = await catalogue.events.readAfter(projectId, 0, 10)
    expect(read.map(({ seq, data }) => [seq, data])).toEqual([
      [1, { slow: true }],
      [2, { index: 2 }],
    ])
  })

  it('gives numbers again that a transaction took and did not commit', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'undone', name: 'undone' })
    await expect(
      inTransaction(database.pool, async (tx) => {
        await tx.query(`SELECT append_event($1, NULL, 'runPaused', '{}')`, [projectId])
        throw new Error('undone')
      }),
    ).rejects.toThrow('undone')
    await append(projectId, 1)
    expect(await catalogue.events.lastSeq(projectId)).toBe(1)
  })
})

describe('listening for events', () => {
  it('names the project of each event, and every project once after the connection was lost', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'heard', name: 'heard' })
    const heard: string[] = []
    const listener = await listenForEvents(database.url, (id) => heard.push(id))
    await append(projectId, 1)
    await expect.poll(() => heard, { timeout: 30_000 }).toContain(projectId)
    heard.length = 0
    await queryPool(
      database.pool,
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
       WHERE datname = current_database() AND application_name = 'assetloom-events'`,
    )
    await append(projectId, 2)
    await expect.poll(() => heard, { timeout: 30_000 }).toContain(projectId)
    heard.length = 0
    await append(projectId, 3)
    await expect.poll(() => heard, { timeout: 30_000 }).toContain(projectId)
    await listener.close()
    heard.length = 0
    await append(projectId, 4)
    expect(heard).toEqual([])
  })

  it('hears when somebody may see less than before, and not when somebody is only at work', async () => {
    const { projectId } = await catalogue.projects.ensure({ key: 'access', name: 'access' })
    const { sessions, members, apiKeys, users } = catalogue.access
    const person = { issuer: 'https://id.example', subject: '1', handleHint: 'ada', name: 'Ada' }
    const more = { email: null, groupRoles: null, isInstallationOwner: null }
    const user = await users.ensureOutside({ ...person, ...more }, true)
    const userId = user?.userId ?? ''
    const session = await sessions.open({ userId, tokenHash: secretHash('s'), name: 'Firefox' })
    await members.put({ projectId, handle: 'ada', role: 'editor', by: 'ada' })
    const key = await apiKeys.create({
      ...{ projectId, userId: null, name: 'ci', prefix: 'alk_x', keyHash: secretHash('k') },
      ...{ role: 'viewer', createdBy: 'ada', expiresInMs: 1e6 },
    })
    let heard = 0
    const ignore = () => undefined
    const listener = await listenForEvents(database.url, ignore, ignore, ignore, () => (heard += 1))
    const changes = [
      async () => await sessions.revoke(session.sessionId),
      async () => await apiKeys.revoke(projectId, key.keyId),
      async () => await members.put({ projectId, handle: 'ada', role: 'viewer', by: 'ada' }),
      async () => await users.setDisabled('ada', true),
    ]
    await sessions.use(secretHash('s'))
    await apiKeys.use(secretHash('k'))
    for (const [index, change] of changes.entries()) {
      expect(heard).toBe(index)
      await change()
      await expect.poll(() => heard, { timeout: 10_000 }).toBe(index + 1)
    }
    await listener.close()
  })

  it('throws Unavailable when there is no server at the start', async () => {
    await expect(
      listenForEvents('postgres://nobody@127.0.0.1:1/none', () => undefined),
    ).rejects.toMatchObject({
      type: 'Unavailable',
    })
  })
})
