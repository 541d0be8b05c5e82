import { useQuery } from '@tanstack/preact-query'
import type { RunView } from '../../../core/http/http-api.js'
import { ApiError } from '../../http/api-error.js'
import { useApp } from '../app/app-context.js'
import { FailureNotice } from '../base/failure-notice.js'
import { profileText } from './export-choice.js'

/** The export profiles of the project as choices; where there are none, how one is made. */
export function ProfileField(props: {
  readonly run: RunView
  readonly chosen: string | null
  readonly onChoose: (profile: string | null) => void
}) {
  const { run, chosen, onChoose } = props
  const { client } = useApp()
  const { data, error, refetch } = useQuery({
    queryKey: ['project', run.projectId, 'export-profiles'],
    queryFn: () => client.listExportProfiles(run.projectId),
  })
  // A server that is older than the page has none.
  if (error instanceof ApiError && error.status === 404) return null
  if (error !== null) return <FailureNotice failure={error} onRetry={() => void refetch()} />
  if (data === undefined) return <p class="dim">Reading the export profiles …</p>
  if (data.profiles.length === 0) return <NoProfiles projectId={run.projectId} />
  return (
    <label class="row">
      Profile
      <select
        value={chosen ?? ''}
        onChange={({ currentTarget: { value } }) => onChoose(value === '' ? null : value)}
      >
        <option value="">none</option>
        {data.profiles.map((row) => (
          <option key={row.name} value={row.name}>
            {row.name}: {profileText(row)}
          </option>
        ))}
      </select>
    </label>
  )
}

function NoProfiles({ projectId }: { readonly projectId: string }) {
  const { client } = useApp()
  const { data } = useQuery({ queryKey: ['projects'], queryFn: () => client.listProjects() })
  const key = data?.projects.find((one) => one.projectId === projectId)?.key ?? 'KEY'
  return (
    <p class="dim">
      The project has no export profile yet. One keeps the scale, layout and formats of a target:{' '}
      <code>npx assetloom profile set NAME --project {key} --target TARGET</code>
    </p>
  )
}
