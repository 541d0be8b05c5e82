import { markOfSpec } from '../review-model.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { useReview } from './use-desk.js'
import { ViewBar } from './view-bar.js'

/** Name of the shown spec, its state, and how it is looked at. */
export function SpecTitle({ spec }: { readonly spec: SpecView }) {
  const { desk, actions } = useReview()
  const mark = markOfSpec(spec)
  const keys = desk.visibleKeys
  const others = desk.together.othersAt(spec.specKey)
  const claim = desk.together.claimOf(spec.specKey)
  const assignee = desk.facts.assigneeOf(spec.specKey)
  const toggleQueue = () => {
    desk.isQueueOpen = !desk.isQueueOpen
    desk.changed()
  }
  return (
    <div class="spec-title">
      <div class="spec-name">
        <button
          type="button"
          class="quiet narrow-only"
          aria-label="Previous spec"
          onClick={() => actions.act('previousSpec')}
        >
          ◂
        </button>
        <button
          type="button"
          class="quiet narrow-only"
          aria-label="List of specs"
          aria-expanded={desk.isQueueOpen}
          onClick={toggleQueue}
        >
          {keys.indexOf(spec.specKey) + 1}/{keys.length}
        </button>
        <button
          type="button"
          class="quiet narrow-only"
          aria-label="Next spec"
          onClick={() => actions.act('nextSpec')}
        >
          ▸
        </button>
        <h2>{spec.specKey}</h2>
        <span class="dim">
          {spec.assetType}
          {sizeText(spec)}
          {spec.round > 1 ? ` · round ${spec.round}` : ''}
        </span>
        <span class={`mark tone-${mark.tone}`}>
          {mark.shape} {mark.label}
        </span>
        {others.length === 0 ? null : <span class="here">● {others.join(', ')} here too</span>}
        {claim === null ? null : (
          <span class="here">{claim.isOwn ? '◆ taken by you' : `◇ taken by ${claim.by}`}</span>
        )}
        {assignee === null ? null : (
          <button
            type="button"
            class="quiet copy here"
            title={assignee.isOfRun ? 'The whole run is' : 'Assigned'}
            onClick={() => actions.act('assign')}
          >
            → for {assignee.handle === desk.together.self ? 'you' : assignee.handle}
          </button>
        )}
      </div>
      <ViewBar spec={spec} />
    </div>
  )
}

function sizeText({ size, sound }: SpecView): string {
  return sound === undefined ? ` · ${size.width} x ${size.height}` : ''
}
