import { z } from 'zod'
import { folderLimits } from '../../project-folder/project-folder.schema.js'
import type { ImportedProject, ProjectExport } from '../project-api.js'
import { count, sha256 } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

const texts = z.record(z.string(), z.string())

export const exportProject = routeContract({
  operationId: 'exportProject',
  method: 'get',
  path: '/projects/{projectId}/export',
  tag: 'Projects',
  summary: "The texts of the project's folder by path, and which images lie beside them",
  scope: 'project',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      texts,
      objects: z.array(z.looseObject({ sha256, path: z.string() })),
    }) as unknown as z.ZodType<ProjectExport>,
  },
})

export const importProject = routeContract({
  operationId: 'importProject',
  method: 'post',
  path: '/projects/{projectId}/import',
  tag: 'Projects',
  summary: 'Puts an exported folder into a project that has no lists yet; images go to /uploads first',
  description: 'A folder that is not as an export is 422 with every file that is wrong.',
  scope: 'project',
  role: 'owner',
  bodyBytesMax: folderLimits.textBytesMax + 1_048_576,
  body: z.strictObject({ texts }),
  answers: Object.fromEntries(
    [200, 201].map((status) => [
      status,
      z.strictObject({
        created: z.boolean(),
        counts: z.strictObject({
          settings: count,
          lists: count,
          documents: count,
          specs: count,
          runs: count,
          variants: count,
          assets: count,
        }),
        notes: z.array(z.string()),
      }) satisfies z.ZodType<ImportedProject>,
    ]),
  ),
})
