import { useQuery } from '@tanstack/preact-query'
import type { BundleRow } from '../../../core/bundle-ports.js'
import type { BundleView } from '../../../core/http/http-api.js'
import { formatBytes } from '../../progress/format-figures.js'
import { useApp } from '../app/app-context.js'
import { FailureNotice } from '../base/failure-notice.js'
import { TimeAgo } from '../base/time-ago.js'
import { ArchiveButton } from './archive-button.js'

/** One bundle: how it stands, all of it as one file, and each of its files. */
export function BundleItem({ bundle }: { readonly bundle: BundleRow }) {
  const { client } = useApp()
  const isPublished = bundle.state === 'published'
  const { data, error, refetch } = useQuery({
    queryKey: ['bundle', bundle.bundleId, bundle.publishedAt],
    enabled: isPublished,
    // What is published never changes.
    staleTime: Infinity,
    queryFn: () => client.readBundle(bundle.bundleId),
  })
  return (
    <li class="bundle">
      <div class="bundle-head">
        <strong>{nameOf(bundle)}</strong>
        <BundleState bundle={bundle} />
        <span class="dim">
          <TimeAgo at={bundle.publishedAt ?? bundle.createdAt} />
        </span>
        <span class="spacer" />
        {data === undefined ? null : <ArchiveButton bundle={data} name={nameOf(bundle)} />}
      </div>
      {error === null ? null : <FailureNotice failure={error} onRetry={() => void refetch()} />}
      {data === undefined ? null : <BundleFiles bundle={data} />}
    </li>
  )
}

function nameOf({ target, kind, profile }: BundleRow): string {
  return [target, kind, profile?.name].filter(Boolean).join(', ')
}

function BundleState({ bundle: { state, failure } }: { readonly bundle: BundleRow }) {
  if (state === 'published') return <span class="tone-good">✓ published</span>
  if (state === 'failed')
    return <span class="tone-bad">✕ failed: {failure ?? 'nobody knows why'}; export it again</span>
  return <span class="tone-warn">◔ being made</span>
}

function BundleFiles({ bundle }: { readonly bundle: BundleView }) {
  const { client } = useApp()
  const { bundleId, files } = bundle
  return (
    <details>
      <summary>
        {files.length} {files.length === 1 ? 'file' : 'files'},{' '}
        {formatBytes(files.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0))}
      </summary>
      {/* It is scrolled by keys too. */}
      <ul class="files" tabIndex={0} aria-label={`Files of ${nameOf(bundle)}`}>
        {files.map(({ path, sizeBytes }) => (
          <li key={path}>
            <a href={client.bundleFilePath(bundleId, path)} download={path.split('/').at(-1) ?? path}>
              {path}
            </a>
            <span class="dim figures">{formatBytes(sizeBytes)}</span>
          </li>
        ))}
      </ul>
    </details>
  )
}
