import type { Router } from 'express'
import { exportProfileSchema, profileNameSchema } from '../../core/bundle/export-profile.schema.js'
import { findBundleTarget } from '../../core/bundle/find-bundle-target.js'
import type { ExportProfileList, ExportProfileView } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { pathId, pathText, resource } from '../resource.js'

/** How a project wants its bundles: each profile is read, replaced and removed by its name. */
export function addExportProfileRoutes(router: Router, { catalogue }: ApiContext): void {
  resource(router, '/projects/:projectId/export-profiles', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const profiles = await catalogue.bundles.listProfiles(projectId)
      response.json({ profiles } satisfies ExportProfileList)
    },
  })
  resource(router, '/projects/:projectId/export-profiles/:name', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const name = pathText(request, 'name')
      const row = (await catalogue.bundles.listProfiles(projectId)).find((one) => one.name === name)
      if (row === undefined) throw notFound('export profile')
      response.json(row satisfies ExportProfileView)
    },
    async put(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const name = checked('name', profileNameSchema.safeParse(pathText(request, 'name')))
      const profile = checked('profile', exportProfileSchema.safeParse(request.body))
      findBundleTarget(profile.target)
      const saved = await catalogue.bundles.saveProfile({ projectId, name, profile })
      response.json(saved satisfies ExportProfileView)
    },
    async delete(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const isGone = await catalogue.bundles.removeProfile(projectId, pathText(request, 'name'))
      if (!isGone) throw notFound('export profile')
      response.status(204).end()
    },
  })
}

interface Parsed<T> {
  readonly success: boolean
  readonly data?: T
  readonly error?: {
    readonly issues: readonly { readonly path: readonly PropertyKey[]; readonly message: string }[]
  }
}

/** The parsed value. Throws a 422 problem that names the member that is wrong. */
function checked<T>(what: string, parsed: Parsed<T>): T {
  if (parsed.success && parsed.data !== undefined) return parsed.data
  const issue = parsed.error?.issues[0]
  const member = [what, ...(issue?.path ?? [])].map(String).join('.')
  throw problem(
    422,
    'invalid-profile',
    `"${member}" ${issue?.message ?? 'is not usable'}.`,
    'Correct it and send the whole profile again; docs/guides/bundles.md lists its members.',
  )
}
