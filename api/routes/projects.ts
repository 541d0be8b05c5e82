import type { Router } from 'express'
import { visibleProjects } from '../../core/access/principal.js'
import {
  ensureProject,
  listProjects,
  readProject,
} from '../../core/http/contracts/projects-contracts.schema.js'
import type { ProjectList } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'

export function addProjectRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(listProjects, async ({ principal }, response) => {
      const visible = visibleProjects(principal)
      const all = await catalogue.projects.list()
      const projects = visible === null ? all : all.filter((one) => visible.includes(one.projectId))
      response.json({ projects } satisfies ProjectList)
    }),
    operation(ensureProject, async ({ body }, response) => {
      const known = (await catalogue.projects.list()).some((project) => project.key === body.key)
      const project = await catalogue.projects.ensure(body)
      response
        .status(known ? 200 : 201)
        .location(`/api/v1/projects/${project.projectId}`)
        .json(project)
    }),
    operation(readProject, async ({ params }, response) => {
      response.json(await requireProject(catalogue, params.projectId))
    }),
  ])
}
