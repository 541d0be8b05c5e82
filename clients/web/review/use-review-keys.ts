import { useEffect } from 'preact/hooks'
import { areShortcutsOn } from '../base/shortcut-setting.js'
import { isDialogOpen } from '../base/use-shortcuts.js'
import { heldKeys } from './held-keys.js'
import type { ReviewDesk } from './review-desk.js'
import { readReviewKey } from './review-keys.js'
import { useReview } from './use-desk.js'

/** R and 1 come faster than a sheet is shown: it takes the digit as soon as it is there. */
function keepDigit(desk: ReviewDesk, event: KeyboardEvent): void {
  if (!/^[1-9]$/.test(event.key) || event.ctrlKey || event.metaKey || event.altKey) return
  desk.typeAhead(event.key)
  event.preventDefault()
}

/** Keys of the review, on the whole page while it is shown. Before those of the page, which has some of the same. */
export function useReviewKeys(): void {
  const { desk, actions } = useReview()
  useEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      if (event.defaultPrevented || isDialogOpen()) return
      // A sheet that was asked for has the keys, while its script is still on the way too.
      if (desk.sheet !== null) return keepDigit(desk, event)
      const asked = readReviewKey(event)
      if (asked === null) return
      const isBack = 'action' in asked && asked.action === 'back'
      if (!areShortcutsOn() && !isBack) return
      if (isBack && desk.view.stage === 'grid') return
      if (desk.isHeld) {
        if (!('action' in asked) || !heldKeys.act(asked.action, actions)) return
      } else if ('digit' in asked) actions.chooseNumber(asked.digit)
      else actions.act(asked.action)
      event.preventDefault()
    }
    document.addEventListener('keydown', onKey, { capture: true })
    return () => document.removeEventListener('keydown', onKey, { capture: true })
  }, [desk, actions])
}
