import express, { type Request, type Router } from 'express'
import { artMediaTypes, importArt, uploadArt } from '../../core/http/contracts/uploads-contracts.schema.js'
import type { UploadView } from '../../core/http/library-api.js'
import { writeImportOrder } from '../../core/library/import-order.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { problem } from '../problem.js'
import { readImportFiles } from '../read-import-files.js'
import { submitWishlist } from './wishlists.js'

const mediaTypes = [...artMediaTypes]

/**
 * The one route whose body is no JSON; it stands before the parser of all others. What the bytes are is told from the
 * bytes. The same bytes again are the same upload.
 */
export function addUploadRoute(router: Router, deps: ApiContext): void {
  const { catalogue, store, limits, examineUpload } = deps
  const path = '/projects/:projectId/uploads'
  const readBytes = express.raw({ type: mediaTypes, limit: limits.uploadBytesMax })
  router.post(path, (request, response, next) => {
    if (request.is(mediaTypes) !== false) return readBytes(request, response, next)
    throw problem(
      415,
      'not-art',
      'The body is neither image/png nor audio/wav nor audio/ogg.',
      'Send the bytes of the file with that Content-Type.',
    )
  })
  mountOperations(router, deps, [
    operation(uploadArt, async ({ params, request }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const bytes = bytesOf(request)
      const { picture, ...facts } = await examineUpload(bytes)
      // The bytes come first: a row never names what is not there.
      const { sha256, sizeBytes } = await store.put(bytes)
      const row = await catalogue.uploads.save({ projectId, sha256, sizeBytes, ...facts })
      response.status(201).json({ ...row, picture } satisfies UploadView)
    }),
  ])
}

/** Uploads become assets: a list whose specs name them. */
export function addImportRoute(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(importArt, async ({ params, body }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const text = writeImportOrder(await readImportFiles(deps, projectId, body))
      const { review = 'person', targets } = body
      const name = `${body.name}.import.json`
      const list = { name, text, review, ...(targets === undefined ? {} : { targets }) }
      const answer = await submitWishlist(deps, projectId, list)
      response
        .status(answer.created ? 202 : 200)
        .location(`/api/v1/runs/${answer.runId}`)
        .json(answer)
    }),
  ])
}

function bytesOf(request: Request): Uint8Array {
  const body: unknown = request.body
  if (body instanceof Uint8Array && body.length > 0) return body
  throw problem(409, 'invalid-body', 'The body is empty.', 'Send the bytes of one PNG, WAV or OGG file.')
}
