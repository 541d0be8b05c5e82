import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { WebSocket } from 'ws'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { createPostgresCatalogue } from '../../adapters/postgres/postgres-catalogue.js'
import { createPostgresPool } from '../../adapters/postgres/postgres-pool.js'
import type { CatalogueEvent } from '../../core/events.js'
import type { Bench } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { latencyRows } from './latency-figures.js'

const clientsOfKind = 50
const clients = clientsOfKind * 2
const warmUps = 5
const aimMs = 50
const pauseMs = 20
const arrivalLimitMs = 30_000
const channel = 'assetloom_bench'

/**
 * How long after its commit an event is parsed by each of 100 clients, 50 of the stream and 50 of the WebSocket, against a
 * bare NOTIFY to one connection that listens. Writer and clients share this process and its clock.
 */
export const apiEventClients: Bench = {
  name: 'api event clients',
  table: 'interface',
  async run({ quick, mode, say }) {
    return await BenchStack.with(
      {},
      async (stack) => {
        const { databaseUrl } = stack.handle
        const { projectId } = await stack.client().ensureProject({ key: 'bench-clients', name: 'bench' })
        const pool = createPostgresPool({ connectionString: databaseUrl, connectionsMax: 2 })
        const stop = new AbortController()
        const listener = new pg.Client({ connectionString: databaseUrl })
        try {
          const arrivals = createArrivals()
          await openClients(stack, projectId, arrivals, stop.signal)
          say(`${clients} clients are open`)
          await listener.connect()
          await listener.query(`LISTEN ${channel}`)
          const { events } = createPostgresCatalogue(pool, { ids: createUuidMint() })
          const [oursMs, peerMs]: [number[], number[]] = [[], []]
          for (let turn = -warmUps; turn < (quick ? 10 : 100); turn++) {
            const all = arrivals.expect(turn)
            await events.append({ projectId, runId: null, type: 'runStageChanged', data: { turn } })
            const committedMs = performance.now()
            const arrivedMs = (await all).map((atMs) => Math.max(0, atMs - committedMs))
            const rungMs = await ring(listener, pool)
            await sleep(pauseMs)
            if (turn < 0) continue
            oursMs.push(...arrivedMs)
            peerMs.push(rungMs)
          }
          const what = `commit to each of ${clientsOfKind} streams and ${clientsOfKind} WebSockets`
          return latencyRows({ what, oursMs, peer: 'NOTIFY to one', peerMs, aimMs: { p99: aimMs } })
        } finally {
          stop.abort()
          await listener.end()
          await pool.end()
        }
      },
      mode,
    )
  },
}

/** Milliseconds from the commit of a bare NOTIFY until the connection that listens has it. */
async function ring(listener: pg.Client, pool: pg.Pool): Promise<number> {
  const rung = new Promise<number>((resolve) =>
    listener.once('notification', () => resolve(performance.now())),
  )
  await pool.query(`NOTIFY ${channel}`)
  const committedMs = performance.now()
  return Math.max(0, (await rung) - committedMs)
}

function createArrivals() {
  let waiting: { turn: number; atMs: number[]; resolve: (atMs: number[]) => void } | null = null
  return {
    hear({ data }: Pick<CatalogueEvent, 'data'>): void {
      if (waiting === null || data['turn'] !== waiting.turn) return
      waiting.atMs.push(performance.now())
      if (waiting.atMs.length === clients) waiting.resolve(waiting.atMs)
    },
    /** When each client has the event of this turn; to be asked for before it is written. */
    expect(turn: number): Promise<number[]> {
      return new Promise((resolve, reject) => {
        const got = () => waiting?.atMs.length ?? 0
        const timer = setTimeout(
          () => reject(new Error(`${got()} of ${clients} clients got the event`)),
          arrivalLimitMs,
        )
        waiting = {
          ...{ turn, atMs: [] },
          resolve: (atMs) => {
            clearTimeout(timer)
            resolve(atMs)
          },
        }
      })
    },
  }
}

async function openClients(
  stack: BenchStack,
  projectId: string,
  arrivals: ReturnType<typeof createArrivals>,
  signal: AbortSignal,
): Promise<void> {
  const sockets: WebSocket[] = []
  const closeAll = () => sockets.forEach((socket) => socket.terminate())
  signal.addEventListener('abort', closeAll, { once: true })
  let open = 0
  let refusal: unknown = null
  const client = stack.client()
  const onConnection = (state: 'open' | 'lost') => void (open += state === 'open' ? 1 : -1)
  const readStream = async () => {
    for await (const event of client.readEvents({ projectId, since: null, signal, onConnection }))
      arrivals.hear(event)
  }
  const token = readFileSync(join(stack.home, 'secrets', 'api-token'), 'utf8').trim()
  const address = `${stack.handle.apiUrl.replace('http', 'ws')}/api/v1/ws?projectId=${projectId}`
  for (let index = 0; index < clientsOfKind; index++) {
    readStream().catch((error: unknown) => (refusal = error))
    const socket = new WebSocket(address, { headers: { authorization: `Bearer ${token}` } })
    socket.on('open', () => (open += 1))
    socket.on('error', (error) => (refusal ??= error))
    socket.on('message', (text: Buffer) => {
      const message = JSON.parse(text.toString()) as { type: string; event?: CatalogueEvent }
      if (message.event !== undefined) arrivals.hear(message.event)
    })
    sockets.push(socket)
  }
  const endMs = performance.now() + arrivalLimitMs
  while (open < clients) {
    if (refusal !== null || performance.now() > endMs)
      throw new Error(`only ${open} of ${clients} clients opened`, { cause: refusal })
    await sleep(20)
  }
}
