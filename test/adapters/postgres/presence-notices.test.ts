import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { createPresenceRoom } from '../../../api/presence.js'
import { listenForEvents } from '../../../adapters/postgres/event-listener.js'
import { createPresenceTeller } from '../../../adapters/postgres/presence-notices.js'
import { readPresenceNotice, type PresenceNotice } from '../../../core/review-together/presence.schema.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => await database.drop())

/** What one API process has of presence, with its own connection that listens. */
async function openRoom() {
  const listeners = new Set<(notice: PresenceNotice) => void>()
  const none = () => undefined
  const listener = await listenForEvents(database.url, none, none, (payload) => {
    const notice = readPresenceNotice(payload)
    if (notice !== null) for (const hear of listeners) hear(notice)
  })
  const room = createPresenceRoom({
    presence: {
      tell: createPresenceTeller(database.pool),
      subscribe: (onPresence) => {
        listeners.add(onPresence)
        return () => listeners.delete(onPresence)
      },
    },
    now: () => 0,
  })
  return { room, listener }
}

it('a person who says to one API where they are is seen by the others, until they leave', async () => {
  const [one, other] = await Promise.all([openRoom(), openRoom()])
  try {
    const ann = { projectId: 'prj_1', runId: 'run_1', handle: 'ann', name: 'Ann', specKey: 'axe' }
    await one.room.say(ann)
    expect(one.room.inRun('run_1')).toMatchObject([{ handle: 'ann', specKey: 'axe' }])
    await vi.waitFor(() => expect(other.room.inRun('run_1')).toMatchObject([{ name: 'Ann' }]), 30_000)
    await one.room.say({ ...ann, specKey: null, isGone: true })
    await vi.waitFor(() => expect(other.room.inRun('run_1')).toEqual([]), 30_000)
    await database.pool.query("SELECT pg_notify('assetloom_presence', 'no notice')")
    await one.room.say({ ...ann, specKey: 'bow' })
    await vi.waitFor(() => expect(other.room.inRun('run_1')).toMatchObject([{ specKey: 'bow' }]), 30_000)
  } finally {
    await Promise.all([one.listener.close(), other.listener.close()])
  }
})
