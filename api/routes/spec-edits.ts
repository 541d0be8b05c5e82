import type { Router } from 'express'
import { editSpecs as postEdits, listSpecEdits } from '../../core/http/contracts/specs-contracts.schema.js'
import type { SpecEditList, SpecEditView } from '../../core/http/spec-edits-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { WishlistRevisionRow } from '../../core/intake-ports.js'
import { readEditChanges } from '../../core/spec-edits/read-edit-changes.js'
import type { ApiContext } from '../api-deps.js'
import { editSpecs, refuseUnusable } from '../edit-specs.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'

/** `/runs/{runId}/edits`: what was changed by hand, and changing it. */
export function addSpecEditRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(listSpecEdits, async ({ params }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const { projectId, runId, wishlistRevision, wishlistName } = run
      const revision = await catalogue.intake.loadRevision(projectId, run.wishlistRevisionId)
      const newest = await catalogue.intake.findNewestRevision(projectId, wishlistName)
      const isNewest = newest === null || newest.runId === runId
      const answer: SpecEditList = {
        runId,
        revision: wishlistRevision,
        edits: viewEdits(revision),
        newest: isNewest ? null : { revision: newest.revision, runId: newest.runId },
      }
      response.json(answer)
    }),
    operation(postEdits, async ({ params, body }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const { edits, expectedRevision, settings } = body
      const { changes, problems } = readEditChanges(edits)
      refuseUnusable(problems)
      const accepted = await editSpecs(deps, run, changes, { expectedRevision, settings })
      response
        .status(accepted.created ? 202 : 200)
        .location(`/api/v1/runs/${accepted.runId}`)
        .json(accepted)
    }),
  ])
}

/** The edits of a revision with what became of each. */
export function viewEdits(revision: WishlistRevisionRow): SpecEditView[] {
  const { specEdits = [] } = revision.options
  if (specEdits.length === 0) return []
  const outcomes = new Map(refineOrder(revision).edits.map((outcome) => [outcome.key, outcome]))
  return specEdits.map((edit) => {
    const { member: _, ...outcome } = outcomes.get(edit.key) ?? { state: 'waiting' as const, words: '' }
    return { ...edit, ...outcome }
  })
}
