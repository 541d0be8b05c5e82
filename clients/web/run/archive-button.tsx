import { useEffect } from 'preact/hooks'
import type { BundleView } from '../../../core/http/http-api.js'
import { formatBytes } from '../../progress/format-figures.js'
import { FailureNotice } from '../base/failure-notice.js'
import { useArchiveDownload } from './use-archive-download.js'

/** Gives a whole bundle as one file, with how far it is and a way to stop it. */
export function ArchiveButton({ bundle, name }: { readonly bundle: BundleView; readonly name: string }) {
  const { progress, failure, fileName, start, stop } = useArchiveDownload(bundle)
  useEffect(() => stop, [])
  if (failure !== null) return <FailureNotice failure={failure} onRetry={start} />
  if (progress === null)
    return (
      <>
        {fileName === null ? null : (
          <span class="dim" role="status">
            {fileName} is with your downloads
          </span>
        )}
        <button type="button" aria-label={`Download all of ${name}`} onClick={start}>
          Download all (.zip)
        </button>
      </>
    )
  const { doneBytes, totalBytes } = progress
  return (
    <span class="row" role="status">
      <progress max={totalBytes} value={doneBytes} aria-label={`Download of ${name}`} />
      <span class="figures">
        {formatBytes(doneBytes)} of {formatBytes(totalBytes)}
      </span>
      <button type="button" onClick={stop}>
        Stop
      </button>
    </span>
  )
}
