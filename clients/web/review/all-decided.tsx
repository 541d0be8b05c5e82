import type { SpecStage } from '../../../core/run-options.js'
import { KeyButton } from '../base/key-button.js'
import { specsOf } from '../spec-changes.js'
import { useReview } from './use-desk.js'

const overStages: readonly SpecStage[] = ['done', 'rejected', 'failed', 'cancelled']

/** Once nothing is left to decide: what came of it, and what to do with it. */
export function AllDecided() {
  const { desk, actions } = useReview()
  const { specs, run } = desk
  const isOver = specs.length > 0 && specs.every(({ stage }) => overStages.includes(stage))
  if (!isOver || !desk.isOpen || run === null) return null
  const count = (stage: SpecStage) => specs.filter((spec) => spec.stage === stage).length
  const [approved, rejected, failed] = [count('done'), count('rejected'), count('failed')]
  const parts = [
    `${approved} approved`,
    ...(rejected > 0 ? [`${rejected} rejected`] : []),
    ...(failed > 0 ? [`${failed} failed`] : []),
  ]
  return (
    <div class="notice all-decided" role="status">
      <span>
        <strong class="tone-good">✓ Everything is decided:</strong> {specsOf(specs.length)},{' '}
        {parts.join(', ')}.
      </span>
      {approved === 0 ? null : (
        <>
          <KeyButton kind="quiet" keyLabel="X" onPress={() => actions.act('export')}>
            Take them into the game
          </KeyButton>
          <KeyButton kind="quiet" keyLabel="⇧S" onPress={() => actions.act('sheet')}>
            See them on one sheet
          </KeyButton>
        </>
      )}
      {rejected === 0 ? null : (
        <KeyButton kind="quiet" keyLabel="⇧G" onPress={() => actions.act('regenerateRejected')}>
          Make the rejected again
        </KeyButton>
      )}
    </div>
  )
}
