import { proxyActivities, setCurrentDetails } from '@temporalio/workflow'
import type { ImageActivities } from '../activities/activity-sets.js'
import type { AtlasRunInput } from '../core/workflow-inputs.js'
import { describeAtlasRun } from '../core/workflow-texts.js'
import { imageOptions } from './activity-options.js'
import { withSummary } from './with-summary.js'

const { packAtlas } = proxyActivities<ImageActivities>(imageOptions)

/** Approved frames to atlas pages. */
export async function atlasRun(input: AtlasRunInput): Promise<{ pages: number }> {
  setCurrentDetails('**atlas**: the frames are packed onto pages.')
  const packed = await packAtlas.executeWithOptions(withSummary('pack the frames onto pages'), [input])
  setCurrentDetails(describeAtlasRun(packed))
  return packed
}
