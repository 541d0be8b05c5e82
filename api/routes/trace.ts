import type { Router } from 'express'
import { readTrace } from '../../core/http/contracts/oversight-contracts.schema.js'
import type { TraceView } from '../../core/http/library-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'

const stepsMax = 1_000

/** The whole history of one asset. */
export function addTraceRoute(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(readTrace, async ({ params, query, allow }, response) => {
      const project =
        query.project === undefined
          ? null
          : ((await catalogue.projects.list()).find(({ key }) => key === query.project) ?? null)
      if (query.project !== undefined && project === null) throw notFound('project')
      if (project !== null) allow(project.projectId)
      const subject = await catalogue.traces.resolve(project?.projectId ?? null, params.id)
      if (subject === null) throw nothingCalled(params.id)
      allow(subject.projectId)
      const { key } = await requireProject(catalogue, subject.projectId)
      const steps = await catalogue.traces.steps(subject, stepsMax)
      response.json({ subject, projectKey: key, steps } satisfies TraceView)
    }),
  ])
}

const nothingCalled = (name: string): Error =>
  problem(
    404,
    'not-found',
    `Nothing here is called ${name}.`,
    'Give the id of a variant or an asset, the SHA-256 of its bytes, or its key with ?project=KEY.',
  )
