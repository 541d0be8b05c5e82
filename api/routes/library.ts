import type { Router } from 'express'
import { readAsset, searchLibrary } from '../../core/http/contracts/library-contracts.schema.js'
import type { LibraryAssetView, LibraryPage } from '../../core/http/library-api.js'
import { readLibraryWish } from '../../core/library/read-library-query.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'

const imageUrlOf = (projectId: string, sha256: string): string =>
  `/api/v1/projects/${projectId}/images/${sha256}`

const deploymentsShown = 20

/** What was approved and finished, searched by words, type, tag and colour. */
export function addLibraryRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  mountOperations(router, deps, [
    operation(searchLibrary, async ({ params, query }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      const { q, limit = limits.pageSizeDefault, cursor, ...wish } = query
      const read = readLibraryWish({ ...wish, ...(q === undefined ? {} : { words: q }) })
      if ('hint' in read)
        throw problem(409, 'invalid-query', `The query parameter ${read.member}: ${read.message}.`, read.hint)
      const { items, nextCursor } = await catalogue.shelf.search({
        ...{ projectId, ...read.query, limit },
        ...(cursor === undefined ? {} : { cursor }),
      })
      const answer: LibraryPage = {
        items: items.map((item) => ({ ...item, imageUrl: imageUrlOf(projectId, item.sha256) })),
        nextCursor,
      }
      response.json(answer)
    }),
    operation(readAsset, async ({ params }, response) => {
      const asset = await catalogue.shelf.find(params.assetId)
      if (asset === null) throw notFound('asset')
      const { projectId, key } = asset
      const { items } = await catalogue.deployments.list({ projectId, key, limit: deploymentsShown })
      const answer: LibraryAssetView = {
        ...asset,
        deployments: items,
        versions: asset.versions.map((version) => ({
          ...version,
          imageUrl: imageUrlOf(projectId, version.sha256),
        })),
      }
      response.json(answer)
    }),
  ])
}
