import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { startFakeComfyui } from '../../adapters/fake-comfyui/fake-comfyui.js'
import { createPostgresPool } from '../../adapters/postgres/postgres-pool.js'
import type { AssetloomClient } from '../../clients/http/assetloom-client.js'
import type { ProgressNotice } from '../../core/generation/progress-notice.schema.js'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { hangBell } from './event-latency.js'
import { latencyRows } from './latency-figures.js'

/** Pages that look at the run. */
const clients = 10
const pictures = { full: 16, quick: 2 }
/** Slower than a worker tells of one job (each 200 ms), as a step of SDXL on the hardware of the mission is. */
const stepMs = 250
const aimMs = 50
const runLimitMs = 420_000
const ringEveryMs = 250

/**
 * How long a step takes from just before the stand-in writes its websocket frame until each of 10 readers of the API's
 * event stream has it parsed: worker, NOTIFY, API and stream lie between. Stand-in and readers share this process and its
 * clock. Against a bare NOTIFY to one connection in the same moments.
 */
export const eventProgress: Bench = {
  name: 'event progress',
  table: 'comfyui',
  async run({ quick, say }) {
    const steps = new StepTimes()
    const fake = await startFakeComfyui({ stepMs, onFrame: (text) => steps.sent(text) })
    try {
      return await BenchStack.with({ COMFYUI_URLS: fake.url }, async (stack) => {
        const jobs = quick ? pictures.quick : pictures.full
        say(`${jobs} pictures at ${stepMs} ms a step, ${clients} event streams`)
        return await measure({ client: stack.client(), databaseUrl: stack.handle.databaseUrl, jobs, steps })
      })
    } finally {
      await fake.close()
    }
  },
}

/** Makes the pictures while everybody listens. Throws when the run does not make them. */
export async function measure(input: {
  readonly client: AssetloomClient
  readonly databaseUrl: string
  readonly jobs: number
  readonly steps: StepTimes
}): Promise<BenchRow[]> {
  const { client, databaseUrl, jobs, steps } = input
  const pool = createPostgresPool({ connectionString: databaseUrl, connectionsMax: 2 })
  const listener = new pg.Client({ connectionString: databaseUrl })
  const stop = new AbortController()
  try {
    const ring = await hangBell(listener, pool)
    const { projectId } = await client.ensureProject({ key: 'bench-progress', name: 'bench' })
    await openReaders(client, { projectId, signal: stop.signal, steps })
    const { runId } = await client.submitWishlist(projectId, {
      ...{ name: 'progress.txt', text: 'prop: oil lamp', seed: 1, provider: 'comfyui' },
      ...{ variantsPerSpec: jobs, review: 'person', targets: ['generic'] },
    })
    const peerMs = await ringUntilMade(client, { runId, jobs, ring })
    return steps.rows(peerMs)
  } finally {
    stop.abort()
    await listener.end()
    await pool.end()
  }
}

/** When each step was sent, and how long after that each reader had it. One prompt is executed at a time. */
export class StepTimes {
  readonly #sentAtMs = new Map<string, number>()
  readonly #arrivedMs: number[] = []
  readonly #seen = new Set<string>()
  #frames = 0

  sent(text: string): void {
    const { type, data } = JSON.parse(text) as { type?: unknown; data?: StepFrame }
    if (type !== 'progress' || data === undefined) return
    const step = `${data.node} ${data.value}`
    this.#frames += 1
    this.#sentAtMs.set(step, performance.now())
    // The same step of the next picture is another one.
    for (let reader = 0; reader < clients; reader += 1) this.#seen.delete(`${reader} ${step}`)
  }

  arrived(reader: number, { node, value }: ProgressNotice): void {
    const atMs = performance.now()
    const step = `${node} ${value}`
    const sentAtMs = this.#sentAtMs.get(step)
    // A picture on the way tells its step once more.
    if (sentAtMs === undefined || this.#seen.has(`${reader} ${step}`)) return
    this.#seen.add(`${reader} ${step}`)
    this.#arrivedMs.push(atMs - sentAtMs)
  }

  rows(peerMs: readonly number[]): BenchRow[] {
    const told = this.#arrivedMs.length / (this.#frames * clients)
    const rows = latencyRows({
      ...{ what: `step to each of ${clients} streams`, oursMs: this.#arrivedMs },
      ...{ peer: 'NOTIFY to one', peerMs, aimMs: { p99: aimMs } },
    })
    const share: BenchRow = {
      ...{
        what: `steps that were told, of ${this.#frames}`,
        ours: `${(told * 100).toFixed(1)} %`,
        against: '-',
      },
      ...{ ratio: null, aim: '-', within: null },
    }
    return [...rows, share]
  }
}

interface StepFrame {
  readonly node?: string
  readonly value?: number
}

async function openReaders(
  client: AssetloomClient,
  {
    projectId,
    signal,
    steps,
  }: { readonly projectId: string; readonly signal: AbortSignal; readonly steps: StepTimes },
): Promise<void> {
  let open = 0
  const onConnection = (state: 'open' | 'lost') => void (open += state === 'open' ? 1 : 0)
  const read = async (reader: number) => {
    const onProgress = (notice: ProgressNotice) => steps.arrived(reader, notice)
    const events = client.readEvents({ projectId, since: null, signal, onConnection, onProgress })
    for await (const _ of events) continue
  }
  for (let reader = 0; reader < clients; reader += 1) read(reader).catch(() => undefined)
  const endMs = performance.now() + 30_000
  while (open < clients) {
    if (performance.now() > endMs) throw new Error(`only ${open} of ${clients} event streams opened`)
    await sleep(20)
  }
}

async function ringUntilMade(
  client: AssetloomClient,
  {
    runId,
    jobs,
    ring,
  }: { readonly runId: string; readonly jobs: number; readonly ring: () => Promise<number> },
): Promise<number[]> {
  const peerMs: number[] = []
  const endMs = performance.now() + runLimitMs
  for (let turn = 0; ; turn += 1) {
    peerMs.push(await ring())
    await sleep(ringEveryMs)
    if (turn % 8 !== 7) continue
    const run = await client.readRun(runId)
    if (run.counts.variants >= jobs) return peerMs
    if (run.stage === 'failed' || performance.now() > endMs)
      throw new Error(`${run.counts.variants} of ${jobs} pictures are made: ${run.failure ?? run.sentence}`)
  }
}
