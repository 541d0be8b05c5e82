import { useInfiniteQuery, useQuery } from '@tanstack/preact-query'
import { useEffect } from 'preact/hooks'
import type { ReadingLine, ReadingPage } from '../../../core/http/compose-reading.js'
import type { RunView } from '../../../core/http/http-api.js'
import { useApp } from '../app/app-context.js'
import type { ReadingView } from '../read-route.js'
import { outcomeOf } from './reading-views.js'

/** Lines that are read at once; a list has up to 5,000. */
export const linesOfPage = 200

export interface ReadList {
  readonly run: RunView | undefined
  /** Its counts are those of all sentences. */
  readonly list: ReadingPage | undefined
  readonly failure: unknown
  readonly retry: () => void
}

/** The list of a run and how many of its sentences became what, kept fresh by events. */
export function useReadList(runId: string): ReadList {
  const { client, live } = useApp()
  const run = useQuery({ queryKey: ['run', runId, 'goes-on'], queryFn: () => client.readRun(runId) })
  const list = useQuery({
    queryKey: ['run', runId, 'reading', 'counts'],
    queryFn: () => client.readReading(runId, { cursor: 0, limit: 1 }),
  })
  const projectId = run.data?.projectId
  useEffect(() => (projectId === undefined ? undefined : live.listen(projectId, {})), [projectId])
  return {
    run: run.data,
    list: list.data,
    failure: run.error ?? list.error,
    retry: () => void Promise.all([run.refetch(), list.refetch()]),
  }
}

export interface Sentences {
  /** null while none of them is there. */
  readonly lines: readonly ReadingLine[] | null
  readonly isLoadingMore: boolean
  readonly loadMore: () => void
  readonly failure: unknown
  readonly retry: () => void
}

/** The sentences of one view, page by page. */
export function useSentences(runId: string, view: ReadingView): Sentences {
  const { client } = useApp()
  const filter = outcomeOf(view)
  const pages = useInfiniteQuery({
    queryKey: ['run', runId, 'reading', filter ?? 'all'],
    initialPageParam: 0,
    queryFn: ({ pageParam }) => client.readReading(runId, { filter, cursor: pageParam, limit: linesOfPage }),
    getNextPageParam: ({ nextCursor }) => nextCursor,
  })
  return {
    lines: pages.data?.pages.flatMap(({ lines }) => lines) ?? null,
    isLoadingMore: pages.isFetchingNextPage,
    loadMore: () => void pages.fetchNextPage(),
    failure: pages.error,
    retry: () => void pages.refetch(),
  }
}
