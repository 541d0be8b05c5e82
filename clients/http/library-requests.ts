import type { LibraryAssetView, LibraryPage, TraceView } from '../../core/http/library-api.js'
import type { AssetloomClient } from './assetloom-client.js'

export type LibrarySearch = Readonly<Partial<Record<'q' | 'type' | 'tag' | 'colour' | 'cursor', string>>> & {
  readonly limit?: number
}

/** Requests about finished assets; they throw as those of AssetloomClient do. */
export interface LibraryRequests {
  searchLibrary(projectId: string, search: LibrarySearch): Promise<LibraryPage>
  readAsset(assetId: string): Promise<LibraryAssetView>
  /** By the id of a variant, asset, version or spec, a SHA-256, or the key of a spec of `project`. */
  readTrace(name: string, project?: string): Promise<TraceView>
}

export function libraryRequests(client: AssetloomClient): LibraryRequests {
  const get = async <Answer>(
    path: string,
    query: LibrarySearch | { readonly project?: string } = {},
  ): Promise<Answer> => {
    const pairs = Object.entries(query).map(([name, value]): [string, string] => [name, String(value)])
    const search = pairs.length === 0 ? '' : `?${new URLSearchParams(pairs).toString()}`
    const response = await client.open({ method: 'GET', path: `/api/v1${path}${search}`, repeatable: true })
    return (await response.json()) as Answer
  }
  return {
    searchLibrary: (projectId, search) => get(`/projects/${encodeURIComponent(projectId)}/library`, search),
    readAsset: (assetId) => get(`/assets/${encodeURIComponent(assetId)}`),
    readTrace: (name, project) =>
      get(`/trace/${encodeURIComponent(name)}`, project === undefined ? {} : { project }),
  }
}
