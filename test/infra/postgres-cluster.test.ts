import { Client } from 'pg'
import { expect, inject, test } from 'vitest'

test('the cluster of a test run answers over scram and sorts text by code point', async () => {
  const client = new Client({ connectionString: inject('postgresUrl') })
  await client.connect()
  try {
    const { rows } = await client.query<{ major: number; sorted: string; tz: string }>(
      `select current_setting('server_version_num')::int / 10000 as major, current_setting('timezone') as tz,
              (select string_agg(x, '' order by x) from unnest(array['b', 'a', 'B', 'é']) x) as sorted`,
    )
    expect(rows[0]).toEqual({ major: 18, sorted: 'Babé', tz: 'UTC' })
  } finally {
    await client.end()
  }
})

test('a wrong password is refused', async () => {
  const url = new URL(inject('postgresUrl'))
  url.password = 'wrong'
  const client = new Client({ connectionString: url.href })
  await expect(client.connect()).rejects.toThrow(/password authentication failed/)
})
