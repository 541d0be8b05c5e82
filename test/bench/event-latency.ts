import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { createPostgresCatalogue } from '../../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../../adapters/postgres/postgres-pool.js'
import type { AssetloomClient } from '../../clients/http/assetloom-client.js'
import type { Bench } from './bench-row.js'
import { latencyRows } from './latency-figures.js'
import { withLatencyStack } from './latency-stack.js'

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
  async run({ quick, say }) {
    const events = quick ? sizes.quick : sizes.full
    return await withLatencyStack(async ({ stack, client }) => {
      const { projectId } = await client.ensureProject({ key: 'bench-events', name: 'bench' })
      const pool = createPostgresPool({ connectionString: stack.databaseUrl, connectionsMax: 2 })
      const catalogue = createPostgresCatalogue(pool, { ids: createUuidMint() })
      const readers = await openReaders(client, projectId)
      const bell = await hangBell(stack.databaseUrl, pool)
      say(`${clients} event streams are open, ${events} events`)
      try {
        const oursMs: number[] = []
        const peerMs: number[] = []
        for (let turn = -warmUps; turn < events; turn++) {
          const sentAtMs = performance.now()
          const arrivals = readers.nextArrivals()
          await catalogue.events.append({
            projectId,
            runId: null,
            type: 'runStageChanged',
            data: { turn, sentAtMs },
          })
          const arrivedMs = await arrivals
          const rungMs = await bell.ring()
          if (turn >= 0) {
            oursMs.push(...arrivedMs)
            peerMs.push(rungMs)
          }
          await sleep(pauseMs)
        }
        return latencyRows({
          what: `event to ${clients} streams`,
          ...{ oursMs, peer: 'NOTIFY to one', peerMs },
          aimMs: { p99: aimMs },
        })
      } finally {
        await readers.close()
        await bell.close()
        await pool.end()
      }
    })
  },
}

interface Readers {
  /** The next event at every reader: milliseconds from its `sentAtMs` until it was there, one number a reader. */
  nextArrivals(): Promise<number[]>
  close(): Promise<void>
}

/** Opens every stream and waits until all are open. */
async function openReaders(client: AssetloomClient, projectId: string): Promise<Readers> {
  const stop = new AbortController()
  let waitedFor: { readonly arrivedMs: number[]; readonly resolve: (all: number[]) => void } | null = null
  let open = 0
  let lost = 0
  const read = async () => {
    const events = client.readEvents({
      projectId,
      since: null,
      signal: stop.signal,
      onConnection: (state) => (state === 'open' ? (open += 1) : (lost += 1)),
    })
    for await (const { data } of events) {
      const sentAtMs = data['sentAtMs']
      if (typeof sentAtMs !== 'number' || waitedFor === null) continue
      waitedFor.arrivedMs.push(performance.now() - sentAtMs)
      if (waitedFor.arrivedMs.length === clients) waitedFor.resolve(waitedFor.arrivedMs)
    }
  }
  const reading = Promise.allSettled(Array.from({ length: clients }, read))
  const endMs = performance.now() + arrivalLimitMs
  while (open < clients) {
    if (performance.now() > endMs) throw new Error(`only ${open} of ${clients} event streams opened`)
    await sleep(20)
  }
  return {
    async nextArrivals() {
      const all = new Promise<number[]>((resolve) => (waitedFor = { arrivedMs: [], resolve }))
      const late = new AbortController()
      const missed = sleep(arrivalLimitMs, null, { signal: late.signal }).catch(() => null)
      const arrivedMs = await Promise.race([all, missed])
      late.abort()
      if (arrivedMs === null)
        throw new Error(
          `${waitedFor?.arrivedMs.length} of ${clients} streams got the event, ${lost} were lost`,
        )
      return arrivedMs
    },
    async close() {
      stop.abort()
      await reading
    },
  }
}

interface Bell {
  /** Milliseconds from just before a NOTIFY until one listening connection has heard it. */
  ring(): Promise<number>
  close(): Promise<void>
}

async function hangBell(connectionString: string, pool: pg.Pool): Promise<Bell> {
  const listener = new pg.Client({ connectionString })
  await listener.connect()
  await listener.query(`LISTEN ${channel}`)
  return {
    async ring() {
      const heard = new Promise<void>((resolve) => listener.once('notification', () => resolve()))
      const startedMs = performance.now()
      await pool.query('SELECT pg_notify($1, $2)', [channel, 'x'])
      await heard
      return performance.now() - startedMs
    },
    close: () => listener.end(),
  }
}
