import { useQuery } from '@tanstack/preact-query'
import type { VariantView } from '../../../core/http/http-api.js'
import type { DecisionRow } from '../../../core/review-ports.js'
import { TimeAgo } from '../base/time-ago.js'
import { markOfVerdict } from '../review-model.js'
import { useReview } from './use-desk.js'

/** Who decided what on a variant, when and why; nothing while nobody has. */
export function DecisionHistory({ variant }: { readonly variant: VariantView }) {
  const { desk } = useReview()
  const { variantId, version } = variant
  const { data } = useQuery({
    queryKey: ['run', desk.store.runId, 'decisions', variantId, version],
    queryFn: () => desk.app.client.listDecisions(variantId),
    enabled: version > 0,
  })
  const decisions = data?.decisions ?? []
  if (decisions.length === 0) return null
  return (
    <>
      <h3>Decisions</h3>
      <ol class="decisions">
        {decisions.map((row) => (
          <DecisionItem key={`${row.decisionId} ${row.version}`} row={row} />
        ))}
      </ol>
    </>
  )
}

function DecisionItem({ row }: { readonly row: DecisionRow }) {
  const label = row.verb === 'withdraw' ? 'undone' : (markOfVerdict(row.verdict)?.label ?? row.verdict)
  return (
    <li>
      <strong>{label}</strong> by {row.reviewer}, <TimeAgo at={row.decidedAt} />
      {row.reason === null ? null : <span class="dim"> {row.reason}</span>}
      {row.note === null ? null : <span class="dim"> ({row.note})</span>}
    </li>
  )
}
