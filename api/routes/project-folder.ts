import express, { type Router } from 'express'
import { exportProject, importProject } from '../../core/http/contracts/project-folder-contracts.schema.js'
import type { ImportedProject, ProjectExport } from '../../core/http/project-api.js'
import { objectsOf, type ProjectContents } from '../../core/project-folder/project-contents.js'
import { folderLimits } from '../../core/project-folder/project-folder.schema.js'
import { readProjectFolder } from '../../core/project-folder/read-project-folder.js'
import { writeProjectFolder } from '../../core/project-folder/write-project-folder.js'
import { terminalRunStages } from '../../core/run-options.js'
import type { ApiContext } from '../api-deps.js'
import { verifyJsonBytes } from '../body-depth.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'

/** Stands before the parser of all other bodies: a folder's texts are longer than any list. */
export function addProjectImportRoute(router: Router, deps: ApiContext): void {
  const { catalogue, folders, limits } = deps
  router.post(
    '/projects/:projectId/import',
    express.json({ limit: limits.folderBytesMax, strict: true, verify: verifyJsonBytes }),
  )
  mountOperations(router, deps, [
    operation(importProject, async ({ params, body }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const { contents, problems } = readProjectFolder(body.texts)
      if (contents === null) {
        const [first] = problems
        throw problem(
          409,
          'invalid-folder',
          `${first?.file}: ${first?.message}.`,
          first?.hint ?? 'Export it again.',
          {
            problems: problems.map(({ file, member, message, hint }) => ({
              file,
              line: 1,
              message: member === '' ? message : `${member}: ${message}`,
              hint,
            })),
          },
        )
      }
      await requireObjects(deps, projectId, contents)
      const { created } = await folders.restore({ projectId, contents })
      response.status(created ? 201 : 200).json(describeImport(contents, created))
    }),
  ])
}

export function addProjectExportRoute(router: Router, deps: ApiContext): void {
  const { catalogue, folders } = deps
  mountOperations(router, deps, [
    operation(exportProject, async ({ params }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const folder = writeProjectFolder(await folders.read(projectId))
      const sizeBytes = Object.values(folder.texts).reduce((sum, text) => sum + Buffer.byteLength(text), 0)
      if (sizeBytes > folderLimits.textBytesMax)
        throw problem(
          413,
          'project-too-large',
          `The texts of the project have ${sizeBytes} bytes; a folder may have ${folderLimits.textBytesMax}.`,
          'Back the whole catalogue up instead: npx assetloom backup DIR.',
        )
      response.json(folder satisfies ProjectExport)
    }),
  ])
}

/** The bytes come first: a row never names what is not there, or what another project was given. */
async function requireObjects(
  { catalogue, store }: ApiContext,
  projectId: string,
  contents: ProjectContents,
): Promise<void> {
  const missing: string[] = []
  for (const { sha256, path } of objectsOf(contents)) {
    const isGiven =
      (await catalogue.uploads.find(projectId, sha256)) !== null ||
      (await catalogue.library.ownsImage(projectId, sha256))
    if (!isGiven || !(await store.has(sha256))) missing.push(path)
  }
  if (missing.length === 0) return
  const hint = 'Send its bytes to POST /projects/{projectId}/uploads first.'
  throw problem(
    409,
    'missing-files',
    `${missing.length} files of the folder were not sent: ${missing[0]}.`,
    hint,
    {
      problems: missing.slice(0, 200).map((file) => ({ file, line: 1, message: 'was not sent', hint })),
    },
  )
}

function describeImport(contents: ProjectContents, created: boolean): ImportedProject {
  const { settings, lists, documents = [], specs, runs } = contents
  const open = runs.filter(({ stage }) => !terminalRunStages.includes(stage)).length
  const sum = (count: (run: (typeof runs)[number]) => number) =>
    runs.reduce((all, run) => all + count(run), 0)
  return {
    created,
    counts: {
      settings: settings.length,
      lists: lists.length,
      documents: documents.length,
      specs: specs.length,
      runs: runs.length,
      variants: sum(({ variants }) => variants.length),
      assets: sum(({ assets }) => assets.length),
    },
    notes: [
      'Bundles, costs and events stay with the project that was exported; export makes bundles again.',
      ...(open === 0
        ? []
        : [`${open} runs were not over: they are cancelled here, and their lists can be submitted.`]),
    ],
  }
}
