import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { clearHomeLeftovers } from '../../infra/dev/home-leftovers.js'
import { setTemporalAside } from '../../infra/dev/set-aside-temporal.js'

const folder = mkdtempSync(join(tmpdir(), 'assetloom-leftovers-'))
const home = join(folder, 'home')
const now = () => new Date('2026-11-21T00:00:00Z')

function put(path: string, ageDays: number): void {
  mkdirSync(join(home, path, '..'), { recursive: true })
  writeFileSync(join(home, path), 'x')
  const at = new Date(now().getTime() - ageDays * 86_400_000)
  utimesSync(join(home, path), at, at)
}

beforeAll(() => {
  for (const [path, ageDays] of [
    ['temporal/temporal-1.28.0.sqlite', 40],
    ['temporal/temporal-1.28.0.sqlite-wal', 40],
    ['temporal/temporal-1.28.9.sqlite', 20],
    ['temporal/temporal-1.29.1.sqlite', 10],
    ['temporal/temporal-1.27.0.sqlite.set-aside-20260101T000000', 300],
    ['logs/api.log', 0],
    ['logs/former.log.1', 40],
    ['run/stack.json.99.0.tmp', 2],
    ['run/stack.json', 40],
    ['secrets/api-token', 400],
    ['../home.before-restore-20261101T000000Z/run/ports.json', 20],
  ] as const)
    put(path, ageDays)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

test('of a home goes what is old and replaced; what was set aside is listed and stays', async () => {
  const dry = await clearHomeLeftovers(home, { run: false, now })
  const names = dry.removed.map(({ path }) => path.slice(home.length + 1)).toSorted()
  expect(names).toEqual([
    'logs/former.log.1',
    'run/stack.json.99.0.tmp',
    'temporal/temporal-1.28.0.sqlite',
    'temporal/temporal-1.28.0.sqlite-wal',
  ])
  expect(dry.setAside.map(({ path, sizeBytes }) => [path.slice(folder.length + 1), sizeBytes > 0])).toEqual([
    ['home.before-restore-20261101T000000Z', true],
    ['home/temporal/temporal-1.27.0.sqlite.set-aside-20260101T000000', true],
  ])
  expect(await clearHomeLeftovers(home, { run: true, now })).toEqual(dry)
  expect((await clearHomeLeftovers(home, { run: true, now })).removed).toEqual([])
  expect(readdirSync(join(home, 'secrets'))).toEqual(['api-token'])
  expect(readdirSync(folder)).toContain('home.before-restore-20261101T000000Z')
})

test('the present Temporal file stays however old it is, until it is set aside', async () => {
  const later = () => new Date('2028-01-01T00:00:00Z')
  await clearHomeLeftovers(home, { run: true, now: later })
  expect(readdirSync(join(home, 'temporal'))).toContain('temporal-1.29.1.sqlite')
  const planned = await setTemporalAside(home, { run: false, now })
  expect(readdirSync(join(home, 'temporal'))).toContain('temporal-1.29.1.sqlite')
  expect(await setTemporalAside(home, { run: true, now })).toEqual(planned)
  expect(readdirSync(join(home, 'temporal')).filter((name) => name.endsWith('.sqlite'))).toEqual([])
  expect(await setTemporalAside(home, { run: true, now })).toEqual([])
})
