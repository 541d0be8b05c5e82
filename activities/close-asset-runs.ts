import { workflowIds } from '../core/ids.js'
import type { OrchestratePorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

const signalsAtOnce = 20

/** Ends the reviews of a frozen set. Specs that nobody approved are settled too and are closed with it. */
export function closeAssetRuns({ catalogue, executions }: OrchestratePorts) {
  return async ({ contentId }: { contentId: string }): Promise<void> => {
    const specs = await catalogue.bundles.frozenSpecRevisions(contentId)
    await underHeartbeat({ contentId, reviews: specs.length }, async (signal, tell) => {
      for (let at = 0; at < specs.length; at += signalsAtOnce) {
        signal.throwIfAborted()
        tell({ closed: at })
        await Promise.all(
          specs
            .slice(at, at + signalsAtOnce)
            .map(({ runId, specRevisionId }) =>
              executions.signal(workflowIds.assetRun(runId, specRevisionId), 'closeAssetRun'),
            ),
        )
      }
    })
  }
}
