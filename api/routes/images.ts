import type { Router } from 'express'
import { isWav } from '../../core/audio/wav.js'
import { AssetloomError } from '../../core/errors.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { notFound } from '../problem.js'
import { pathId, pathText, resource } from '../resource.js'

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/** What variants and assets are stored as; null for all else. */
function mediaTypeOf(bytes: Buffer): string | null {
  if (bytes.subarray(0, pngSignature.length).equals(pngSignature)) return 'image/png'
  return isWav(bytes) ? 'audio/wav' : null
}

export function addImageRoutes(router: Router, { catalogue, store }: ApiContext): void {
  resource(router, '/projects/:projectId/images/:sha256', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const sha256 = pathText(request, 'sha256')
      // The store is one for all projects: whose picture it is, the catalogue knows.
      if (!/^[0-9a-f]{64}$/.test(sha256) || !(await catalogue.library.ownsImage(projectId, sha256)))
        throw notFound('image')
      const etag = `"${sha256}"`
      // The address holds the hash of the bytes, so it can never mean other bytes.
      response.set({ ETag: etag, 'Cache-Control': 'private, max-age=31536000, immutable' })
      if (request.headers['if-none-match'] === etag) {
        response.status(304).end()
        return
      }
      try {
        const bytes = Buffer.from(await store.get(sha256))
        const mediaType = mediaTypeOf(bytes)
        // The store also holds other things than pictures and sounds; they have routes of their own.
        if (mediaType === null) throw notFound('image')
        response.type(mediaType).send(bytes)
      } catch (error) {
        response.removeHeader('ETag')
        response.set('Cache-Control', 'no-store')
        if (error instanceof AssetloomError && error.type === 'MissingObject') throw notFound('image')
        throw error
      }
    },
  })
}
