import type { VariantView } from '../../../core/http/http-api.js'

/** Who has approved it so far, where two have to. */
export function SignOffs({
  variant,
}: {
  readonly variant: VariantView & { readonly signOffs?: readonly { readonly reviewer: string }[] }
}) {
  const { signOffs = [], verdict } = variant
  if (signOffs.length === 0 || verdict === 'approved') return null
  return (
    <p class="tone-warn">
      ◐ Approved by {signOffs.map(({ reviewer }) => reviewer).join(', ')}: one more has to approve it.
    </p>
  )
}
