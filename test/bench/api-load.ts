import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { percentile } from './latency-figures.js'
import { growCatalogue, type GrownCatalogue } from './grow-catalogue.js'

const perSecond = 100
const sizes = {
  full: { runs: 20, specsPerRun: 1_000, seconds: 20 },
  quick: { runs: 2, specsPerRun: 50, seconds: 3 },
}
const variantsPerSpec = 5
const warmUpSeconds = 3
const aimMs = { p50: 25, p99: 100 }
const readyLimitMs = 180_000

interface Answered {
  readonly route: string
  readonly tookMs: number
}

/**
 * How long the reading routes take while 100 requests come a second, with 100,000 variants in the catalogue. A request
 * counts from when it was due, so that those that queue behind a slow one are not left out.
 */
export const apiLoad: Bench = {
  name: 'api load',
  table: 'product',
  async run({ quick, mode, say }) {
    const { runs, specsPerRun, seconds } = quick ? sizes.quick : sizes.full
    return await BenchStack.with(
      { ASSETLOOM_FAULTS: 'words' },
      async (stack) => {
        const list = 'prop: fault:instant barrel, 16x16'
        const runId = await stack.submit('bench-load', list, { variantsPerSpec: 1, review: 'person' })
        await stack.until(runId, ({ counts }) => counts.waitingForReview === 1, readyLimitMs)
        const grown = await grow(stack, { runId, runs, specsPerRun, variantsPerSpec })
        say(`${grown.variants} variants are in the catalogue`)
        const token = readFileSync(join(stack.home, 'secrets', 'api-token'), 'utf8').trim()
        const ask = createAsker(stack.handle.apiUrl, token)
        await load(warmUpSeconds, grown, ask)
        const answered = await load(seconds, grown, ask)
        for (const [route, tookMs] of byRoute(answered))
          say(
            `${route}: p50 ${percentile(tookMs, 0.5).toFixed(1)} ms, p99 ${percentile(tookMs, 0.99).toFixed(1)} ms`,
          )
        return rowsOf(answered, grown.variants)
      },
      mode,
    )
  },
}

async function grow(stack: BenchStack, size: Parameters<typeof growCatalogue>[1]): Promise<GrownCatalogue> {
  const db = new pg.Client({ connectionString: stack.handle.databaseUrl })
  await db.connect()
  try {
    return await growCatalogue(db, size)
  } finally {
    await db.end()
  }
}

type Ask = (route: string, path: string) => Promise<void>

function createAsker(apiUrl: string, token: string): Ask {
  return async (route, path) => {
    const response = await fetch(`${apiUrl}/api/v1${path}`, { headers: { authorization: `Bearer ${token}` } })
    const text = await response.text()
    if (!response.ok) throw new Error(`${route} answered ${response.status}: ${text.slice(0, 200)}`)
  }
}

/** The next request: each of the routes in turn, each time of another run, spec or variant. */
function requestOf(turn: number, { projectId, runIds, variantIds, specsPerRun }: GrownCatalogue) {
  const runId = runIds[(turn * 7) % runIds.length]
  const variantId = variantIds[(turn * 13) % variantIds.length]
  const deep = (turn * 37) % specsPerRun
  const routes: readonly (readonly [string, string])[] = [
    ['runs', `/runs?projectId=${projectId}`],
    ['run', `/runs/${runId}`],
    ['specs', `/runs/${runId}/specs?limit=100&cursor=${deep}`],
    ['variants', `/runs/${runId}/variants?limit=100`],
    ['variant', `/variants/${variantId}`],
    ['decisions', `/runs/${runId}/decisions`],
    ['library', `/projects/${projectId}/library?q=barrel`],
    ['settings', `/projects/${projectId}/settings`],
    ['queue', `/review-queue?projectId=${projectId}`],
  ]
  const [route, path] = routes[turn % routes.length]!
  return { route, path }
}

async function load(seconds: number, grown: GrownCatalogue, ask: Ask): Promise<Answered[]> {
  const answered: Answered[] = []
  const startMs = performance.now()
  const asked: Promise<void>[] = []
  for (let turn = 0; turn < seconds * perSecond; turn++) {
    const dueMs = startMs + (turn * 1000) / perSecond
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    const { route, path } = requestOf(turn, grown)
    asked.push(ask(route, path).then(() => void answered.push({ route, tookMs: performance.now() - dueMs })))
  }
  await Promise.all(asked)
  return answered
}

function byRoute(answered: readonly Answered[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const { route, tookMs } of answered) groups.set(route, [...(groups.get(route) ?? []), tookMs])
  return groups
}

function rowsOf(answered: readonly Answered[], variants: number): BenchRow[] {
  const all = answered.map(({ tookMs }) => tookMs)
  const [slowest = '', itsMs = [0]] =
    [...byRoute(answered)].sort(([, a], [, b]) => percentile(b, 0.99) - percentile(a, 0.99))[0] ?? []
  const about = `reading, ${perSecond} requests/s, ${variants.toLocaleString('en')} variants`
  const figure = (name: string, ms: number, aim: number | null): BenchRow => ({
    what: `${about}, ${name}`,
    ours: `${ms.toFixed(1)} ms (n ${all.length})`,
    ...{ against: '-', ratio: null, aim: aim === null ? '-' : `at most ${aim} ms` },
    within: aim === null ? null : ms <= aim,
  })
  return [
    figure('p50', percentile(all, 0.5), aimMs.p50),
    figure('p99', percentile(all, 0.99), aimMs.p99),
    figure(`p99 of the slowest route (${slowest})`, percentile(itsMs, 0.99), null),
  ]
}
