import type { Router } from 'express'
import type { ProjectList } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { parseBody } from '../request-bodies.schema.js'
import { pathId, resource } from '../resource.js'

export function addProjectRoutes(router: Router, { catalogue }: ApiContext): void {
  resource(router, '/projects', {
    async get(_request, response) {
      const answer: ProjectList = { projects: await catalogue.projects.list() }
      response.json(answer)
    },
    async post(request, response) {
      const { key, name } = parseBody('ensureProject', request.body)
      const known = (await catalogue.projects.list()).some((project) => project.key === key)
      const project = await catalogue.projects.ensure({ key, name })
      response
        .status(known ? 200 : 201)
        .location(`/api/v1/projects/${project.projectId}`)
        .json(project)
    },
  })

  resource(router, '/projects/:projectId', {
    async get(request, response) {
      response.json(await requireProject(catalogue, pathId(request, 'projectId', 'project')))
    },
  })
}
