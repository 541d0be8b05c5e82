import { randomUUID } from 'node:crypto'
import type { Router } from 'express'
import type { Catalogue } from '../../core/catalogue.js'
import type { ApiContext } from '../api-deps.js'
import { acceptedBy, deliverMessage } from '../deliver-message.js'
import { requireRun } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { pathId, pathText, resource } from '../resource.js'

export function addSpecRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  resource(router, '/runs/:runId/specs/:specKey/reopen', {
    async post(request, response) {
      const { runId, projectId } = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      const specKey = pathText(request, 'specKey')
      const specRevisionId = await findSpecRevision(catalogue, runId, specKey, deps.limits.pageSizeMax)
      if (specRevisionId === null) throw notFound('spec')
      if (!(await catalogue.review.isSpecClosed(runId, specRevisionId)))
        throw problem(
          409,
          'spec-open',
          `${specKey} is open for decisions already.`,
          'Decide on its variants; nothing has to be reopened.',
        )
      const message = { kind: 'reopenAssetRun', projectId, runId, specRevisionId } as const
      const dedupeKey = `reopenAssetRun/${runId}/${specRevisionId}/${randomUUID()}`
      await catalogue.outbox.add(message, dedupeKey)
      // Open from here on: a decision that comes before the workflow is up waits for it instead of being refused.
      await catalogue.runs.setSpecClosed(runId, specRevisionId, false)
      const verdict = await deliverMessage(deps, message, dedupeKey)
      response
        .status(202)
        .location(`/api/v1/runs/${runId}/variants?specKey=${encodeURIComponent(specKey)}`)
        .json(acceptedBy(verdict))
    },
  })
}

/** The revision of the spec `specKey` that the run uses; null when the run has none. */
async function findSpecRevision(
  catalogue: Catalogue,
  runId: string,
  specKey: string,
  pageSize: number,
): Promise<string | null> {
  const { variants } = await catalogue.review.listVariants({ runId, specKey, limit: 1 })
  if (variants[0]) return variants[0].specRevisionId
  // A spec that failed before its first picture.
  for (let cursor: number | null = 0; cursor !== null;) {
    const page = await catalogue.runs.readSpecs(runId, cursor, pageSize)
    const found = page.specs.find((spec) => spec.specKey === specKey)
    if (found) return found.specRevisionId
    cursor = page.nextCursor
  }
  return null
}
