import type { Router } from 'express'
import {
  approveBest,
  decideManyVariants,
  regenerateRejected,
  undoDecisionGroup,
} from '../../core/http/contracts/bulk-decisions-contracts.schema.js'
import { listRunDecisions } from '../../core/http/contracts/runs-contracts.schema.js'
import type { DecisionPage } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { createManyDecider } from '../decide-many.js'
import { createDecider } from '../decide-variant.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { planApproveBest, planDecisions, planRegenerateRejected, planUndo } from '../plan-bulk-decisions.js'

/** The decisions of a run, and decisions on many of its variants at one stroke, each with its own result. */
export function addBulkDecisionRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const decideMany = createManyDecider(deps, createDecider(deps))
  const newGroup = () => deps.ids.mint('decision').replace(/^dec_/, 'grp_')
  mountOperations(router, deps, [
    operation(listRunDecisions, async ({ params, query }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      const { cursor = 0, limit = limits.pageSizeDefault } = query
      const found = await catalogue.review.decisionsOfRun(runId, { cursor, limit: limit + 1 })
      const nextCursor = found.length > limit ? cursor + limit : null
      response.json({ decisions: found.slice(0, limit), nextCursor } satisfies DecisionPage)
    }),
    operation(decideManyVariants, async ({ params, body, principal }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const items = await planDecisions(catalogue, run, body.decisions)
      const { groupId = newGroup() } = body
      response.json(await decideMany(items, { groupId, reviewer: principal.handle }))
    }),
    operation(approveBest, async ({ params, body, principal }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const { items, left } = await planApproveBest(catalogue, run, { ...body, reviewer: principal.handle })
      const { groupId = newGroup() } = body
      response.json(await decideMany(items, { groupId, reviewer: principal.handle, left }))
    }),
    operation(regenerateRejected, async ({ params, body, principal }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const { items, left } = await planRegenerateRejected(catalogue, run, body)
      const { groupId = newGroup() } = body
      response.json(await decideMany(items, { groupId, reviewer: principal.handle, left }))
    }),
    operation(undoDecisionGroup, async ({ params, principal }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const items = await planUndo(catalogue, run, params.groupName)
      response.json(await decideMany(items, { groupId: newGroup(), reviewer: principal.handle }))
    }),
  ])
}
