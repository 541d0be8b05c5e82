import { useMutation } from '@tanstack/preact-query'
import { useRef } from 'preact/hooks'
import type { RunView } from '../../../core/http/http-api.js'
import { useApp } from '../app/app-context.js'
import { Dialog } from '../base/dialog.js'
import { FailureNotice } from '../base/failure-notice.js'

/** Asks before a run is cancelled, and says what stays. */
export function CancelSheet(props: {
  readonly run: RunView
  readonly onChanged: () => void
  readonly onClose: () => void
}) {
  const { run, onChanged, onClose } = props
  const { client } = useApp()
  const stay = useRef<HTMLButtonElement>(null)
  const cancel = useMutation({
    mutationFn: () => client.cancelRun(run.runId),
    onSuccess: () => {
      onClose()
      onChanged()
    },
  })
  const { assets, variants, variantsPlanned } = run.counts
  return (
    <Dialog title="Cancel the run" onClose={onClose} size="small" initialFocus={() => stay.current}>
      <p>
        What is being made stops: {variants} of {variantsPlanned} pictures are there. The {assets} finished{' '}
        {assets === 1 ? 'asset stays' : 'assets stay'}, and so do all decisions.
      </p>
      <p class="dim">It cannot be taken back. A paused run can go on later.</p>
      {cancel.error === null ? null : (
        <FailureNotice failure={cancel.error} onRetry={() => cancel.mutate()} />
      )}
      <div class="row">
        <button type="button" ref={stay} onClick={onClose}>
          Keep it going
        </button>
        <button type="button" class="tone-bad" disabled={cancel.isPending} onClick={() => cancel.mutate()}>
          {cancel.isPending ? 'Cancelling …' : 'Cancel the run'}
        </button>
      </div>
    </Dialog>
  )
}
