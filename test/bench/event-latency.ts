import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { createPostgresCatalogue } from '../../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../../adapters/postgres/postgres-pool.js'
import type { AssetloomClient } from '../../clients/http/assetloom-client.js'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { latencyRows } from './latency-figures.js'

/** As many as the API serves at once. */
const clients = 100
const sizes = { full: 100, quick: 10 }
const warmUps = 5
const aimMs = 50
/** Between two events, so that each is a moment of its own and not the tail of the one before. */
const pauseMs = 20
const arrivalLimitMs = 30_000
const channel = 'assetloom_bench'

/**
 * How long an event takes from just before it is written to the catalogue until each of 100 readers of the API's event
 * stream has it parsed, against a bare NOTIFY to one connection. Writer and readers share this process and its clock,
 * so that the parsing of all 100 is part of the time of the last.
 */
export const eventLatency: Bench = {
  name: 'event latency',
  table: 'interface',
  async run({ quick, say }) {
    const events = quick ? sizes.quick : sizes.full
    return await BenchStack.with({}, async (stack) => {
      const { databaseUrl } = stack.handle
      const { projectId } = await stack.client().ensureProject({ key: 'bench-events', name: 'bench' })
      const pool = createPostgresPool({ connectionString: databaseUrl, connectionsMax: 2 })
      const stop = new AbortController()
      const listener = new pg.Client({ connectionString: databaseUrl })
      try {
        const readers = await openReaders(stack.client(), projectId, stop.signal)
        const ring = await hangBell(listener, pool)
        say(`${clients} event streams are open, ${events} events`)
        const catalogue = createPostgresCatalogue(pool, { ids: createUuidMint() })
        return await compare(events, readers, ring, (data) =>
          catalogue.events.append({ projectId, runId: null, type: 'runStageChanged', data }),
        )
      } finally {
        stop.abort()
        await listener.end()
        await pool.end()
      }
    })
  },
}

/** Each event is followed by a ring of the bell, so that both meet the same moments of a busy machine. */
async function compare(
  events: number,
  readers: Readers,
  ring: () => Promise<number>,
  append: (data: Record<string, unknown>) => Promise<void>,
): Promise<BenchRow[]> {
  const oursMs: number[] = []
  const lastMs: number[] = []
  const peerMs: number[] = []
  for (let turn = -warmUps; turn < events; turn++) {
    const arrivals = readers.nextArrivals(turn)
    const [arrivedMs] = await Promise.all([arrivals, append({ turn, sentAtMs: performance.now() })])
    const rungMs = await ring()
    await sleep(pauseMs)
    if (turn < 0) continue
    oursMs.push(...arrivedMs)
    lastMs.push(Math.max(...arrivedMs))
    peerMs.push(rungMs)
  }
  const against = { peer: 'NOTIFY to one', peerMs }
  return [
    ...latencyRows({
      what: `event to each of ${clients} streams`,
      oursMs,
      ...against,
      aimMs: { p99: aimMs },
    }),
    ...latencyRows({
      what: `event to the last of ${clients} streams`,
      oursMs: lastMs,
      ...against,
      aimMs: {},
    }),
  ]
}

interface Readers {
  /**
   * The event of this turn at every reader: milliseconds from its `sentAtMs` until it was there, one number a reader.
   * To be asked for before the event is written. Throws when one of them never gets it.
   */
  nextArrivals(turn: number): Promise<number[]>
}

interface Waiting {
  readonly turn: number
  readonly arrivedMs: number[]
  readonly resolve: () => void
}

/** Opens every stream and waits until all are open. They end with the signal. */
async function openReaders(
  client: AssetloomClient,
  projectId: string,
  signal: AbortSignal,
): Promise<Readers> {
  let waiting: Waiting | null = null
  let open = 0
  let lost = 0
  let refusal: unknown = null
  const onConnection = (state: 'open' | 'lost') => {
    if (state === 'open') open += 1
    else lost += 1
  }
  const read = async () => {
    for await (const { data } of client.readEvents({ projectId, since: null, signal, onConnection })) {
      const { turn, sentAtMs } = data as { turn?: unknown; sentAtMs?: unknown }
      if (typeof sentAtMs !== 'number' || waiting === null || turn !== waiting.turn) continue
      waiting.arrivedMs.push(performance.now() - sentAtMs)
      if (waiting.arrivedMs.length === clients) waiting.resolve()
    }
  }
  for (let index = 0; index < clients; index++) read().catch((error: unknown) => (refusal = error))
  const endMs = performance.now() + arrivalLimitMs
  while (open < clients) {
    if (refusal !== null || performance.now() > endMs)
      throw new Error(`only ${open} of ${clients} event streams opened`, { cause: refusal })
    await sleep(20)
  }
  return {
    async nextArrivals(turn) {
      const arrivedMs: number[] = []
      const all = new Promise<void>((resolve) => (waiting = { turn, arrivedMs, resolve }))
      const late = new AbortController()
      const missed = sleep(arrivalLimitMs, null, { signal: late.signal }).catch(() => null)
      await Promise.race([all, missed])
      late.abort()
      if (arrivedMs.length < clients)
        throw new Error(`${arrivedMs.length} of ${clients} streams got the event, ${lost} were lost`)
      return arrivedMs
    },
  }
}

/** Milliseconds from just before a NOTIFY until one listening connection has heard it. */
export async function hangBell(listener: pg.Client, pool: pg.Pool): Promise<() => Promise<number>> {
  // The stack takes Postgres down after the bench; an error without a listener would end the process.
  listener.on('error', () => undefined)
  await listener.connect()
  await listener.query(`LISTEN ${channel}`)
  return async () => {
    const heard = new Promise<void>((resolve) => listener.once('notification', () => resolve()))
    const startedMs = performance.now()
    await pool.query('SELECT pg_notify($1, $2)', [channel, 'x'])
    await heard
    return performance.now() - startedMs
  }
}
