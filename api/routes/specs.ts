import { randomUUID } from 'node:crypto'
import type { Router } from 'express'
import type { SpecDetail } from '../../core/http/spec-edits-api.js'
import type { ApiContext } from '../api-deps.js'
import { acceptedBy, deliverMessage } from '../deliver-message.js'
import { idempotent } from '../idempotency.js'
import { projectOfRun, requireRun } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { pathId, pathText, resource } from '../resource.js'
import { viewSpec } from '../spec-detail.js'

export function addSpecRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  resource(router, '/runs/:runId/specs/:specKey', {
    async get(request, response) {
      const run = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      const specKey = pathText(request, 'specKey')
      const spec = isSpecKey(specKey) ? await catalogue.runs.findSpecByKey(run.runId, specKey) : null
      if (!spec) throw notFound('spec')
      response.json((await viewSpec(deps, run, spec)) satisfies SpecDetail)
    },
  })

  resource(router, '/runs/:runId/specs/:specKey/reopen', {
    post: idempotent(
      deps,
      (request) => projectOfRun(catalogue, request),
      async (request, response) => {
        const { runId, projectId } = await requireRun(catalogue, pathId(request, 'runId', 'run'))
        const specKey = pathText(request, 'specKey')
        const spec = isSpecKey(specKey) ? await catalogue.runs.findSpecByKey(runId, specKey) : null
        if (!spec) throw notFound('spec')
        // A carried spec is reopened where it was made: its decisions belong to that run.
        const { specRevisionId } = spec
        const ownerRunId = spec.originRunId ?? runId
        if (!(await catalogue.review.isSpecClosed(ownerRunId, specRevisionId)))
          throw problem(
            409,
            'spec-open',
            `${specKey} is open for decisions already.`,
            'Decide on its variants; nothing has to be reopened.',
          )
        const message = { kind: 'reopenAssetRun', projectId, runId: ownerRunId, specRevisionId } as const
        const dedupeKey = `reopenAssetRun/${ownerRunId}/${specRevisionId}/${randomUUID()}`
        await catalogue.outbox.add(message, dedupeKey)
        // Open from here on: a decision that comes before the workflow is up waits for it instead of being refused.
        await catalogue.runs.setSpecClosed(ownerRunId, specRevisionId, false)
        const verdict = await deliverMessage(deps, message, dedupeKey)
        response
          .status(202)
          .location(`/api/v1/runs/${runId}/variants?specKey=${encodeURIComponent(specKey)}`)
          .json(acceptedBy(verdict))
      },
    ),
  })
}

function isSpecKey(text: string): boolean {
  return /^[a-z0-9-]{1,80}$/.test(text)
}
