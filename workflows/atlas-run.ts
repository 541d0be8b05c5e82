import { proxyActivities } from '@temporalio/workflow'
import type { ImageActivities } from '../activities/activity-sets.js'
import type { AtlasRunInput } from '../core/workflow-inputs.js'
import { imageOptions } from './activity-options.js'

const { packAtlas } = proxyActivities<ImageActivities>(imageOptions)

/** Approved frames to atlas pages. */
export async function atlasRun(input: AtlasRunInput): Promise<{ pages: number }> {
  return await packAtlas(input)
}
