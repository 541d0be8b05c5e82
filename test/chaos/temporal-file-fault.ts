import { rmSync } from 'node:fs'
import type { Fault } from './fault.js'
import type { Lab } from './lab.js'
import { approve, firstVariants, midway, untilReviewed } from './moments.js'
import { writeList } from './write-list.js'

/**
 * The worst that can happen to Temporal: its file is gone while one run waits for its reviewer, half of whose
 * decisions are made, and another one paints.
 */
const fileDeleted: Fault = {
  name: "temporal's file deleted with reviews open and a run generating",
  review: 'person',
  async hurt(lab, runId, random) {
    await untilReviewed(lab, runId)
    const variants = await firstVariants(lab, runId)
    const half = variants.slice(0, Math.ceil(variants.length / 2))
    await approve(lab, half)
    await lab.until(
      runId,
      'waiting for the first half',
      (run) => run.counts.waitingForReview === run.counts.specs - half.length,
    )
    const other = await lab.submit('chaos-beside-lost-file', writeList(lab.specs), 'auto')
    lab.alsoJudge(other, 'auto')
    await midway(lab, other, random)
    await loseTemporal(lab)
    await expectSameReviews(lab, runId, variants.length - half.length)
    await approve(lab, variants.slice(half.length))
  },
}

async function loseTemporal(lab: Lab): Promise<void> {
  await lab.killAll()
  for (const path of lab.temporalFiles()) rmSync(path)
  await lab.start()
}

/** Every review that was open is open again, and takes decisions; those that were made are kept. */
async function expectSameReviews(lab: Lab, runId: string, open: number): Promise<void> {
  const run = await lab.client().readRun(runId)
  if (run.counts.waitingForReview !== open)
    throw new Error(`${run.counts.waitingForReview} reviews are open after the loss instead of ${open}`)
}

/** Temporal has to be replaceable: the catalogue knows what it knew. */
export const temporalFileFaults: readonly Fault[] = [fileDeleted]
