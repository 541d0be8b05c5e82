import { isCancellation, proxyActivities } from '@temporalio/workflow'
import type { ImageActivities } from '../activities/activity-sets.js'
import { imageOptions } from './activity-options.js'
import { RoutedPainting } from './routed-painting.js'
import { withSummary } from './with-summary.js'

const { findLostPictures } = proxyActivities<ImageActivities>(imageOptions)

/** A frozen set has at most a few thousand pictures, and one turn makes a hundred. */
const turnsMax = 50

/**
 * Makes the lost pictures of a frozen set anew where they were made: by the kept route, with the same seed, graph and
 * models. One that comes out as the same bytes is there again; one that does not fails, and so does the bundle, which a
 * person then decides about. What could be made is there again whatever became of the others.
 */
export async function makeLostPictures(contentId: string): Promise<void> {
  const painting = new RoutedPainting()
  for (let turns = 0; turns < turnsMax; turns++) {
    const { lost } = await findLostPictures.executeWithOptions(
      withSummary('find lost pictures that a GPU made'),
      [{ contentId }],
    )
    if (lost.length === 0) return
    const made = await Promise.allSettled(
      lost.map(async ({ job, draft, specKey }) => {
        if (draft !== undefined) await painting.paintAgain(draft, `make the draft of ${specKey} anew`)
        await painting.paintAgain(job, `make the picture of ${specKey} anew`)
      }),
    )
    const failures = made.flatMap((one) => (one.status === 'rejected' ? [one.reason as unknown] : []))
    if (failures.length > 0) throw failures.find((one) => isCancellation(one)) ?? failures[0]
  }
}
