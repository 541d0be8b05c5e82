import { useRef, useState } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import type { ReviewVerb, VariantReview } from '../../../core/review/verdict.js'
import { Dialog } from '../base/dialog.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { mintGroupId } from './mint-group-id.js'
import { bestOfEach, rejectedSpecs } from './bulk-choice.js'
import { SmallArt } from './small-art.js'
import { useReview } from './use-desk.js'

/** So many are shown before they are decided; the rest is a number. */
const shownMax = 60
/** Lists of variants that are read at once. */
const readAtOnce = 6

const kinds: Record<'approveAll' | 'regenerateRejected', BulkKind> = {
  approveAll: {
    ...{ title: 'Approve the best of each', verb: 'pick', button: 'Approve', done: 'approved' },
    choose: bestOfEach,
    none: 'No spec that waits has a variant that passed its checks.',
  },
  regenerateRejected: {
    ...{
      title: 'Make rejected specs again',
      verb: 'regenerate',
      button: 'Make again',
      done: 'to be made again',
    },
    choose: rejectedSpecs,
    none: 'No spec has been rejected as a whole.',
  },
}

interface BulkKind {
  readonly title: string
  readonly verb: ReviewVerb
  readonly button: string
  readonly done: string
  readonly none: string
  readonly choose: (specs: readonly SpecView[]) => { spec: SpecView; variant: VariantReview }[]
}

/** What one press would decide on many specs, shown before it does; one Undo takes all of it back. */
export function BulkSheet({ kind }: { readonly kind: 'approveAll' | 'regenerateRejected' }) {
  const { desk, actions } = useReview()
  const { title, verb, button, done, choose, none } = kinds[kind]
  const [left, setLeft] = useState<ReadonlySet<string>>(new Set())
  const send = useRef<HTMLButtonElement>(null)
  const [isReading, setReading] = useState(false)
  // What somebody else has taken is left to them.
  const all = choose(desk.specs.filter(({ specKey }) => !desk.together.isTakenByOther(specKey)))
  const chosen = all.filter(({ spec }) => !left.has(spec.specKey))
  const close = () => desk.openSheet(null)
  const toggle = (specKey: string) =>
    setLeft(
      (old) => new Set(old.has(specKey) ? [...old].filter((one) => one !== specKey) : [...old, specKey]),
    )
  const decide = async () => {
    setReading(true)
    const steps: { variant: VariantView; seen: readonly VariantView[] }[] = []
    for (let at = 0; at < chosen.length; at += readAtOnce)
      await Promise.all(
        chosen.slice(at, at + readAtOnce).map(async ({ spec, variant }) => {
          const seen = desk.store.peek(spec.specKey) ?? (await desk.store.readVariants(spec.specKey))
          const whole = seen.find((one) => one.variantId === variant.variantId)
          if (whole !== undefined) steps.push({ variant: whole, seen })
        }),
      )
    close()
    desk.reviewer.decideAll(verb, steps, desk.offers.groups ? { groupId: mintGroupId() } : {})
    desk.say(`${steps.length} ${steps.length === 1 ? 'spec' : 'specs'} ${done}. Undo takes all of it back.`)
  }
  const press = () => {
    decide().catch((error: unknown) => {
      close()
      actions.fail(error)
    })
  }
  return (
    <Dialog title={title} onClose={close} size="wide" initialFocus={() => send.current}>
      {all.length === 0 ? (
        <p>{none}</p>
      ) : (
        <>
          <ul class="bulk-list">
            {all.slice(0, shownMax).map(({ spec, variant }) => (
              <BulkItem
                key={spec.specKey}
                {...{ spec, variantId: variant.variantId, toggle }}
                isLeft={left.has(spec.specKey)}
              />
            ))}
          </ul>
          {all.length > shownMax ? <p class="dim">and {all.length - shownMax} more</p> : null}
          <div class="row">
            <button
              type="button"
              class="primary verb"
              ref={send}
              disabled={isReading || chosen.length === 0}
              onClick={press}
            >
              {isReading ? 'Reading …' : `${button} ${chosen.length}`}
            </button>
            <span class="dim">One Undo takes all of it back.</span>
          </div>
        </>
      )}
    </Dialog>
  )
}

interface BulkItemProps {
  readonly spec: { readonly specKey: string }
  readonly variantId: string
  readonly isLeft: boolean
  readonly toggle: (specKey: string) => void
}

function BulkItem({ spec: { specKey }, variantId, isLeft, toggle }: BulkItemProps) {
  const { desk } = useReview()
  const variant = desk.store.variantsOf(specKey)?.find((one) => one.variantId === variantId)
  return (
    <li>
      <label class={`bulk-item${isLeft ? ' is-left' : ''}`}>
        {variant === undefined ? (
          <span class="small-art skeleton bulk-art" />
        ) : (
          <SmallArt variant={variant} sidePx={64} />
        )}
        <span class="bulk-name">
          <input type="checkbox" checked={!isLeft} onChange={() => toggle(specKey)} /> {specKey}
        </span>
      </label>
    </li>
  )
}
