import { KeyButton } from '../base/key-button.js'
import { Menu } from '../base/menu.js'
import type { ReviewAction } from './review-keys.js'
import { useReview } from './use-desk.js'

interface VerbButton {
  readonly action: Extract<ReviewAction, 'pick' | 'approve' | 'reject' | 'regenerate' | 'primary' | 'undo'>
  readonly label: string
  readonly keyLabel: string
}

const verbButtons: readonly VerbButton[] = [
  { action: 'pick', label: 'Pick', keyLabel: 'P' },
  { action: 'approve', label: 'Approve', keyLabel: 'A' },
  { action: 'reject', label: 'Reject', keyLabel: 'R' },
  { action: 'regenerate', label: 'Again', keyLabel: 'G' },
  { action: 'primary', label: 'Primary', keyLabel: 'M' },
  { action: 'undo', label: 'Undo', keyLabel: 'U' },
]

/** The verbs, each with its key, and what is done to many specs at once. */
export function DecisionBar() {
  const { desk, actions } = useReview()
  const { variant, isOpen } = desk
  const isOff: Partial<Record<ReviewAction, boolean>> = {
    pick: variant?.verdict === 'approved',
    approve: variant?.verdict === 'approved',
    reject: variant?.verdict === 'rejected',
    primary: variant === null || !['approved', 'undecided'].includes(variant.verdict),
  }
  const buttons = verbButtons.filter(({ action }) => action !== 'primary' || desk.offers.primary)
  return (
    <div class="decision-bar" role="toolbar" aria-label="Decide">
      {buttons.map(({ action, label, keyLabel }) => (
        <KeyButton
          key={action}
          class="verb"
          kind={action === 'pick' ? 'primary' : undefined}
          keyLabel={keyLabel}
          disabled={action !== 'undo' && (variant === null || !isOpen || isOff[action] === true)}
          onPress={() => actions.act(action)}
        >
          {label}
        </KeyButton>
      ))}
      <Menu
        label="All specs"
        class="verb"
        items={[
          {
            id: 'approveAll',
            label: 'Approve all …',
            keyLabel: '⇧A',
            onSelect: () => actions.act('approveAll'),
          },
          {
            ...{ id: 'regenerateRejected', label: 'Make rejected again …', keyLabel: '⇧G' },
            onSelect: () => actions.act('regenerateRejected'),
          },
          { id: 'sheet', label: 'Pack sprite sheet …', keyLabel: '⇧S', onSelect: () => actions.act('sheet') },
          { id: 'assign', label: 'Who reviews …', keyLabel: '⇧W', onSelect: () => actions.act('assign') },
          ...claimItems(desk, () => actions.act('claim')),
        ]}
      >
        All ▾
      </Menu>
      <span class="bar-note dim" title={desk.note}>
        {desk.note}
      </span>
    </div>
  )
}

function claimItems({ together }: ReturnType<typeof useReview>['desk'], take: () => void) {
  if (together.hasClaims !== true) return []
  const isHolding = together.claims.some((claim) => together.claimOf(claim.specKey)?.isOwn === true)
  return [
    { id: 'claim', label: 'Take next 20', keyLabel: '⇧T', onSelect: take },
    ...(isHolding
      ? [
          {
            id: 'giveBack',
            label: 'Give mine back',
            onSelect: () => void together.giveBack().catch(() => undefined),
          },
        ]
      : []),
  ]
}
