import { setTimeout as sleep } from 'node:timers/promises'
import { dearestPrices } from '../../../adapters/hosted/hosted-offers.js'
import type { PriceTable } from '../../../core/generation/price-table.schema.js'
import { countRows } from '../catalogue-side.js'
import { untilNoneOpen, withTemporal } from '../temporal-side.js'
import type { ComfyFault } from './comfy-fault.js'
import { type ComfyLab, gpuHourDollars } from './comfy-lab.js'

const longList = 8
/** Specs in the generation stage at once, so that some wait for their turn. */
const atOnce = 5
/** Two executions of the stand-in. */
const stillMs = 3_000

const nobody = { automatic1111: null, openAiImages: null, elevenLabs: null, timeoutMs: 0 }

const noPrices: PriceTable = { format: 'assetloom-prices/1', currency: 'USD', prices: [] }

/** A budget that reaches for one spec: the next one asks for more than is left, whatever the first has really cost. */
function budgetOfOneSpec({ variants }: ComfyLab): number {
  const prices = dearestPrices({ hosted: nobody, gpuHourMicros: gpuHourDollars * 1_000_000 }, noPrices)
  return variants * (prices['comfyui'] ?? 0)
}

async function approveWhenWaiting(lab: ComfyLab, runId: string): Promise<void> {
  await lab.until(
    runId,
    'waiting for the budget to be reached',
    (run) => run.counts.variants > 0 && run.waitsFor.some(({ kind }) => kind === 'budget'),
  )
  await lab.client().approveOverage(runId)
}

/** Made, at work, waiting on the server, waiting for a host, waiting for their turn: one of each at least. */
async function untilEveryState(lab: ComfyLab, runId: string): Promise<void> {
  const count = async (sql: string) => await countRows(lab, sql, [runId])
  await lab.untilTrue('waiting for jobs in every state', async () => {
    const { running, pending } = await lab.prompts()
    if (running === 0 || pending === 0) return false
    const made = await count('SELECT count(*) n FROM variants WHERE run_id = $1')
    const queued = await count(
      `SELECT count(*) n FROM generation_jobs WHERE run_id = $1 AND state = 'queued'`,
    )
    const waiting = await count(`SELECT count(*) n FROM run_specs WHERE run_id = $1 AND stage = 'waiting'`)
    return made > 0 && queued > 0 && waiting > 0
  })
}

async function cancelInEveryState(lab: ComfyLab, runId: string): Promise<void> {
  await untilEveryState(lab, runId)
  await lab.client().cancelRun(runId)
  await lab.untilEnded(runId, 'cancelled')
  await withTemporal(lab, async (temporal) => await untilNoneOpen(lab, temporal, runId))
  await lab.untilTrue('waiting for servers without prompts', async () => {
    const { running, pending } = await lab.prompts()
    return running + pending === 0
  })
  const before = await lab.counts()
  await sleep(stillMs)
  const after = await lab.counts()
  if (after.accepted !== before.accepted || after.executions !== before.executions)
    throw new Error(`a cancelled run is still being made: ${after.accepted - before.accepted} more prompts`)
}

/** What people and budgets do to a run whose pictures are being made. */
export const runFaults: readonly ComfyFault[] = [
  {
    name: 'budget reached in the middle; goes on with approve-overage',
    settings: (lab) => ({ policies: { budgetMicros: budgetOfOneSpec(lab) } }),
    hurt: approveWhenWaiting,
  },
  {
    name: 'cancel of a run with jobs in every state',
    ...{ ends: 'cancelled', specs: longList, settings: () => ({ policies: { concurrency: atOnce } }) },
    hurt: cancelInEveryState,
  },
]
