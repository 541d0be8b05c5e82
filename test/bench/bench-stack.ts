import { Client, Connection } from '@temporalio/client'
import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import type { RunView } from '../../core/http/http-api.js'
import type { StackMode } from '../../infra/dev/stack-children.js'
import { stackStatus, startStack, stopStack, type StackHandle } from '../../infra/dev/stack.js'

const palette = { name: 'dune8.hex', text: readFileSync('examples/dune8.hex', 'utf8') }
const pollMs = 250

/** What stays of the caller's settings: the rest could point a bench at a database that matters. */
const kept = ['TEMPORAL_CLI', 'ASSETLOOM_POSTGRES_IDENTITY']

/** The environment of a measured stack: without the caller's settings of Assetloom, with those given. */
export function benchEnvironment(settings: Readonly<Record<string, string>> = {}): NodeJS.ProcessEnv {
  const ours = /^(ASSETLOOM_|ASSETGEN_|COMFYUI_|OBJECT_STORE_|TEMPORAL_|OTEL_|DATABASE_URL$)/
  const others = Object.entries(process.env).filter(([name]) => kept.includes(name) || !ours.test(name))
  return { ...Object.fromEntries(others), ...settings }
}

export interface ResidentPeak {
  readonly name: string
  /** Most resident memory of the process and all below it at one moment. */
  readonly peakBytes: number
}

/** A real stack in a temporary home of its own. */
export class BenchStack {
  readonly home: string
  readonly handle: StackHandle

  private constructor(home: string, handle: StackHandle) {
    this.home = home
    this.handle = handle
  }

  /** Starts one, does the work, and leaves nothing behind. */
  static async with<Result>(
    settings: Readonly<Record<string, string>>,
    work: (stack: BenchStack) => Promise<Result>,
    mode: StackMode = 'dist',
  ): Promise<Result> {
    const home = mkdtempSync(join(tmpdir(), 'assetloom-bench-'))
    try {
      const env = benchEnvironment(settings)
      const handle = await startStack({ home, port: 0, mode, detach: false, env })
      try {
        return await work(new BenchStack(home, handle))
      } finally {
        await handle.stop()
      }
    } finally {
      await stopStack(home)
      rmSync(home, { recursive: true, force: true })
    }
  }

  client(): AssetloomClient {
    const token = readFileSync(join(this.home, 'secrets', 'api-token'), 'utf8').trim()
    return new AssetloomClient({ baseUrl: this.handle.apiUrl, token, retryForMs: 30_000 })
  }

  /** Submits a list to the project with this key, which nobody else uses. Returns the run's id. */
  async submit(
    key: string,
    text: string,
    options: {
      readonly variantsPerSpec: number
      readonly review: 'auto' | 'person'
      readonly provider?: string
    },
    name = key,
  ): Promise<string> {
    const client = this.client()
    const { projectId } = await client.ensureProject({ key, name: key })
    const body = { name: `${name}.txt`, text, palette, seed: 1, targets: ['generic'], ...options }
    return (await client.submitWishlist(projectId, body)).runId
  }

  /** Waits until the run is as asked. Throws when it ended otherwise or after the limit. */
  async until(runId: string, is: (run: RunView) => boolean, limitMs: number): Promise<RunView> {
    const client = this.client()
    const endMs = Date.now() + limitMs
    for (;;) {
      const run = await client.readRun(runId)
      if (is(run)) return run
      if (run.stage === 'failed' || run.stage === 'cancelled')
        throw new Error(`the run is ${run.stage}: ${run.failure ?? run.sentence}`)
      if (Date.now() > endMs)
        throw new Error(`the run is still ${run.stage} after ${limitMs / 1000} s: ${run.sentence}`)
      await sleep(pollMs)
    }
  }

  /** The first row of a question to the catalogue. */
  async ask<Row extends pg.QueryResultRow>(sql: string, values: readonly unknown[]): Promise<Row> {
    const db = new pg.Client({ connectionString: this.handle.databaseUrl, query_timeout: 60_000 })
    await db.connect()
    try {
      const row = (await db.query<Row>(sql, [...values])).rows[0]
      if (row === undefined) throw new Error('the catalogue answers nothing: was the schema changed?')
      return row
    } finally {
      await db.end()
    }
  }

  async withTemporal<Result>(work: (temporal: Client) => Promise<Result>): Promise<Result> {
    const connection = await Connection.connect({ address: this.handle.temporalAddress })
    try {
      return await work(new Client({ connection }))
    } finally {
      await connection.close()
    }
  }

  /** Samples the resident memory of every process of the stack while the work goes on. */
  async whileSampling<Result>(
    everyMs: number,
    work: () => Promise<Result>,
  ): Promise<{ readonly result: Result; readonly peaks: readonly ResidentPeak[] }> {
    const peaks = new Map<string, number>()
    const stop = new AbortController()
    const sample = async () => {
      while (!stop.signal.aborted) {
        const { processes } = await stackStatus(this.home)
        const resident = residentBytesOf(processes.map(({ pid }) => pid))
        for (const { name, pid } of processes)
          peaks.set(name, Math.max(peaks.get(name) ?? 0, resident.get(pid) ?? 0))
        await sleep(everyMs)
      }
    }
    const sampling = sample()
    // Looked at once more below; without this a failed sample would end the process beside the work.
    sampling.catch(() => undefined)
    try {
      const result = await work()
      stop.abort()
      await sampling
      return { result, peaks: [...peaks].map(([name, peakBytes]) => ({ name, peakBytes })) }
    } finally {
      stop.abort()
    }
  }
}

/**
 * Resident memory of each process with all its descendants, bytes. A descendant that is in the list itself counts there
 * only: the supervisor is the parent of all. Postgres forks a process for every connection, and all of them hold the
 * same buffers: in such a family every page is divided by its users (PSS), where the system tells it.
 */
function residentBytesOf(roots: readonly number[]): Map<number, number> {
  const list = execFileSync('ps', ['-axo', 'pid=,ppid=,rss='], { encoding: 'utf8' })
  const rows = list
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number))
  const parentOf = new Map(rows.map(([pid = 0, parent = 0]) => [pid, parent]))
  const families = new Map<number, { pid: number; residentBytes: number }[]>()
  for (const [pid = 0, , rssKib = 0] of rows) {
    let at = pid
    while (at > 1 && !roots.includes(at)) at = parentOf.get(at) ?? 0
    if (at > 1) families.set(at, [...(families.get(at) ?? []), { pid, residentBytes: rssKib * 1024 }])
  }
  const total = (family: readonly { pid: number; residentBytes: number }[]) =>
    family.length === 1
      ? family[0]!.residentBytes
      : family.reduce((sum, { pid, residentBytes }) => sum + (readPssBytes(pid) ?? residentBytes), 0)
  return new Map([...families].map(([root, family]) => [root, total(family)]))
}

function readPssBytes(pid: number): number | null {
  try {
    const found = /^Pss:\s+(\d+) kB/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8'))
    return found === null ? null : Number(found[1]) * 1024
  } catch {
    // No Linux, a process of somebody else, or one that has just ended.
    return null
  }
}
