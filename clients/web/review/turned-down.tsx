import { useQuery } from '@tanstack/preact-query'
import type { VariantView } from '../../../core/http/http-api.js'
import { TimeAgo } from '../base/time-ago.js'
import { inViewOrder } from '../review-model.js'
import { SmallArt } from './small-art.js'
import { useReview } from './use-desk.js'

/** More than a screen of them are a number. */
const shownMax = 24
const askEveryMs = 1_000

/** What was turned down of a spec, each with its picture and its reason: what the next round has to do otherwise. */
export function TurnedDown({ variants }: { readonly variants: readonly VariantView[] }) {
  const rejected = inViewOrder(variants).filter(({ verdict }) => verdict === 'rejected')
  if (rejected.length === 0) return null
  return (
    <>
      <h3>Turned down</h3>
      <ul class="turned-down">
        {rejected.slice(0, shownMax).map((variant) => (
          <TurnedDownItem key={variant.variantId} variant={variant} />
        ))}
      </ul>
      {rejected.length > shownMax ? <p class="dim">and {rejected.length - shownMax} more</p> : null}
    </>
  )
}

function TurnedDownItem({ variant }: { readonly variant: VariantView }) {
  const { desk } = useReview()
  const { variantId, version } = variant
  const { data } = useQuery({
    queryKey: ['rejected', variantId, version],
    queryFn: () => desk.app.client.listDecisions(variantId),
    staleTime: Infinity,
    // What is shown may be ahead of what is recorded; once it is, it does not change.
    refetchInterval: ({ state }) =>
      state.data === undefined || state.data.decisions.some((row) => row.version >= version)
        ? false
        : askEveryMs,
  })
  const row = data?.decisions.findLast(({ verdict }) => verdict === 'rejected')
  const name = `variant ${variant.variantIndex + 1}${variant.round > 1 ? ` of round ${variant.round}` : ''}`
  return (
    <li>
      <button type="button" class="quiet turned-down-item" onClick={() => desk.chooseVariant(variantId)}>
        <SmallArt variant={variant} sidePx={40} />
        <span>
          <strong>
            <span class="visually-hidden">Rejected: </span>
            {row?.reason ?? 'no reason given'}
          </strong>
          <span class="dim">
            {name}
            {row === undefined ? null : (
              <>
                {' '}
                by {row.reviewer}, <TimeAgo at={row.decidedAt} />
              </>
            )}
          </span>
        </span>
      </button>
    </li>
  )
}
