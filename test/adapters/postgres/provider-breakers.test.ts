import { afterAll, beforeAll, expect, it } from 'vitest'
import { createPostgresBreakers } from '../../../adapters/postgres/breakers.repository.js'
import { createTestDatabase, type TestDatabase } from '../../support/test-database.js'

let database: TestDatabase

beforeAll(async () => {
  database = await createTestDatabase()
})
afterAll(async () => await database.drop())

it('is one breaker for all processes: what one sees fail is left alone by all, and one job tries it out', async () => {
  const [one, other] = [createPostgresBreakers(database.pool), createPostgresBreakers(database.pool)]
  const name = 'comfyui@gpu-0123456789ab'
  expect(await other.admit(name)).toMatchObject({ allowed: true, state: { kind: 'closed' } })
  // Together, so that none may overwrite what another counted.
  await Promise.all([one, other, one, other].map((by) => by.fail(name, { why: 'no\u0000answer' })))
  expect((await other.states()).get(name)).toEqual({ kind: 'closed', failures: 4 })
  await one.succeed(name)
  expect(await other.states()).toEqual(new Map())
  await Promise.all([one, other, one, other, one].map((by) => by.fail(name, { why: 'no answer' })))
  const refused = await other.admit(name)
  expect(refused).toMatchObject({ allowed: false, state: { kind: 'open', opened: 1 } })
  expect(refused.againAtMs).toBeGreaterThan(1_600_000_000_000)
  await database.pool.query(
    `UPDATE provider_breakers SET state = jsonb_set(state, '{untilMs}', '1000') WHERE name = $1`,
    [name],
  )
  const asked = await Promise.all([one, other, one, other].map((by) => by.admit(name)))
  expect(asked.filter(({ allowed }) => allowed)).toHaveLength(1)
  await one.fail(name, { why: 'still no answer', retryAfterMs: 60_000 })
  expect((await other.states()).get(name)).toMatchObject({ kind: 'open', opened: 2 })
  await other.succeed(name)
  expect((await one.states()).size).toBe(0)
})
