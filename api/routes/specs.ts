import type { Router } from 'express'
import { readSpecDetail, reopenSpec } from '../../core/http/contracts/specs-contracts.schema.js'
import type { SpecDetail } from '../../core/http/spec-edits-api.js'
import type { ApiContext } from '../api-deps.js'
import { acceptedBy, deliverMessage } from '../deliver-message.js'
import { requireSpec } from '../lookup.js'
import { pressOf } from '../press-of.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'
import { viewSpec } from '../spec-detail.js'

export function addSpecRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(readSpecDetail, async ({ params }, response) => {
      const { run, spec } = await requireSpec(catalogue, params.runId, params.specKey)
      response.json((await viewSpec(deps, run, spec)) satisfies SpecDetail)
    }),
    operation(reopenSpec, async ({ params, headers }, response) => {
      const { run, spec } = await requireSpec(catalogue, params.runId, params.specKey)
      const { runId, projectId } = run
      // A carried spec is reopened where it was made: its decisions belong to that run.
      const { specKey, specRevisionId } = spec
      const ownerRunId = spec.originRunId ?? runId
      if (!(await catalogue.review.isSpecClosed(ownerRunId, specRevisionId)))
        throw problem(
          409,
          'spec-open',
          `${specKey} is open for decisions already.`,
          'Decide on its variants; nothing has to be reopened.',
        )
      const message = { kind: 'reopenAssetRun', projectId, runId: ownerRunId, specRevisionId } as const
      const dedupeKey = `reopenAssetRun/${ownerRunId}/${specRevisionId}/${pressOf(headers)}`
      await catalogue.outbox.add(message, dedupeKey)
      // Open from here on: a decision that comes before the workflow is up waits for it instead of being refused.
      await catalogue.runs.setSpecClosed(ownerRunId, specRevisionId, false)
      const verdict = await deliverMessage(deps, message, dedupeKey)
      response
        .status(202)
        .location(`/api/v1/runs/${runId}/variants?specKey=${encodeURIComponent(specKey)}`)
        .json(acceptedBy(verdict))
    }),
  ])
}
