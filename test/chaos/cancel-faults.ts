import { setTimeout as sleep } from 'node:timers/promises'
import { ApiError } from '../../clients/http/api-error.js'
import type { RunView } from '../../core/http/http-api.js'
import { countRows } from './catalogue-side.js'
import type { Fault } from './fault.js'
import { palette, type Lab } from './lab.js'
import { approve, firstVariants, midway } from './moments.js'
import { untilNoneOpen, withTemporal } from './temporal-side.js'
import { writeList } from './write-list.js'

/** A painted picture that nobody wants any more ends with its next heartbeat, every 2 s, and its own slowness. */
const stillPaintingMs = 8_000
const lossesOfCancel = 8
const specsAfter = 2
/** From the order of a run to its first pictures. */
const startWithinMs = 2_500
const killWithinMs = 400

/**
 * What has to hold soon after a cancelled run: nothing of it is open in Temporal, nothing is painted any more, nothing
 * is held, and the specs say where they ended. The invariants count charges, reservations and permits afterwards.
 */
async function expectNothingLeft(lab: Lab, runId: string): Promise<void> {
  await lab.untilEnded(runId, 'cancelled')
  await withTemporal(lab, (temporal) => untilNoneOpen(lab, temporal, runId))
  const painted = 'SELECT coalesce(sum(executions), 0) n FROM generation_jobs WHERE run_id = $1'
  const made = 'SELECT count(*) n FROM variants WHERE run_id = $1'
  await sleep(stillPaintingMs)
  const before = [await countRows(lab, painted, [runId]), await countRows(lab, made, [runId])]
  await sleep(stillPaintingMs)
  const after = [await countRows(lab, painted, [runId]), await countRows(lab, made, [runId])]
  if (before.join() !== after.join())
    throw new Error(`a cancelled run is still being painted: ${before.join()} became ${after.join()}`)
  const building = 'SELECT count(*) n FROM bundles WHERE run_id = $1 AND state = $2'
  const open = await countRows(lab, building, [runId, 'building'])
  if (open > 0) throw new Error(`${open} bundles of a cancelled run are still being built`)
}

/** A run of the same project with another seed: what was cancelled must not stand in its way. */
async function finishAnother(lab: Lab, cancelled: string): Promise<void> {
  const { projectId } = await lab.client().readRun(cancelled)
  const { runId } = await lab.client().submitWishlist(projectId, {
    name: 'after.txt',
    text: writeList(specsAfter),
    palette,
    seed: 2,
    variantsPerSpec: 2,
    review: 'auto',
    targets: ['generic'],
  })
  await lab.untilEnded(runId)
}

/** A run that has ended is not cancelled again: it says so. */
async function expectNothingToCancel(lab: Lab, runId: string): Promise<void> {
  const answer = await lab
    .client()
    .cancelRun(runId)
    .catch((error: unknown) => error)
  if (!(answer instanceof ApiError) || answer.status !== 409)
    throw new Error('a run that was cancelled took another cancel')
}

interface Cancelling {
  readonly when: string
  readonly review: Fault['review']
  readonly onlyInAll?: boolean
  /** Brings the run to its moment and cancels it there. */
  readonly cancel: (lab: Lab, runId: string, random: () => number) => Promise<void>
}

async function cancelTwice(lab: Lab, runId: string): Promise<void> {
  const answers = await Promise.allSettled([lab.client().cancelRun(runId), lab.client().cancelRun(runId)])
  // The slower of two may find the run ended by the other one.
  for (const one of answers)
    if (one.status === 'rejected' && !(one.reason instanceof ApiError && one.reason.status === 409))
      throw one.reason
}

function faultOf({ when, review, onlyInAll, cancel }: Cancelling): Fault {
  return {
    name: `cancelled ${when}; the project goes on`,
    review,
    ends: 'cancelled',
    ...(onlyInAll === undefined ? {} : { onlyInAll }),
    async hurt(lab, runId, random) {
      // A cancelled picture may be painted to its end: it is charged then, but not painted for nothing twice.
      lab.allowLosses(lossesOfCancel)
      await cancel(lab, runId, random)
      await expectNothingLeft(lab, runId)
      await expectNothingToCancel(lab, runId)
      await finishAnother(lab, runId)
    },
  }
}

const isReviewing = (run: RunView) => run.counts.waitingForReview > 0

/** Every moment of a run, from before its first spec to after its last decision (C11). */
export const cancelFaults: readonly Fault[] = [
  {
    when: 'twice at once at its very start',
    review: 'auto' as const,
    onlyInAll: true,
    async cancel(lab: Lab, runId: string, random: () => number) {
      await sleep(Math.floor(random() * startWithinMs))
      await cancelTwice(lab, runId)
    },
  },
  {
    when: 'twice at once while generating',
    review: 'auto' as const,
    async cancel(lab: Lab, runId: string, random: () => number) {
      await midway(lab, runId, random)
      await cancelTwice(lab, runId)
    },
  },
  {
    when: 'while generating, orchestrator killed in the middle of it',
    review: 'auto' as const,
    async cancel(lab: Lab, runId: string, random: () => number) {
      await midway(lab, runId, random)
      const sent = lab.client().cancelRun(runId)
      await sleep(Math.floor(random() * killWithinMs))
      await lab.kill('orchestrator')
      await sent
    },
  },
  {
    when: 'in review, with some specs approved',
    review: 'person' as const,
    async cancel(lab: Lab, runId: string) {
      await lab.until(runId, 'waiting for a review', isReviewing)
      const [first] = await firstVariants(lab, runId)
      if (first) await approve(lab, [first])
      // Open for an undo still: the cancel has to close it all the same.
      await lab.until(runId, 'waiting for the approved asset', (run) => run.counts.assets > 0)
      await cancelTwice(lab, runId)
    },
  },
  {
    when: 'while exporting',
    review: 'auto' as const,
    onlyInAll: true,
    async cancel(lab: Lab, runId: string) {
      await lab.until(runId, 'waiting for the export', (run) => run.stage === 'exporting')
      // The export stands still meanwhile, or it would often be over first.
      await lab.whileFrozen('image', () => cancelTwice(lab, runId))
    },
  },
].map(faultOf)
