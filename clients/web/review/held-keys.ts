import type { ReviewActions } from './review-actions.js'
import type { ReviewAction } from './review-keys.js'

/** What keys do while a held run is shown: its table has rows of its own to walk. */
export const heldKeys: { act: (action: ReviewAction, actions: ReviewActions) => boolean } = {
  act: () => false,
}
