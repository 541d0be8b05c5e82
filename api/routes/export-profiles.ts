import type { Router } from 'express'
import {
  listExportProfiles,
  readExportProfile,
  removeExportProfile,
  saveExportProfile,
} from '../../core/http/contracts/bundles-contracts.schema.js'
import type { ExportProfileList, ExportProfileView } from '../../core/http/http-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireMatch, setEntityTag } from '../entity-tag.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound } from '../problem.js'

/** How a project wants its bundles: each profile is read, replaced and removed by its name. */
export function addExportProfileRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const find = async (params: { readonly projectId: string; readonly name: string }) => {
    const { projectId } = await requireProject(catalogue, params.projectId)
    const rows = await catalogue.bundles.listProfiles(projectId)
    return { projectId, row: rows.find((one) => one.name === params.name) ?? null }
  }
  mountOperations(router, deps, [
    operation(listExportProfiles, async ({ params }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const profiles = await catalogue.bundles.listProfiles(projectId)
      response.json({ profiles } satisfies ExportProfileList)
    }),
    operation(readExportProfile, async ({ params }, response) => {
      const { row } = await find(params)
      if (row === null) throw notFound('export profile')
      setEntityTag(response, row.version)
      response.json(row satisfies ExportProfileView)
    }),
    operation(saveExportProfile, async ({ params, body: profile, headers }, response) => {
      const { projectId, row } = await find(params)
      requireMatch(headers, row?.version ?? null)
      const saved = await catalogue.bundles.saveProfile({ projectId, name: params.name, profile })
      setEntityTag(response, saved.version)
      response.json(saved satisfies ExportProfileView)
    }),
    operation(removeExportProfile, async ({ params, headers }, response) => {
      const { projectId, row } = await find(params)
      if (row === null) throw notFound('export profile')
      requireMatch(headers, row.version)
      if (!(await catalogue.bundles.removeProfile(projectId, params.name))) throw notFound('export profile')
      response.status(204).end()
    }),
  ])
}
