import type { Router } from 'express'
import type { LibraryAssetView, LibraryPage } from '../../core/http/library-api.js'
import { readLibraryWish } from '../../core/library/read-library-query.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { pageSize, pathId, queryText, resource } from '../resource.js'

const imageUrlOf = (projectId: string, sha256: string): string =>
  `/api/v1/projects/${projectId}/images/${sha256}`

const deploymentsShown = 20

/** What was approved and finished, searched by words, type, tag and colour. */
export function addLibraryRoutes(router: Router, { catalogue, limits }: ApiContext): void {
  resource(router, '/projects/:projectId/library', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const given = { words: queryText(request, 'q'), type: queryText(request, 'type') }
      const more = { tag: queryText(request, 'tag'), colour: queryText(request, 'colour') }
      const read = readLibraryWish(withoutUndefined({ ...given, ...more }))
      if ('hint' in read)
        throw problem(422, 'invalid-query', `The query parameter ${read.member}: ${read.message}.`, read.hint)
      const cursor = queryText(request, 'cursor')
      const { items, nextCursor } = await catalogue.shelf.search({
        ...{ projectId, ...read.query, limit: pageSize(request, limits) },
        ...(cursor === undefined ? {} : { cursor }),
      })
      const answer: LibraryPage = {
        items: items.map((item) => ({ ...item, imageUrl: imageUrlOf(projectId, item.sha256) })),
        nextCursor,
      }
      response.json(answer)
    },
  })

  resource(router, '/assets/:assetId', {
    async get(request, response) {
      const asset = await catalogue.shelf.find(pathId(request, 'assetId', 'asset'))
      if (asset === null) throw notFound('asset')
      const { projectId, key } = asset
      const { items } = await catalogue.deployments.list({ projectId, key, limit: deploymentsShown })
      const answer: LibraryAssetView = {
        ...asset,
        deployments: items,
        versions: asset.versions.map((version) => ({
          ...version,
          imageUrl: imageUrlOf(asset.projectId, version.sha256),
        })),
      }
      response.json(answer)
    },
  })
}

type Given<T> = { [K in keyof T]?: Exclude<T[K], undefined> }

function withoutUndefined<T extends object>(value: T): Given<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Given<T>
}
