import { useMutation, useQuery } from '@tanstack/preact-query'
import type { RunView } from '../../../core/http/http-api.js'
import type { EstimateView } from '../../../core/http/spending-api.js'
import { formatMoney } from '../../../core/spending/spending-limits.js'
import { estimateRun } from '../../http/spending-requests.js'
import { describeCost, describeEstimate } from '../../progress/describe-estimate.js'
import { useApp } from '../app/app-context.js'
import { Dialog } from '../base/dialog.js'
import { FailureNotice } from '../base/failure-notice.js'
import { WaitText } from './wait-text.js'

interface OverageSheetProps {
  readonly run: RunView
  readonly onApproved: () => void
  readonly onClose: () => void
}

/** Asks before money is spent above the budget: what is still to be made and what that costs, then one button. */
export function OverageSheet({ run, onApproved, onClose }: OverageSheetProps) {
  const { client } = useApp()
  const { data, error, refetch } = useQuery({
    queryKey: ['run', run.runId, 'estimate', 'overage'],
    queryFn: () => estimateRun(client, run.runId),
    // A figure that money is spent by is asked for at once.
    gcTime: 0,
  })
  const approve = useMutation({
    mutationFn: () => client.approveOverage(run.runId),
    onSuccess: () => {
      onClose()
      onApproved()
    },
  })
  const wait = run.waitsFor.find(({ kind }) => kind === 'budget')
  return (
    <Dialog title="Go on above the budget" onClose={onClose}>
      {error === null ? null : <FailureNotice failure={error} onRetry={() => void refetch()} />}
      {data === undefined ? (
        error === null ? (
          <p class="dim">Reckoning what it costs …</p>
        ) : null
      ) : (
        <>
          {wait === undefined ? null : (
            <p>
              <WaitText wait={wait} />.
            </p>
          )}
          <p>{describeEstimate(data)}</p>
          {data.warnings.map((text) => (
            <p key={text} class="tone-warn">
              ! {text}
            </p>
          ))}
          <p class="dim">
            Other runs of the project wait on. It cannot be taken back; the run can be paused.
          </p>
          {approve.error === null ? null : (
            <FailureNotice failure={approve.error} onRetry={() => approve.mutate()} />
          )}
          <div class="row">
            <button
              type="button"
              class="primary"
              disabled={approve.isPending}
              onClick={() => approve.mutate()}
            >
              {approveLabel(data)}
            </button>
            <button type="button" onClick={onClose}>
              Let it wait
            </button>
          </div>
        </>
      )}
    </Dialog>
  )
}

function approveLabel({ costMicros, providers }: EstimateView): string {
  if (providers.some(({ costBasis }) => costBasis === 'unknown')) return 'Go on at a price nobody knows'
  const { low, high } = costMicros
  return low === high ? `Spend ${formatMoney(high)} more` : `Spend ${describeCost(costMicros)} more`
}
