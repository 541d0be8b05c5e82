import { useQueries, useQuery } from '@tanstack/preact-query'
import { useEffect, useState } from 'preact/hooks'
import { terminalRunStages } from '../../../core/run-options.js'
import { libraryRequests } from '../../http/library-requests.js'
import { useApp } from '../app/app-context.js'
import { openCommands } from '../app/command-state.js'
import { accountHash, gpuHash, intakeHash, listHash, runHash, settingsHash } from '../read-route.js'
import { runsToSearch, type Thing } from './find-things.js'

const runsMax = 200
const searchedRunsMax = 8
const assetsOfProject = 8
const projectsSearchedMax = 6
const settleMs = 150

/** Everything that `query` may mean: commands and runs at once, specs and finished assets as they are read. */
export function useThings(query: string): { readonly things: readonly Thing[]; readonly isReading: boolean } {
  const { client, toggleTheme } = useApp()
  const asked = useSettled(query.trim())
  const runs = useQuery({ queryKey: ['runs'], queryFn: () => client.listRuns({ limit: runsMax }) })
  const projects = useQuery({ queryKey: ['projects'], queryFn: () => client.listProjects() })
  const rows = runs.data?.runs ?? []
  const searched = runsToSearch(rows, (run) => terminalRunStages.includes(run.stage), searchedRunsMax)
  const specs = useQueries({
    queries: searched.map((run) => ({
      queryKey: ['run', run.runId, 'specs'],
      queryFn: async () => ({ run, specs: await client.listSpecs(run.runId) }),
    })),
  })
  const projectRows = projects.data?.projects ?? []
  const assets = useQueries({
    queries: (asked === '' ? [] : projectRows.slice(0, projectsSearchedMax)).map((project) => ({
      queryKey: ['library', project.projectId, asked],
      queryFn: async () => ({
        project,
        page: await libraryRequests(client).searchLibrary(project.projectId, {
          q: asked,
          limit: assetsOfProject,
        }),
      }),
    })),
  })
  const keyOf = new Map(projectRows.map((project) => [project.projectId, project.key]))
  const things: Thing[] = [
    ...commands(toggleTheme, projectRows),
    ...rows.map((run): Thing => ({
      ...{ id: run.runId, kind: 'run', label: run.wishlistName, act: runHash(run.runId) },
      detail: `${keyOf.get(run.projectId) ?? ''} ${run.stage}`,
    })),
    ...rows.map((run): Thing => ({
      ...{ id: `list ${run.runId}`, kind: 'command', act: listHash(run.runId) },
      ...{ label: `How ${run.wishlistName} was read`, detail: `list ${keyOf.get(run.projectId) ?? ''}` },
    })),
    ...specs.flatMap(({ data }) =>
      (data?.specs ?? []).map((spec): Thing => ({
        ...{ id: `${data?.run.runId} ${spec.specKey}`, kind: 'spec', label: spec.specKey },
        detail: `${spec.assetType} ${data?.run.wishlistName} ${spec.prompt}`,
        act: runHash(data?.run.runId ?? '', spec.specKey),
      })),
    ),
    ...assets.flatMap(({ data }) =>
      (data?.page.items ?? []).map((asset): Thing => ({
        ...{ id: asset.assetId, kind: 'asset', label: asset.key },
        detail: `${data?.project.key} ${asset.type} ${asked}`,
        act: runHash(asset.runId, asset.key),
      })),
    ),
  ]
  return { things, isReading: [runs, ...specs, ...assets].some((one) => one.isFetching && !one.data) }
}

function commands(
  toggleTheme: () => void,
  projects: readonly { readonly projectId: string; readonly key: string }[],
): Thing[] {
  const command = (label: string, act: Thing['act'], detail = ''): Thing => ({
    ...{ id: label, kind: 'command', label, detail, act },
  })
  return [
    command('New list', intakeHash, 'intake wishlist paste'),
    command('Home', '#/', 'runs'),
    command('GPUs', gpuHash, 'hosts machines'),
    command('Account and browsers', accountHash, 'sessions sign out'),
    command('Keys and marks', () => openCommands('keys'), 'help shortcuts'),
    command('Dark or light', toggleTheme, 'theme'),
    ...projects.map(({ projectId, key }) =>
      command(`Settings of ${key}`, settingsHash(projectId), 'project palettes members keys'),
    ),
  ]
}

/** What was typed, once it stands still: each letter would be a search. */
function useSettled(text: string): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), settleMs)
    return () => clearTimeout(timer)
  }, [text])
  return settled
}
