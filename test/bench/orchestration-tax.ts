import PgBoss from 'pg-boss'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'

const slots = 10
const variantsPerSpec = 4
/** Makespan over the ideal. */
const ratioAim = 1.03
/** The least that pg-boss takes. */
const pgBossPollingSeconds = 0.5

interface Load {
  readonly jobs: number
  readonly jobMs: number
  readonly limitMs: number
}

interface Outcome {
  readonly makespanMs: number
  readonly lost: number
  readonly doubled: number
}

/**
 * The makespan of jobs that only wait, over the ideal of ceil(jobs / slots) job times, beside a raw loop and beside
 * pg-boss on the same PostgreSQL. The tax is what is more than the ideal.
 */
export const orchestrationTax: Bench = {
  name: 'orchestration-tax',
  table: 'product',
  async run({ quick, say }) {
    const specs = quick ? 10 : 25
    const load = { jobs: specs * variantsPerSpec, jobMs: quick ? 1_000 : 3_000, limitMs: 300_000 }
    const idealMs = Math.ceil(load.jobs / slots) * load.jobMs
    const settings = {
      ASSETLOOM_FAULTS: 'words',
      ASSETLOOM_PAINT_SLOTS: String(slots),
      ASSETGEN_WORKER_PROJECT_CONCURRENCY: '20',
    }
    say(`${load.jobs} jobs of ${load.jobMs / 1000} s in ${slots} slots; ideal ${seconds(idealMs)}`)
    const measured = await BenchStack.with(settings, async (stack) => {
      // The first workflows of fresh workers load the bundle: the steady state is asked for.
      await warmUp(stack)
      const ours = await measureOurs(stack, specs, load)
      say(`Assetloom ${seconds(ours.makespanMs)}`)
      const boss = await measurePgBoss(stack.handle.databaseUrl, load)
      say(`pg-boss ${seconds(boss.makespanMs)}`)
      return { ours, boss }
    })
    const raw = await measureRawLoop(load)
    return describe(measured.ours, { raw, boss: measured.boss, load, idealMs })
  },
}

function describe(
  ours: Outcome,
  { raw, boss, load, idealMs }: { raw: Outcome; boss: Outcome; load: Load; idealMs: number },
): BenchRow[] {
  const what = `${load.jobs} jobs of ${load.jobMs / 1000} s in ${slots} slots`
  const pgBossName = `pg-boss, ${slots} workers, polls every ${pgBossPollingSeconds} s`
  const against = (peer: string, makespanMs: number): BenchRow => ({
    what: `${what}, against ${peer}`,
    ours: seconds(ours.makespanMs),
    against: seconds(makespanMs),
    ratio: ours.makespanMs / makespanMs,
    aim: '-',
    within: null,
  })
  return [
    {
      ...against('the ideal', idealMs),
      aim: `<= ${ratioAim} of it`,
      within: ours.makespanMs / idealMs <= ratioAim,
    },
    against('a raw loop in one process', raw.makespanMs),
    against(pgBossName, boss.makespanMs),
    {
      what: `${what}: lost / painted twice`,
      ours: `${ours.lost} / ${ours.doubled}`,
      against: `${boss.lost} / ${boss.doubled} (pg-boss)`,
      ratio: null,
      aim: '0 / 0',
      within: ours.lost === 0 && ours.doubled === 0,
    },
  ]
}

async function warmUp(stack: BenchStack): Promise<void> {
  const text = listOf(5, 'fault:instant')
  const runId = await stack.submit('warm-up', text, { variantsPerSpec, review: 'auto' })
  await stack.until(runId, (run) => run.stage === 'done', 60_000)
}

/** From the first byte of the submission to the last variant in the catalogue. */
async function measureOurs(stack: BenchStack, specs: number, load: Load): Promise<Outcome> {
  const text = listOf(specs, `fault:slow-${load.jobMs} fault:instant`)
  const startedAt = Date.now()
  // A person reviews: the run would else finish assets on the same cores while the last jobs still wait.
  const runId = await stack.submit('tax', text, { variantsPerSpec, review: 'person' })
  await stack.until(runId, (run) => run.stage === 'reviewing', load.limitMs)
  const found = await stack.ask<{ variants: number; last: Date; executions: number }>(
    `SELECT (SELECT count(*) FROM variants WHERE run_id = $1)::int AS variants,
            (SELECT max(created_at) FROM variants WHERE run_id = $1) AS last,
            (SELECT coalesce(sum(executions), 0) FROM generation_jobs WHERE run_id = $1)::int AS executions`,
    [runId],
  )
  return {
    makespanMs: found.last.getTime() - startedAt,
    lost: load.jobs - found.variants,
    doubled: Math.max(0, found.executions - found.variants),
  }
}

function listOf(specs: number, words: string): string {
  return Array.from({ length: specs }, (_, index) => `prop: ${words} barrel ${index + 1}, 16x16`).join('\n')
}

/** What needs no orchestration at all, and loses everything when its process dies. */
async function measureRawLoop({ jobs, jobMs }: Load): Promise<Outcome> {
  const startedMs = performance.now()
  let next = 0
  let done = 0
  const work = async () => {
    while (next < jobs) {
      next += 1
      await sleep(jobMs)
      done += 1
    }
  }
  await Promise.all(Array.from({ length: slots }, work))
  return { makespanMs: performance.now() - startedMs, lost: jobs - done, doubled: 0 }
}

/** A queue in PostgreSQL, in a schema of its own: as many workers as slots, one job at a time each. */
async function measurePgBoss(databaseUrl: string, { jobs, jobMs, limitMs }: Load): Promise<Outcome> {
  const boss = new PgBoss({ connectionString: databaseUrl, schema: 'bench_pg_boss', schedule: false })
  const problems: Error[] = []
  boss.on('error', (error) => void problems.push(error))
  await boss.start()
  try {
    await boss.createQueue('paint')
    const handled = new Map<string, number>()
    let lastMs = 0
    const handle = async (batch: PgBoss.Job[]) => {
      for (const { id } of batch) {
        await sleep(jobMs)
        handled.set(id, (handled.get(id) ?? 0) + 1)
        lastMs = performance.now()
      }
    }
    for (let worker = 0; worker < slots; worker++)
      await boss.work('paint', { batchSize: 1, pollingIntervalSeconds: pgBossPollingSeconds }, handle)
    const startedMs = performance.now()
    await boss.insert(Array.from({ length: jobs }, (_, index) => ({ name: 'paint', data: { index } })))
    while (handled.size < jobs && performance.now() - startedMs < limitMs) await sleep(50)
    if (handled.size === 0) throw new Error(`pg-boss did nothing: ${problems[0]?.message ?? 'no error'}`)
    const doubled = [...handled.values()].reduce((sum, times) => sum + times - 1, 0)
    return { makespanMs: lastMs - startedMs, lost: jobs - handled.size, doubled }
  } finally {
    await boss.stop({ graceful: false, wait: true })
  }
}

function seconds(ms: number): string {
  return `${(ms / 1000).toFixed(2)} s`
}
