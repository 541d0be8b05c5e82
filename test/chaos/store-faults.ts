import { mkdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { Fault } from './fault.js'
import type { Lab } from './lab.js'
import { withTemporal } from './temporal-side.js'
import { squaresFrom } from './write-list.js'

const quotaBytes = 8 * 1024 ** 3
const moreBytes = 16 * 1024 ** 3
/** Half of what the pictures of a spec take, about: the store is full in the middle of the run. */
const roomPerSpecBytes = { painted: 350_000, squares: 40_000 }
/** Longer than the ten attempts of a second each that once were the end of a picture. */
const fullMs = 13_000

/** A bad disk: 30 % of the writes fail, 30 % of the reads are cut short. Its own store, or nothing would be written. */
const badDisk: Fault = {
  name: 'object store fails 30 % of its writes and truncates 30 % of its reads',
  review: 'auto',
  stack: { faults: 'store-put-error-30,store-get-truncated-30,seed-7', store: 'bad-disk' },
  async hurt(lab) {
    // A read that is cut eight times in a row counts as damage, which is mended by painting again.
    lab.allowLosses(4 + Math.ceil(lab.specs / 5))
  },
}

function fillerOf(lab: Lab, store: string): string {
  return join(lab.storeDir(store), 'sha256', 'ff', 'ff', 'filler')
}

/** A file of a size that leaves room for half of the pictures; it takes no blocks on the disk. */
function fillStore(lab: Lab, store: string): void {
  const filler = fillerOf(lab, store)
  mkdirSync(dirname(filler), { recursive: true, mode: 0o700 })
  writeFileSync(filler, '')
  const { painted, squares } = roomPerSpecBytes
  truncateSync(filler, quotaBytes - lab.specs * (lab.specs < squaresFrom ? painted : squares))
}

/** Waits until a worker of the run tells Temporal that the store is full, and some time more. */
async function untilFull(lab: Lab, runId: string): Promise<void> {
  const endMs = Date.now() + lab.limitMs
  while (!(await saysFull(lab, runId))) {
    if (Date.now() > endMs) throw new Error('no workflow of the run says that the store is full')
    await sleep(500)
  }
  await sleep(fullMs)
  const run = await lab.client().readRun(runId)
  if (run.stage !== 'generating') throw new Error(`the run is ${run.stage} with a full store`)
}

async function saysFull(lab: Lab, runId: string): Promise<boolean> {
  return await withTemporal(lab, async (temporal) => {
    const query = `ProductionRunId = '${runId}' AND ExecutionStatus = 'Running' AND WorkflowType = 'assetRun'`
    for await (const one of temporal.workflow.list({ query })) {
      const { raw } = await temporal.workflow.getHandle(one.workflowId).describe()
      const told = raw.pendingActivities?.flatMap(({ lastFailure, heartbeatDetails }) => [
        lastFailure?.message ?? '',
        ...(heartbeatDetails?.payloads ?? []).map(({ data }) => Buffer.from(data ?? []).toString()),
      ])
      if (told?.some((text) => text.includes('store is full'))) return true
    }
    return false
  })
}

const freed: Fault = {
  name: 'object store full, the run waits and says so, then space is freed',
  review: 'auto',
  stack: { storeMaxBytes: quotaBytes, store: 'freed' },
  prepare: (lab) => fillStore(lab, 'freed'),
  async hurt(lab, runId) {
    await untilFull(lab, runId)
    rmSync(fillerOf(lab, 'freed'))
  },
}

const raised: Fault = {
  name: 'object store full, then the stack is started with more space',
  review: 'auto',
  onlyInAll: true,
  stack: { storeMaxBytes: quotaBytes, store: 'raised' },
  prepare: (lab) => fillStore(lab, 'raised'),
  async hurt(lab, runId) {
    await untilFull(lab, runId)
    lab.allowLosses(8)
    await lab.stop()
    await lab.start({ storeMaxBytes: moreBytes, store: 'raised' })
  },
}

/** What a disk does to the pictures. */
export const storeFaults: readonly Fault[] = [badDisk, freed, raised]
