import { useQuery } from '@tanstack/preact-query'
import { routedProviders } from '../../../core/generation/generation-route.js'
import type { VariantView } from '../../../core/http/http-api.js'
import { KeyCap } from '../base/key-cap.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { handedOverShape, isHandedOver } from '../review-model.js'
import { DecisionHistory } from './decision-history.js'
import { NotesPanel } from './notes-panel.js'
import { SignOffs } from './sign-offs.js'
import { TagChips } from './tag-chips.js'
import { TurnedDown } from './turned-down.js'
import { useReview } from './use-desk.js'
import { VariantOrigin } from './variant-origin.js'

/** Why a variant has its score, where it comes from, who decided what. */
export function VariantDetails(props: { readonly spec: SpecView; readonly variant: VariantView | null }) {
  const { spec, variant } = props
  const { quality } = spec
  const { desk } = useReview()
  return (
    <section class="details" aria-label="About this variant">
      {quality === undefined || !isHandedOver(spec) ? null : (
        <p class="hand-over">
          <span class="tone-warn">
            {handedOverShape} Handed over to you: {quality.reason}.{' '}
          </span>
          <span class="dim">
            What was tried stands with the spec <KeyCap label="S" />
          </span>
        </p>
      )}
      <h3>Prompt</h3>
      <p class="prompt">{spec.prompt}</p>
      {variant === null ? null : (
        <>
          <SignOffs variant={variant} />
          <DecisionHistory variant={variant} />
          <Score variant={variant} />
        </>
      )}
      <TurnedDown variants={desk.variants ?? []} />
      <TagChips spec={spec} />
      <NotesPanel spec={spec} variant={variant} />
      {variant === null ? null : <Origin spec={spec} variant={variant} />}
    </section>
  )
}

function Score({ variant }: { readonly variant: VariantView }) {
  // What failed is what a reviewer looks for.
  const checks = [...variant.checks].sort((a, b) => Number(a.passed) - Number(b.passed))
  return (
    <>
      <h3>
        Score <strong class="figures">{variant.score === null ? 'not yet' : variant.score.toFixed(2)}</strong>
      </h3>
      {checks.length === 0 ? (
        <p class="dim">The checks have not run yet.</p>
      ) : (
        <ul class="checks">
          {checks.map((check) => (
            <li key={check.name}>
              <span
                class={`mark tone-${check.passed ? 'good' : 'bad'}`}
                role="img"
                aria-label={check.passed ? 'passed' : 'failed'}
              >
                {check.passed ? '✓' : '✕'}
              </span>
              <span class="check-name">{check.name}</span>
              <span class="figures dim">{check.score.toFixed(2)}</span>
              <span class="check-reason dim">{check.reason}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  )
}

function Origin({ spec, variant }: { readonly spec: SpecView; readonly variant: VariantView }) {
  const { desk } = useReview()
  // A painter that nobody had to choose has no route; one does not change.
  const { data } = useQuery({
    queryKey: ['variant-route', variant.variantId],
    queryFn: () => desk.app.client.readVariantRoute(variant.variantId),
    enabled: routedProviders.includes(variant.provider),
    staleTime: Infinity,
  })
  return <VariantOrigin spec={spec} variant={variant} route={data ?? null} />
}
