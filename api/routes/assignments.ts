import type { Router } from 'express'
import { isAtLeast, visibleProjects, type Principal } from '../../core/access/principal.js'
import {
  assignReview,
  listAssignments,
  readReviewQueue,
} from '../../core/http/contracts/together-contracts.schema.js'
import type { AssignmentList, ReviewQueuePage } from '../../core/http/review-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'

/** Who is to review, and what waits for whom. */
export function addAssignmentRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  mountOperations(router, deps, [
    operation(listAssignments, async ({ params }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      response.json({ assignments: await catalogue.assignments.ofRun(runId) } satisfies AssignmentList)
    }),
    operation(assignReview, async ({ params, body, principal }, response) => {
      const { projectId, runId } = await requireRun(catalogue, params.runId)
      if (body.handle !== null) await requireReviewer(deps, projectId, body.handle, principal)
      const assignedBy = principal.handle
      await catalogue.assignments.assign({ projectId, runId, assignedBy, ...body })
      response.json({ assignments: await catalogue.assignments.ofRun(runId) } satisfies AssignmentList)
    }),
    operation(readReviewQueue, async ({ query, principal, allow }, response) => {
      const { projectId, mine, cursor, limit } = query
      if (projectId !== undefined) allow(projectId)
      const page = await catalogue.reviewQueue.waiting({
        projectIds: projectId === undefined ? visibleProjects(principal) : [projectId],
        ...(mine === 'true' ? { mine: principal.handle } : {}),
        ...(cursor === undefined ? {} : { cursor }),
        limit: limit ?? limits.pageSizeDefault,
      })
      response.json(page satisfies ReviewQueuePage)
    }),
  ])
}

/** Whoever asks may always take it; others have to be members who may decide. Throws a 409 problem. */
async function requireReviewer(
  { catalogue }: ApiContext,
  projectId: string,
  handle: string,
  principal: Principal,
): Promise<void> {
  if (handle === principal.handle) return
  const members = await catalogue.access.members.list(projectId)
  const member = members.find((one) => one.handle === handle)
  if (member !== undefined && isAtLeast(member.role, 'reviewer')) return
  const user = await catalogue.access.users.find(handle)
  if (user?.isInstallationOwner === true && user.disabledAt === null) return
  throw problem(
    409,
    'no-reviewer',
    member === undefined
      ? `"${handle}" is no member of this project.`
      : `${handle} is ${member.role} of this project and may not decide.`,
    'Name a reviewer, editor or owner; GET /projects/{projectId}/members lists them.',
  )
}
