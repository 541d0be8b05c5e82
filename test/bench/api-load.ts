import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { wishFor, type AskedRoute } from './api-routes.js'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { growCatalogue, type CatalogueSize, type GrownCatalogue } from './grow-catalogue.js'
import { latencyRows, percentile } from './latency-figures.js'

const perSecond = 100
/** So often the empty answer is asked for in the same moments, beside the others. */
const emptyPerSecond = 10
const variantsPerSpec = 5
const sizes = {
  full: { runs: 20, specsPerRun: 1_000, openSpecs: 200, seconds: 30 },
  quick: { runs: 2, specsPerRun: 50, openSpecs: 10, seconds: 3 },
}
const warmUpSeconds = 5
const aimMs = { p50: 25, p99: 100 }
const readyLimitMs = 300_000
const empty = 'GET /healthz'

interface Answered {
  readonly route: string
  readonly tookMs: number
  readonly failure?: string
}

/**
 * How long routes that make nothing take while 100 requests come a second, whatever became of those before, with 100,000
 * variants in the catalogue; against an answer without a question to the catalogue in the same moments. A request counts
 * from when it was due, so that those that queue behind a slow one are not left out.
 */
export const apiLoad: Bench = {
  name: 'api load',
  table: 'interface',
  async run({ quick, mode, say }) {
    const size = quick ? sizes.quick : sizes.full
    return await BenchStack.with(
      { ASSETLOOM_FAULTS: 'words' },
      async (stack) => {
        const openRunId = await submit(stack, size.openSpecs, 'person')
        const doneRunId = await submit(stack, 1, 'auto')
        await stack.until(doneRunId, ({ stage }) => stage === 'done', readyLimitMs)
        await stack.until(openRunId, (run) => run.counts.waitingForReview === size.openSpecs, readyLimitMs)
        const grown = await grow(stack, doneRunId, size)
        say(`${grown.variants} variants are in the catalogue`)
        const ask = createAsker(stack)
        const wish = await wishFor(grown, { ...size, openRunId }, async (path) => (await ask(path)).text)
        await load(warmUpSeconds, wish, ask)
        const answered = await load(size.seconds, wish, ask)
        for (const line of linesOf(answered)) say(line)
        return rowsOf(answered, grown.variants)
      },
      mode,
    )
  },
}

async function submit(stack: BenchStack, specs: number, review: 'auto' | 'person'): Promise<string> {
  const lines = Array.from({ length: specs }, (_, at) => `prop: fault:instant crate ${at + 1}, 16x16`)
  return await stack.submit('bench-load', lines.join('\n'), { variantsPerSpec, review }, review)
}

async function grow(stack: BenchStack, doneRunId: string, size: CatalogueSize): Promise<GrownCatalogue> {
  const db = new pg.Client({ connectionString: stack.handle.databaseUrl })
  await db.connect()
  try {
    return await growCatalogue(db, doneRunId, size)
  } finally {
    await db.end()
  }
}

type Ask = (path: string) => Promise<{ readonly status: number; readonly text: string }>

function createAsker(stack: BenchStack): Ask {
  const token = readFileSync(join(stack.home, 'secrets', 'api-token'), 'utf8').trim()
  return async (path) => {
    const response = await fetch(`${stack.handle.apiUrl}${path}`, {
      headers: { authorization: `Bearer ${token}` },
    })
    return { status: response.status, text: await response.text() }
  }
}

/** Requests on their way at a steady rate, and in the same time those of the empty answer. */
async function load(seconds: number, wish: AskedRoute, ask: Ask): Promise<Answered[]> {
  const answered: Answered[] = []
  const asked: Promise<void>[] = []
  const send = (route: string, path: string, dueMs: number) => {
    const took = (failure?: string) =>
      void answered.push({
        ...{ route, tookMs: performance.now() - dueMs },
        ...(failure === undefined ? {} : { failure }),
      })
    asked.push(
      ask(path).then(
        ({ status, text }) => took(status === 200 ? undefined : `${status} ${text.slice(0, 200)}`),
        (error: unknown) => took(String(error)),
      ),
    )
  }
  const startMs = performance.now()
  for (let turn = 0; turn < seconds * perSecond; turn++) {
    const dueMs = startMs + (turn * 1000) / perSecond
    const waitMs = dueMs - performance.now()
    if (waitMs > 0) await sleep(waitMs)
    const { route, path } = wish(turn)
    send(route, path, dueMs)
    const betweenMs = dueMs + 500 / perSecond
    if (turn % (perSecond / emptyPerSecond) === 0)
      asked.push(
        sleep(Math.max(0, betweenMs - performance.now())).then(() => send(empty, '/healthz', betweenMs)),
      )
  }
  while (asked.length > 0) await Promise.all(asked.splice(0))
  return answered
}

function byRoute(answered: readonly Answered[]): Map<string, number[]> {
  const groups = new Map<string, number[]>()
  for (const { route, tookMs } of answered) groups.set(route, [...(groups.get(route) ?? []), tookMs])
  return groups
}

function linesOf(answered: readonly Answered[]): string[] {
  const failures = new Set(
    answered.flatMap(({ route, failure }) => (failure ? [`${route}: ${failure}`] : [])),
  )
  return [
    ...[...byRoute(answered)].map(([route, ms]) => {
      const [p50, p99] = [0.5, 0.99].map((share) => percentile(ms, share).toFixed(1))
      return `${route}: p50 ${p50} ms, p99 ${p99} ms (n ${ms.length})`
    }),
    ...[...failures].slice(0, 10),
  ]
}

function rowsOf(answered: readonly Answered[], variants: number): BenchRow[] {
  const ours = answered.filter(({ route }) => route !== empty)
  const about = `${perSecond} requests/s, ${variants.toLocaleString('en')} variants`
  const [slowest = '', itsMs = [0]] =
    [...byRoute(ours)].sort(([, a], [, b]) => percentile(b, 0.99) - percentile(a, 0.99))[0] ?? []
  const failed = ours.filter(({ failure }) => failure !== undefined).length
  return [
    ...latencyRows({
      what: about,
      oursMs: ours.map(({ tookMs }) => tookMs),
      peer: empty,
      peerMs: byRoute(answered).get(empty) ?? [],
      aimMs,
    }),
    {
      what: `${about}, p99 of the slowest route (${slowest})`,
      ours: `${percentile(itsMs, 0.99).toFixed(1)} ms (n ${itsMs.length})`,
      ...{ against: '-', ratio: null, aim: '-', within: null },
    },
    {
      what: `${about}, answers other than 200`,
      ours: `${failed} of ${ours.length}`,
      ...{ against: '-', ratio: null, aim: '0', within: failed === 0 },
    },
  ]
}
