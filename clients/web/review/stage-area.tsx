import { describeJobPhase } from '../../progress/describe-job-progress.js'
import { latePart } from '../app/late-part.js'
import { KeyButton } from '../base/key-button.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { useReview } from './use-desk.js'
import { VariantGrid } from './variant-grid.js'

const LargeView = latePart(() => import('./large-view.js').then((part) => part.LargeView))
const CompareView = latePart(() => import('./compare-view.js').then((part) => part.CompareView))
const SceneView = latePart(() => import('./scene-view.js').then((part) => part.SceneView))

/** Views whose scripts come after the page. */
export const stageParts = [LargeView, CompareView, SceneView]

/** The pictures of one spec: all of them, one alone, a few against each other, or among approved ones. */
export function StageArea({ spec }: { readonly spec: SpecView }) {
  const { desk } = useReview()
  const { variants, variant, view } = desk
  if (variants === null || variants.length === 0)
    return (
      <div class="stage-area">
        {spec.stage === 'failed' || spec.stage === 'cancelled' ? (
          <NothingMade spec={spec} />
        ) : (
          <OnTheWay spec={spec} />
        )}
      </div>
    )
  return (
    <div class="stage-area">
      <VariantGrid key={spec.specKey} spec={spec} variants={variants} />
      {view.stage === 'large' && variant !== null ? <LargeView spec={spec} variant={variant} /> : null}
      {view.stage === 'compare' ? <CompareView spec={spec} variants={variants} /> : null}
      {view.stage === 'scene' && variant !== null ? <SceneView spec={spec} variant={variant} /> : null}
    </div>
  )
}

/** Why there is nothing to look at, and how there will be. */
function NothingMade({ spec }: { readonly spec: SpecView }) {
  const { desk, actions } = useReview()
  return (
    <div class="empty">
      <p>
        {spec.stage === 'failed'
          ? 'Nothing was made of this spec: every try of it failed. Other words, another size or another painter may do.'
          : 'Nothing was made of this spec: it was cancelled before. An edit makes it in a new revision of the list.'}
      </p>
      <p class="row">
        <KeyButton keyLabel="E" onPress={() => actions.act('edit')}>
          Edit the spec
        </KeyButton>
        {desk.view.aside === 'spec' ? null : (
          <KeyButton kind="quiet" keyLabel="S" onPress={() => actions.act('spec')}>
            {spec.stage === 'failed' ? 'What was tried' : 'The whole spec'}
          </KeyButton>
        )}
      </p>
    </div>
  )
}

/** Places of the true number for variants that are being read or made, with their pictures on the way. */
function OnTheWay({ spec }: { readonly spec: SpecView }) {
  const { desk } = useReview()
  const jobs = desk.live.jobsOf(spec)
  return (
    <div class="grid-scroll" data-ground={desk.view.ground}>
      <div class="grid grid-skeleton">
        {Array.from({ length: spec.variantsPerRound }, (_, at) => {
          const job = jobs.get(at)
          const says = job === undefined ? '' : describeJobPhase(job.notice)
          const alt = `${spec.specKey}, variant ${at + 1} on the way: ${says}`
          return (
            <div key={at} class="variant skeleton">
              {job === undefined ? null : (
                <>
                  <span class="live-picture">
                    {job.notice.preview === undefined ? null : (
                      <img class="preview" src={job.notice.preview} alt={alt} />
                    )}
                  </span>
                  <span class="dim live-phase">{says}</span>
                </>
              )}
            </div>
          )
        })}
      </div>
    </div>
  )
}
