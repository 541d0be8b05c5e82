import { z } from 'zod'
import type { ProjectList } from '../http-api.js'
import type { ProjectRow } from '../../ports.js'
import { idOf, isoTime, kebabKey, text } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

export const projectRow = z
  .strictObject({ projectId: idOf('project'), key: kebabKey, name: z.string(), createdAt: isoTime })
  .meta({ id: 'Project' }) satisfies z.ZodType<ProjectRow>

export const listProjects = routeContract({
  operationId: 'listProjects',
  method: 'get',
  path: '/projects',
  tag: 'Projects',
  summary: 'The projects that you may see, oldest first',
  scope: 'signedIn',
  role: 'viewer',
  answers: { 200: z.strictObject({ projects: z.array(projectRow) }) satisfies z.ZodType<ProjectList> },
})

export const ensureProject = routeContract({
  operationId: 'ensureProject',
  method: 'post',
  path: '/projects',
  tag: 'Projects',
  summary: 'Finds the project with this key, or makes it',
  scope: 'installation',
  role: 'owner',
  body: z.strictObject({ key: kebabKey, name: text(200, 1) }),
  answers: { 200: projectRow, 201: projectRow },
})

export const readProject = routeContract({
  operationId: 'readProject',
  method: 'get',
  path: '/projects/{projectId}',
  tag: 'Projects',
  summary: 'One project',
  scope: 'project',
  role: 'viewer',
  answers: { 200: projectRow },
})
