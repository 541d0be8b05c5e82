import type { Router } from 'express'
import { checkDocument, documentLimits, type DocumentObjection } from '../../core/documents/check-document.js'
import {
  listDocuments,
  putDocument,
  readDocument,
  removeDocument,
} from '../../core/http/contracts/documents-contracts.schema.js'
import type { DocumentKept, DocumentList, DocumentView } from '../../core/http/project-api.js'
import type { ApiContext } from '../api-deps.js'
import { requireMatch, setEntityTag } from '../entity-tag.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation, type RouteInput } from '../operations.js'
import { notFound, problem } from '../problem.js'

/** The design documents of a project: each is read, replaced and removed by its name. */
export function addDocumentRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const find = async ({ params }: Pick<RouteInput<typeof readDocument>, 'params'>) => {
    const { projectId } = await requireProject(catalogue, params.projectId)
    // Composed letters: some systems write file names with their accents apart.
    const name = params.name.normalize('NFC')
    return { projectId, name, found: await catalogue.documents.find(projectId, name) }
  }
  mountOperations(router, deps, [
    operation(listDocuments, async ({ params }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const documents = await catalogue.documents.list(projectId)
      const { documentsMax, bytesMax, totalBytesMax } = documentLimits
      const limits = { documentsMax, bytesMax, totalBytesMax }
      response.json({ documents, limits } satisfies DocumentList)
    }),
    operation(readDocument, async (input, response) => {
      const { found } = await find(input)
      if (found === null) throw notFound('document')
      setEntityTag(response, found.sha256)
      response.json(found satisfies DocumentView)
    }),
    operation(putDocument, async (input, response) => {
      const { projectId, name, found } = await find(input)
      const { text } = input.body
      const objection = checkDocument(name, text, Buffer.byteLength(text))
      if (objection !== null) throw unusable(name, objection)
      requireMatch(input.headers, found?.sha256 ?? null)
      const addedBy = input.principal.handle
      const kept = await catalogue.documents.put({ projectId, name, text, addedBy })
      const answer: DocumentKept = { ...kept.row, change: kept.change }
      setEntityTag(response, answer.sha256)
      response.status(kept.change === 'added' ? 201 : 200).json(answer)
    }),
    operation(removeDocument, async (input, response) => {
      const { projectId, name, found } = await find(input)
      if (found === null) throw notFound('document')
      requireMatch(input.headers, found.sha256)
      const isGone = await catalogue.documents.remove(projectId, name)
      if (!isGone) throw notFound('document')
      response.status(204).end()
    }),
  ])
}

function unusable(name: string, { what, message, hint }: DocumentObjection): Error {
  const problems = [{ file: name.slice(0, documentLimits.nameCharsMax), line: 1, message, hint }]
  if (what === 'size') return problem(413, 'document-too-large', `${message}.`, hint, { problems })
  return problem(409, 'invalid-document', `${message}.`, hint, { problems })
}
