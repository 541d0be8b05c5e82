import { useQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import type { BundleRow } from '../../../core/bundle-ports.js'
import type { RunView } from '../../../core/http/http-api.js'
import { useApp } from '../app/app-context.js'
import { Dialog } from '../base/dialog.js'
import { FailureNotice } from '../base/failure-notice.js'
import { BundleItem } from './bundle-item.js'
import { exportCommand, type ExportChoice } from './export-choice.js'
import { ExportForm } from './export-form.js'

/** An event tells when a bundle is published; that one failed is asked for. */
const pollMs = 1_000

interface ExportSheetProps {
  /** As it is now: what is approved meanwhile is counted. */
  readonly run: RunView
  readonly onClose: () => void
}

/** Requests bundles of what is approved, and gives those that are there for download. */
export function ExportSheet({ run, onClose }: ExportSheetProps) {
  const { client } = useApp()
  const { runId } = run
  const [choice, setChoice] = useState<ExportChoice>({
    ...{ targets: new Set(run.options.targets), kind: 'approved', profile: null },
  })
  const { data, error, refetch } = useQuery({
    queryKey: ['run', runId, 'bundles'],
    queryFn: () => client.listBundles(runId),
    refetchInterval: ({ state }) =>
      state.data?.bundles.some((bundle) => bundle.state === 'building') === true ? pollMs : false,
  })
  return (
    <Dialog title="Export" onClose={onClose}>
      <Approved run={run} />
      <ExportForm {...{ run, choice, onClose }} onChoose={setChoice} onRequested={() => void refetch()} />
      {error === null ? null : <FailureNotice failure={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <p class="dim">Reading what was exported …</p>
        ) : null
      ) : (
        <Bundles bundles={data.bundles} />
      )}
      <p class="dim">
        Straight into a folder, with every file checked: <code>{exportCommand(runId, choice)}</code>
      </p>
    </Dialog>
  )
}

function Approved({ run: { counts } }: { readonly run: RunView }) {
  const approved = counts.byStage.done ?? 0
  return (
    <p role="status">
      {approved === 0
        ? 'Nothing is approved and finished yet: approve a variant first.'
        : `${approved} of ${counts.specs} specs are approved and finished.`}
    </p>
  )
}

/** Newest first. */
function Bundles({ bundles }: { readonly bundles: readonly BundleRow[] }) {
  if (bundles.length === 0) return <p class="dim">No bundle yet.</p>
  const ordered = [...bundles].sort((a, b) => (a.createdAt < b.createdAt ? 1 : -1))
  return (
    <ul class="bundles" aria-label="Bundles">
      {ordered.map((bundle) => (
        <BundleItem key={bundle.bundleId} bundle={bundle} />
      ))}
    </ul>
  )
}
