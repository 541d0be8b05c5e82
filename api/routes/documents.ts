import type { Request, Router } from 'express'
import { checkDocument, documentLimits, type DocumentObjection } from '../../core/documents/check-document.js'
import type { DocumentKept, DocumentList, DocumentView } from '../../core/http/project-api.js'
import type { ApiContext } from '../api-deps.js'
import { localReviewer } from '../decide-variant.js'
import { requireProject } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { pathId, pathText, resource } from '../resource.js'

/** The design documents of a project: each is read, replaced and removed by its name. */
export function addDocumentRoutes(router: Router, { catalogue }: ApiContext): void {
  const projectOf = async (request: Request) =>
    (await requireProject(catalogue, pathId(request, 'projectId', 'project'))).projectId
  resource(router, '/projects/:projectId/documents', {
    async get(request, response) {
      const documents = await catalogue.documents.list(await projectOf(request))
      const { documentsMax, bytesMax, totalBytesMax } = documentLimits
      const limits = { documentsMax, bytesMax, totalBytesMax }
      response.json({ documents, limits } satisfies DocumentList)
    },
  })
  resource(router, '/projects/:projectId/documents/:name', {
    async get(request, response) {
      const found = await catalogue.documents.find(await projectOf(request), nameIn(request))
      if (found === null) throw notFound('document')
      response.json(found satisfies DocumentView)
    },
    async put(request, response) {
      const projectId = await projectOf(request)
      const [name, text] = [nameIn(request), textOf(request.body)]
      const objection = checkDocument(name, text, Buffer.byteLength(text))
      if (objection !== null) throw unusable(name, objection)
      const kept = await catalogue.documents.put({ projectId, name, text, addedBy: localReviewer })
      const answer: DocumentKept = { ...kept.row, change: kept.change }
      response.status(kept.change === 'added' ? 201 : 200).json(answer)
    },
    async delete(request, response) {
      const isGone = await catalogue.documents.remove(await projectOf(request), nameIn(request))
      if (!isGone) throw notFound('document')
      response.status(204).end()
    },
  })
}

/** Composed letters: some systems write file names with their accents apart. */
function nameIn(request: Request): string {
  const name = pathText(request, 'name')
  // The catalogue could not even look for it.
  if (name.includes('\0')) throw notFound('document')
  return name.normalize('NFC')
}

function textOf(body: unknown): string {
  const isRecord = typeof body === 'object' && body !== null && !Array.isArray(body)
  const { text, ...others }: { text?: unknown } = isRecord ? body : {}
  if (typeof text === 'string' && Object.keys(others).length === 0) return text
  throw problem(
    422,
    'invalid-body',
    '"text" is missing or no text, or something stands beside it.',
    'Send { text }: the document as it is, Markdown or plain text.',
  )
}

function unusable(name: string, { what, message, hint }: DocumentObjection): Error {
  const problems = [{ file: name.slice(0, documentLimits.nameCharsMax), line: 1, message, hint }]
  if (what === 'size') return problem(413, 'document-too-large', `${message}.`, hint, { problems })
  return problem(422, 'invalid-document', `${message}.`, hint, { problems })
}
