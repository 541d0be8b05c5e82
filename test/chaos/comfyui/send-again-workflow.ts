import { proxyActivities } from '@temporalio/workflow'
import type { PaintActivities } from '../../../activities/activity-sets.js'
import type { GeneratedVariant, GenerateVariantInput } from '../../../activities/generate-variant.js'

/** Orders jobs once more while their own run makes them: as many attempts at once as Temporal lets anybody have. */
export async function sendAgain(inputs: readonly GenerateVariantInput[]): Promise<GeneratedVariant[]> {
  return await Promise.all(
    inputs.map(async (input) => {
      const { generateVariant } = proxyActivities<PaintActivities>({
        taskQueue: input.route!.taskQueue,
        startToCloseTimeout: '5m',
        heartbeatTimeout: '15s',
        retry: { initialInterval: '500ms', backoffCoefficient: 2, maximumInterval: '5s' },
      })
      return await generateVariant(input)
    }),
  )
}
