import type { Router } from 'express'
import {
  leavePresence,
  listPresence,
  sayPresence,
} from '../../core/http/contracts/together-contracts.schema.js'
import type { PresenceList } from '../../core/http/review-api.js'
import { togetherLimits } from '../../core/review-together/together-limits.js'
import type { ApiContext } from '../api-deps.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { createPresenceRoom } from '../presence.js'

/** Who looks at which spec of a run. */
export function addPresenceRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const room = createPresenceRoom(deps)
  const inRun = (runId: string): PresenceList => ({
    presences: room.inRun(runId),
    keepMs: togetherLimits.presenceKeepMs,
  })
  mountOperations(router, deps, [
    operation(listPresence, async ({ params }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      response.json(inRun(runId))
    }),
    operation(sayPresence, async ({ params, body, principal }, response) => {
      const { projectId, runId } = await requireRun(catalogue, params.runId)
      const { handle, name } = principal
      await room.say({ projectId, runId, handle, name, ...body })
      response.json(inRun(runId))
    }),
    operation(leavePresence, async ({ params, principal }, response) => {
      const { projectId, runId } = await requireRun(catalogue, params.runId)
      const { handle, name } = principal
      await room.say({ projectId, runId, handle, name, specKey: null, isGone: true })
      response.json(inRun(runId))
    }),
  ])
}
