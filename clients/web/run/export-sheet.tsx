import { useMutation, useQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import type { BundleRow } from '../../../core/bundle-ports.js'
import type { RunView } from '../../../core/http/http-api.js'
import { useApp } from '../app/app-context.js'
import { Dialog } from '../base/dialog.js'
import { FailureNotice } from '../base/failure-notice.js'
import { BundleItem } from './bundle-item.js'

const targetsOffered = ['generic', 'pixi', 'godot']
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
  const { data, error, refetch } = useQuery({
    queryKey: ['run', runId, 'bundles'],
    queryFn: () => client.listBundles(runId),
    refetchInterval: ({ state }) =>
      state.data?.bundles.some((bundle) => bundle.state === 'building') === true ? pollMs : false,
  })
  return (
    <Dialog title="Export" onClose={onClose}>
      <Approved run={run} />
      <TargetForm run={run} onRequested={() => void refetch()} />
      {error === null ? null : <FailureNotice failure={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <p class="dim">Reading what was exported …</p>
        ) : null
      ) : (
        <Bundles bundles={data.bundles} />
      )}
      <p class="dim">
        Straight into a folder, with every file checked:{' '}
        <code>npx assetloom export --run {runId} --out DIR</code>
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

function TargetForm({ run, onRequested }: { readonly run: RunView; readonly onRequested: () => void }) {
  const { client } = useApp()
  const { runId, options } = run
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set(options.targets))
  const request = useMutation({
    mutationFn: () => client.requestBundles(runId, [...chosen]),
    onSuccess: onRequested,
  })
  const toggle = (target: string, isOn: boolean) =>
    setChosen(new Set(isOn ? [...chosen, target] : [...chosen].filter((one) => one !== target)))
  const send = (event: Event) => {
    event.preventDefault()
    if (chosen.size > 0 && !request.isPending) request.mutate()
  }
  return (
    <form onSubmit={send}>
      <div class="row" role="group" aria-label="Targets">
        {[...new Set([...options.targets, ...targetsOffered])].map((target) => (
          <label key={target} class="check-label">
            <input
              type="checkbox"
              checked={chosen.has(target)}
              onChange={(event) => toggle(target, event.currentTarget.checked)}
            />{' '}
            {target}
          </label>
        ))}
        <button type="submit" class="primary" disabled={chosen.size === 0 || request.isPending}>
          {request.isPending ? 'Asking …' : 'Export approved assets'}
        </button>
        {chosen.size === 0 ? <span class="dim">Choose a target.</span> : null}
      </div>
      {request.error === null ? null : (
        <FailureNotice failure={request.error} onRetry={() => request.mutate()} />
      )}
    </form>
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
