import type { Client } from '@temporalio/client'
import type { Bench, BenchRow } from './bench-row.js'
import { BenchStack } from './bench-stack.js'
import { measureTwoActivities } from './two-activities.js'

const specsPerSecondAim = 20
const twoActivitiesAim = 35
const settings = {
  ASSETLOOM_FAULTS: 'words',
  ASSETGEN_WORKER_PROJECT_CONCURRENCY: '1000',
}
/** Histories of assets that are looked at: enough to meet every shape of them. */
const historiesAsked = 50

/** Specs a second through the real workflows when painting costs nothing and the policy decides. */
export const throughput: Bench = {
  name: 'throughput',
  table: 'product',
  async run({ quick, say }) {
    const specs = quick ? 20 : 300
    return await BenchStack.with(settings, async (stack) => {
      const warmUp = await submit(stack, 'warm-up', 5)
      await stack.until(warmUp, (run) => run.stage === 'done', 60_000)
      say(`${specs} specs`)
      const startedAt = Date.now()
      const runId = await submit(stack, 'throughput', specs)
      await stack.until(runId, (run) => run.stage === 'done', limitMsOf(specs))
      const { generated, settled, done } = await stack.ask<Record<'generated' | 'settled' | 'done', Date>>(
        `SELECT (SELECT max(scored_at) FROM scores JOIN variants USING (variant_id) WHERE run_id = $1) AS generated,
                (SELECT max(created_at) FROM asset_versions WHERE run_id = $1) AS settled,
                (SELECT finished_at FROM runs WHERE run_id = $1) AS done`,
        [runId],
      )
      say('the same specs with two activities each')
      const twoActivitiesMs = await measureTwoActivities(stack, runId)
      const row = (what: string, tookMs: number, aim: number | null): BenchRow => {
        const rate = specs / (tookMs / 1000)
        return {
          what: `${specs} specs, ${what}`,
          ours: `${rate.toFixed(1)} specs/s`,
          against: '-',
          ratio: null,
          aim: aim === null ? '-' : `>= ${aim} specs/s`,
          within: aim === null ? null : rate >= aim,
        }
      }
      return [
        row('instant paint, to the last score', generated.getTime() - startedAt, specsPerSecondAim),
        row('instant paint, to the last finished asset', settled.getTime() - startedAt, null),
        row('instant paint, to the end with atlas and bundle', done.getTime() - startedAt, null),
        row('two activities: permit and nothing', twoActivitiesMs, twoActivitiesAim),
      ]
    })
  },
}

/** Peak resident memory of every process, and how long the histories get, in one large run. */
export const memory: Bench = {
  name: 'memory',
  table: 'product',
  async run({ specs, say }) {
    return await BenchStack.with(settings, async (stack) => {
      say(`${specs} specs`)
      const { result: runId, peaks } = await stack.whileSampling(500, async () => {
        const id = await submit(stack, 'memory', specs)
        await stack.until(id, (run) => run.stage === 'done', limitMsOf(specs))
        return id
      })
      const histories = await stack.withTemporal((temporal) => readHistories(temporal, runId))
      return [
        ...peaks.map(({ name, peakBytes }) =>
          plainRow(`${specs} specs: most memory of ${name}`, `${(peakBytes / 2 ** 20).toFixed(0)} MiB`),
        ),
        ...histories.map(({ type, executions, longest, mean }) =>
          plainRow(
            `${specs} specs: events of a history, ${type} (${executions} executions seen)`,
            `at most ${longest}, mean ${mean.toFixed(0)}`,
          ),
        ),
      ]
    })
  },
}

interface HistoryLengths {
  readonly type: string
  readonly executions: number
  readonly longest: number
  readonly mean: number
}

/** Lengths of the histories of a run, every execution of the productionRun and a sample of the others. */
async function readHistories(temporal: Client, runId: string): Promise<HistoryLengths[]> {
  const lengths = new Map<string, number[]>()
  const query = `ProductionRunId = '${runId}'`
  for (const type of ['productionRun', 'assetRun', 'atlasRun', 'bundleRun']) {
    const found: number[] = []
    for await (const one of temporal.workflow.list({ query: `${query} AND WorkflowType = '${type}'` })) {
      // Visibility knows the length of closed executions only; describe knows it of all.
      const described = await temporal.workflow.getHandle(one.workflowId, one.runId).describe()
      found.push(described.historyLength)
      if (found.length >= historiesAsked) break
    }
    lengths.set(type, found)
  }
  return [...lengths]
    .filter(([, found]) => found.length > 0)
    .map(([type, found]) => ({
      type,
      executions: found.length,
      longest: Math.max(...found),
      mean: found.reduce((sum, length) => sum + length, 0) / found.length,
    }))
}

async function submit(stack: BenchStack, key: string, specs: number): Promise<string> {
  const lines = Array.from({ length: specs }, (_, index) => `prop: fault:instant barrel ${index + 1}, 16x16`)
  return await stack.submit(key, lines.join('\n'), { variantsPerSpec: 1, review: 'auto' })
}

/** Far more than a slow machine needs: a bench that hangs has to end. */
function limitMsOf(specs: number): number {
  return 120_000 + specs * 1_000
}

function plainRow(what: string, ours: string): BenchRow {
  return { what, ours, against: '-', ratio: null, aim: '-', within: null }
}
