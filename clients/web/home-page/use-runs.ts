import { useQueries, useQuery } from '@tanstack/preact-query'
import { useEffect } from 'preact/hooks'
import type { RunRow } from '../../../core/ports.js'
import { terminalRunStages } from '../../../core/run-options.js'
import { useApp } from '../app/app-context.js'
import type { ListedRun } from './sort-runs.js'

/** Runs that are listed; older ones are not. */
export const runsMax = 200
/** Runs that go on, and newest ones that ended, of which more is read than their row. */
const watchedMax = 16
const readEndedMax = 12
const pollMs = 2_500
/** A browser opens six connections to a host; a stream holds one. */
const streamsMax = 2

export interface RunsOnHome {
  /** null until they were read. */
  readonly runs: readonly ListedRun[] | null
  readonly projectKeys: ReadonlyMap<string, string>
  readonly failure: unknown
  readonly retry: () => void
}

/** All runs, newest first, with the progress of those that go on: told by events, and asked for now and then. */
export function useRuns(): RunsOnHome {
  const { client, live } = useApp()
  const list = useQuery({
    queryKey: ['runs'],
    queryFn: () => client.listRuns({ limit: runsMax }),
    refetchInterval: pollMs,
  })
  const projects = useQuery({ queryKey: ['projects'], queryFn: () => client.listProjects() })
  const rows = list.data?.runs ?? []
  const isOver = (run: RunRow) => terminalRunStages.includes(run.stage)
  const going = rows.filter((run) => !isOver(run)).slice(0, watchedMax)
  const read = [...going, ...rows.filter(isOver).slice(0, readEndedMax)]
  const views = useQueries({
    queries: read.map((run) => ({
      // An ended run is read once more when its stage is new, and then stays as it is.
      queryKey: ['run', run.runId, isOver(run) ? run.stage : 'goes-on'],
      queryFn: () => client.readRun(run.runId),
      ...(isOver(run) ? { staleTime: Infinity } : { refetchInterval: pollMs }),
    })),
  })
  const streamed = [...new Set(going.map((run) => run.projectId))].slice(0, streamsMax)
  useEffect(() => {
    const stops = streamed.map((projectId) => live.listen(projectId, {}))
    return () => stops.forEach((stop) => stop())
  }, [streamed.join()])
  const viewOf = new Map(views.flatMap(({ data }) => (data === undefined ? [] : [[data.runId, data]])))
  return {
    runs: list.data === undefined ? null : rows.map((run) => ({ run, view: viewOf.get(run.runId) })),
    projectKeys: new Map(projects.data?.projects.map((one) => [one.projectId, one.key])),
    failure: list.error,
    retry: () => void list.refetch(),
  }
}
