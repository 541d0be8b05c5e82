import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { sha256Hex } from '../../core/hash.js'
import type { RunView } from '../../core/http/http-api.js'
import { identifyProcess } from '../../infra/dev/process-identity.mjs'
import { stackStatus, startStack, stopStack, type StackHandle } from '../../infra/dev/stack.js'

export const palette = { name: 'dune8.hex', text: readFileSync('examples/dune8.hex', 'utf8') }
const limitMs = 180_000

/** What a fault may never change, counted in the catalogue. */
export interface Counts {
  readonly specs: number
  readonly variants: number
  readonly commits: number
  readonly openReservations: number
  readonly decisions: number
  readonly permits: number
  /** Of every file of the bundle but manifest.json. */
  readonly bundleHash: string
  /** Pictures painted; more than variants is waste, never a second charge. */
  readonly executions: number
}

/** One home with a real stack in it, and the means to hurt it. */
export class Lab {
  readonly home = mkdtempSync(join(tmpdir(), 'assetloom-chaos-'))
  stack: StackHandle | null = null

  async start(): Promise<void> {
    this.stack = await startStack({
      home: this.home,
      port: 0,
      mode: 'dist',
      detach: false,
      env: { ...process.env, ASSETLOOM_FAULTS: 'words' },
    })
  }

  async stop(): Promise<void> {
    await this.stack?.stop()
    this.stack = null
  }

  async remove(): Promise<void> {
    await stopStack(this.home)
    rmSync(this.home, { recursive: true, force: true })
  }

  client(): AssetloomClient {
    const token = readFileSync(join(this.home, 'secrets', 'api-token'), 'utf8').trim()
    return new AssetloomClient({ baseUrl: this.stack!.apiUrl, token, retryForMs: 60_000 })
  }

  /** The process of the stack with this name, as it runs now. */
  async pidOf(name: string): Promise<number> {
    const { processes } = await stackStatus(this.home)
    const found = processes.find((one) => one.name === name && one.alive)
    if (!found) throw new Error(`no process ${name} among ${processes.map((one) => one.name).join(', ')}`)
    return found.pid
  }

  /** Sends a signal; a killed process is really gone afterwards, or the next start could still meet it. */
  async kill(name: string, signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const pid = await this.pidOf(name)
    process.kill(pid, signal)
    if (signal === 'SIGKILL') await untilGone(pid)
  }

  /** kill -9 of every process of the stack, the supervisor first, as a crash of the machine would. */
  async killAll(): Promise<void> {
    const { processes } = await stackStatus(this.home)
    const ordered = processes.toSorted((a) => (a.name === 'supervisor' ? -1 : 1))
    for (const { pid, alive } of ordered) if (alive) killIfThere(pid)
    for (const { pid } of ordered) await untilGone(pid)
    this.stack = null
  }

  /** Submits a list to a project of its own; every project has the same name, so that bundles can be compared. */
  async submit(key: string, text: string, review: 'auto' | 'person' = 'auto'): Promise<string> {
    const client = this.client()
    const { projectId } = await client.ensureProject({ key, name: 'chaos' })
    const body = {
      name: 'chaos.txt',
      text,
      palette,
      seed: 1,
      variantsPerSpec: 4,
      review,
      targets: ['generic'],
    }
    return (await client.submitWishlist(projectId, body)).runId
  }

  async until(runId: string, what: string, is: (run: RunView) => boolean): Promise<RunView> {
    const endMs = Date.now() + limitMs
    for (;;) {
      const run = await this.client().readRun(runId)
      if (is(run)) return run
      if (Date.now() > endMs) throw new Error(`${what}: still ${run.stage}, ${JSON.stringify(run.counts)}`)
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
  }

  async untilDone(runId: string): Promise<RunView> {
    const run = await this.until(runId, 'waiting for the end', ({ stage }) =>
      ['done', 'failed'].includes(stage),
    )
    if (run.stage === 'failed') throw new Error(`the run failed: ${run.failure}`)
    return run
  }

  async count(runId: string): Promise<Counts> {
    const db = new pg.Client({ connectionString: this.stack!.databaseUrl })
    await db.connect()
    try {
      const one = async (sql: string) => Number((await db.query(sql, [runId])).rows[0].n)
      const ledger = (kind: string) =>
        one(
          `SELECT count(*) n FROM ledger_entries l JOIN generation_jobs j USING (job_id) WHERE j.run_id = $1 AND l.kind = '${kind}'`,
        )
      const [reserves, commits, refunds] = [
        await ledger('reserve'),
        await ledger('commit'),
        await ledger('refund'),
      ]
      return {
        specs: await one('SELECT count(*) n FROM run_specs WHERE run_id = $1'),
        variants: await one('SELECT count(*) n FROM variants WHERE run_id = $1'),
        commits,
        openReservations: reserves - commits - refunds,
        decisions: await one('SELECT count(*) n FROM decisions WHERE run_id = $1'),
        permits: await one('SELECT count(*) n FROM permits WHERE run_id = $1'),
        bundleHash: await this.bundleHash(runId),
        executions: (await this.client().readRun(runId)).executions,
      }
    } finally {
      await db.end()
    }
  }

  private async bundleHash(runId: string): Promise<string> {
    const client = this.client()
    const [bundle] = (await client.listBundles(runId)).bundles
    if (!bundle) return 'none'
    const { files } = await client.readBundle(bundle.bundleId)
    const listed = files
      .filter((file) => file.path !== 'manifest.json')
      .map((file) => `${file.path} ${file.sha256}`)
    return sha256Hex(listed.toSorted().join('\n')).slice(0, 12)
  }
}

function killIfThere(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL')
  } catch {
    // It ended by itself when the supervisor died.
  }
}

async function untilGone(pid: number): Promise<void> {
  while (identifyProcess(pid) !== null) await new Promise((resolve) => setTimeout(resolve, 20))
}
