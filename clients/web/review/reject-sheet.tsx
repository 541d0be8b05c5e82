import { useLayoutEffect, useRef, useState } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import { Dialog } from '../base/dialog.js'
import { KeyCap } from '../base/key-cap.js'
import { keepReason, offeredReasons } from './reject-reasons.js'
import { SmallArt } from './small-art.js'
import { useReview } from './use-desk.js'

/** Asks for the reason of a rejection: a chip, a digit, or words of one's own, beside the picture that it is about. */
export function RejectSheet({ variant }: { readonly variant: VariantView }) {
  const { desk, actions } = useReview()
  const [own, setOwn] = useState('')
  const [reasons] = useState(offeredReasons)
  const input = useRef<HTMLInputElement>(null)
  const send = (reason: string) => {
    if (reason.trim() === '') return
    keepReason(reason.trim())
    desk.openSheet(null)
    actions.send('reject', variant, { reason: reason.trim() })
  }
  const chosenBy = useRef((_digit: string): string | undefined => undefined)
  // A digit is a chip only while nothing is typed: "2 px too high" has to be writable.
  chosenBy.current = (digit) => (own === '' ? reasons[Number(digit) - 1] : undefined)
  useLayoutEffect(() => {
    const ahead = desk.takeTypedAhead()
    const reason = ahead === null ? undefined : chosenBy.current(ahead)
    if (reason !== undefined) return send(reason)
    // On the whole page: the focus is in the sheet a moment after the sheet is there.
    const onKeyDown = (event: KeyboardEvent) => {
      const chosen = chosenBy.current(event.key)
      if (chosen === undefined || event.ctrlKey || event.metaKey || event.altKey) return
      event.preventDefault()
      send(chosen)
    }
    document.addEventListener('keydown', onKeyDown)
    return () => document.removeEventListener('keydown', onKeyDown)
  }, [])
  return (
    <Dialog
      title={`Reject variant ${variant.variantIndex + 1} of ${variant.specKey}`}
      onClose={() => desk.openSheet(null)}
      initialFocus={() => input.current}
    >
      <form
        class="reject-form"
        onSubmit={(event) => {
          event.preventDefault()
          send(own)
        }}
      >
        <SmallArt variant={variant} sidePx={96} />
        <div class="reject-words">
          <div class="chips">
            {reasons.map((reason, at) => (
              <button key={reason} type="button" class="chip" onClick={() => send(reason)}>
                {reason} <KeyCap label={String(at + 1)} />
              </button>
            ))}
          </div>
          <div class="row">
            <input
              ref={input}
              type="text"
              maxLength={500}
              aria-label="Reason in your own words"
              placeholder="or in your own words"
              value={own}
              onInput={(event) => setOwn(event.currentTarget.value)}
            />
            <button type="submit" class="primary">
              Reject
            </button>
          </div>
          <p class="dim">The reason teaches the next round. Undo takes it back.</p>
        </div>
      </form>
    </Dialog>
  )
}
