import { useInfiniteQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import type { AuditEntry } from '../../../core/access/audit-ports.js'
import { ApiError } from '../../http/api-error.js'
import { useApp } from '../app/app-context.js'
import { readJson } from '../app/send-json.js'
import { FailureNotice } from '../base/failure-notice.js'
import { TimeAgo } from '../base/time-ago.js'

interface AuditPage {
  readonly entries: readonly AuditEntry[]
  readonly nextCursor: number | null
}

const pageSize = 100
const subjects = [
  ...['', 'decision', 'settings', 'member', 'invitation', 'apiKey', 'session', 'run', 'note', 'assignment'],
  ...['claim', 'upload', 'deployment'],
]

/** Who did what in the project, newest first. */
export function AuditPart({ projectId }: { readonly projectId: string }) {
  const { client } = useApp()
  const [actor, setActor] = useState('')
  const [action, setAction] = useState<string>('')
  const pages = useInfiniteQuery({
    queryKey: ['audit', projectId, actor, action],
    initialPageParam: null as number | null,
    queryFn: ({ pageParam }) => {
      const query = new URLSearchParams({ limit: String(pageSize) })
      if (actor !== '') query.set('actor', actor)
      if (action !== '') query.set('action', action)
      if (pageParam !== null) query.set('cursor', String(pageParam))
      return readJson<AuditPage>(
        client,
        `/projects/${encodeURIComponent(projectId)}/audit?${query.toString()}`,
      )
    },
    getNextPageParam: (page) => page.nextCursor,
  })
  const { error } = pages
  if (error instanceof ApiError && error.status === 404)
    return <p class="dim">This server keeps no log of who did what yet, or it is only for owners.</p>
  const entries = pages.data?.pages.flatMap((page) => page.entries) ?? []
  return (
    <div class="settings-list">
      <div class="row">
        <input
          type="search"
          aria-label="Who: a handle"
          placeholder="who (handle)"
          value={actor}
          onChange={(event) => setActor(event.currentTarget.value.trim())}
        />
        <select aria-label="What" value={action} onChange={(event) => setAction(event.currentTarget.value)}>
          {subjects.map((one) => (
            <option key={one} value={one}>
              {one === '' ? 'everything' : one}
            </option>
          ))}
        </select>
      </div>
      {error === null ? null : <FailureNotice failure={error} onRetry={() => void pages.refetch()} />}
      {entries.length === 0 && !pages.isFetching && error === null ? (
        <p class="dim">Nothing yet: decisions, settings, members and keys are noted here as they change.</p>
      ) : null}
      {entries.length === 0 ? null : <AuditTable entries={entries} />}
      {pages.hasNextPage ? (
        <button type="button" disabled={pages.isFetching} onClick={() => void pages.fetchNextPage()}>
          Show {pageSize} more
        </button>
      ) : null}
    </div>
  )
}

function AuditTable({ entries }: { readonly entries: readonly AuditEntry[] }) {
  return (
    <table class="audit">
      <thead>
        <tr>
          {['When', 'Who', 'By', 'What', 'On what'].map((name) => (
            <th key={name} scope="col">
              {name}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {entries.map((entry) => (
          <tr key={entry.auditNo} title={JSON.stringify(entry.details)}>
            <td>
              <TimeAgo at={entry.at} />
            </td>
            <td>{entry.actor}</td>
            <td class="dim">{entry.credential}</td>
            <td>{entry.action}</td>
            <td class="dim">
              {entry.subjectKind} <code>{entry.subjectId}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}
