import type { Request, Response, Router } from 'express'
import type { SpecEditList, SpecEditView } from '../../core/http/spec-edits-api.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { WishlistRevisionRow } from '../../core/intake-ports.js'
import { readEditChanges } from '../../core/spec-edits/read-edit-changes.js'
import type { ApiContext } from '../api-deps.js'
import { editSpecs, refuse } from '../edit-specs.js'
import { idempotent } from '../idempotency.js'
import { projectOfRun, requireRun } from '../lookup.js'
import { parseBody } from '../request-bodies.schema.js'
import { pathId, resource } from '../resource.js'

/** `/runs/{runId}/edits`: what was changed by hand, and changing it. */
export function addSpecEditRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  resource(router, '/runs/:runId/edits', {
    async get(request, response) {
      const run = await requireRun(catalogue, pathId(request, 'runId', 'run'))
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
    },
    post: idempotent(
      deps,
      (request) => projectOfRun(catalogue, request),
      (request, response) => postEdits(deps, request, response),
    ),
  })
}

async function postEdits(deps: ApiContext, request: Request, response: Response): Promise<void> {
  const run = await requireRun(deps.catalogue, pathId(request, 'runId', 'run'))
  const { edits, expectedRevision, settings } = parseBody('editSpecs', request.body)
  const { changes, problems } = readEditChanges(edits)
  refuse(problems)
  const accepted = await editSpecs(deps, run, changes, { expectedRevision, settings })
  response
    .status(accepted.created ? 202 : 200)
    .location(`/api/v1/runs/${accepted.runId}`)
    .json(accepted)
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
