import type { Router } from 'express'
import { listRunTags, readSpecTags, saveSpecTags } from '../../core/http/contracts/notes-contracts.schema.js'
import type { RunTags, SpecTagsView } from '../../core/http/review-api.js'
import type { SpecSnapshot } from '../../core/ports.js'
import { findTagProblem, tidyTags } from '../../core/review-together/review-tags.js'
import type { SpecTagRow } from '../../core/review-together/spec-tag-ports.js'
import type { ApiContext } from '../api-deps.js'
import { requireMatch, setEntityTag } from '../entity-tag.js'
import { requireRun, requireSpec } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'

/** Tags that people click onto specs while they review. */
export function addTagRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const view = async (
    projectId: string,
    { specRevisionId }: SpecSnapshot,
    row: SpecTagRow,
  ): Promise<SpecTagsView> => {
    const [spec, { settings }] = await Promise.all([
      catalogue.runs.loadSpec(projectId, specRevisionId),
      catalogue.settings.newest(projectId),
    ])
    return { ...row, own: spec.tags, groups: settings.tagGroups ?? {} }
  }
  mountOperations(router, deps, [
    operation(readSpecTags, async ({ params }, response) => {
      const { run, spec } = await requireSpec(catalogue, params.runId, params.specKey)
      const row = await catalogue.specTags.find(run.projectId, spec.specId)
      setEntityTag(response, row.version)
      response.json(await view(run.projectId, spec, row))
    }),
    operation(saveSpecTags, async ({ params, body, principal, headers }, response) => {
      const { run, spec } = await requireSpec(catalogue, params.runId, params.specKey)
      const { projectId, runId } = run
      const { specId } = spec
      const tags = tidyTags(body.tags)
      const wrong = findTagProblem(tags)
      if (wrong !== null) throw problem(409, 'invalid-tags', `"tags": ${wrong}.`, 'Shorten or remove some.')
      if (headers['If-Match'] !== undefined)
        requireMatch(headers, (await catalogue.specTags.find(projectId, specId)).version)
      const saved = await catalogue.specTags.save({
        ...{ projectId, runId, specId, tags },
        ...{ expectedVersion: body.expectedVersion, taggedBy: principal.handle },
      })
      setEntityTag(response, saved.version)
      response.json(await view(projectId, spec, saved))
    }),
    operation(listRunTags, async ({ params }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      response.json({ specs: await catalogue.specTags.ofRun(runId) } satisfies RunTags)
    }),
  ])
}
