import type { Router } from 'express'
import type { TraceView } from '../../core/http/library-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { pathText, queryText, resource } from '../resource.js'

const stepsMax = 1_000

/** The whole history of one asset. */
export function addTraceRoute(router: Router, { catalogue }: ApiContext): void {
  resource(router, '/trace/:id', {
    async get(request, response) {
      const name = pathText(request, 'id')
      if (!/^[\w.-]{1,120}$/.test(name)) throw notFound('asset')
      const projectKey = queryText(request, 'project')
      const project =
        projectKey === undefined
          ? null
          : ((await catalogue.projects.list()).find(({ key }) => key === projectKey) ?? null)
      if (projectKey !== undefined && project === null) throw notFound('project')
      const subject = await catalogue.traces.resolve(project?.projectId ?? null, name)
      if (subject === null)
        throw problem(
          404,
          'not-found',
          `Nothing here is called ${name}.`,
          'Give the id of a variant or an asset, the SHA-256 of its bytes, or its key with ?project=KEY.',
        )
      const { key } = await requireProject(catalogue, subject.projectId)
      const steps = await catalogue.traces.steps(subject, stepsMax)
      response.json({ subject, projectKey: key, steps } satisfies TraceView)
    },
  })
}
