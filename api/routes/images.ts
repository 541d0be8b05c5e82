import type { Router } from 'express'
import { AssetloomError } from '../../core/errors.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { notFound } from '../problem.js'
import { pathId, pathText, resource } from '../resource.js'

const pngSignature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

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
        const png = Buffer.from(await store.get(sha256))
        // The store also holds other things than pictures; they have routes of their own.
        if (!png.subarray(0, pngSignature.length).equals(pngSignature)) throw notFound('image')
        response.type('image/png').send(png)
      } catch (error) {
        response.removeHeader('ETag')
        response.set('Cache-Control', 'no-store')
        if (error instanceof AssetloomError && error.type === 'MissingObject') throw notFound('image')
        throw error
      }
    },
  })
}
