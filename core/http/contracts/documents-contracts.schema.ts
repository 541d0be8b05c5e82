import { z } from 'zod'
import type { DocumentRow } from '../../documents/document-ports.js'
import type { DocumentKept, DocumentList, DocumentView } from '../project-api.js'
import { count, isoTime, sha256 } from './pieces.schema.js'
import { ifMatch } from './request-headers.schema.js'
import { routeContract } from './route-contract.js'

const documentRow = z
  .strictObject({ name: z.string(), sha256, sizeBytes: count, addedBy: z.string(), addedAt: isoTime })
  .meta({ id: 'Document' }) satisfies z.ZodType<DocumentRow>
const kept = z.strictObject({
  ...documentRow.shape,
  change: z.enum(['added', 'replaced', 'unchanged']),
}) satisfies z.ZodType<DocumentKept>
const params = z.object({ name: z.string().min(1) })
const named = {
  path: '/projects/{projectId}/documents/{name}',
  tag: 'Documents',
  scope: 'project',
  params,
} as const

export const listDocuments = routeContract({
  operationId: 'listDocuments',
  method: 'get',
  path: '/projects/{projectId}/documents',
  tag: 'Documents',
  summary: 'The design documents of the project by name, without their texts',
  scope: 'project',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      documents: z.array(documentRow),
      limits: z.strictObject({ documentsMax: count, bytesMax: count, totalBytesMax: count }),
    }) satisfies z.ZodType<DocumentList>,
  },
})

export const readDocument = routeContract({
  ...named,
  operationId: 'readDocument',
  method: 'get',
  summary: 'One document with its text',
  role: 'viewer',
  answers: {
    200: z.strictObject({ ...documentRow.shape, text: z.string() }) satisfies z.ZodType<DocumentView>,
  },
})

export const putDocument = routeContract({
  ...named,
  operationId: 'putDocument',
  method: 'put',
  summary: 'Keeps a document under this name',
  role: 'editor',
  headers: ifMatch('document'),
  body: z.strictObject({ text: z.string('is missing or no text') }),
  answers: { 200: kept, 201: kept },
})

export const removeDocument = routeContract({
  ...named,
  operationId: 'removeDocument',
  method: 'delete',
  summary: 'Removes a document; lists that were handed in with it keep it',
  role: 'editor',
  headers: ifMatch('document'),
  answers: { 204: null },
})
