import type { WishlistDifference } from '../../core/intake/diff-specs.js'
import { differenceLines } from '../progress/describe-revision.js'
import { el } from './build-element.js'

/** More lines than this are counted: the sheet is for a look, `assetloom wishlist diff` has all. */
const shownMax = 200

/** What a list changes, a line each, with the same marks as the CLI. */
export function differenceList(difference: WishlistDifference): HTMLElement {
  const lines = differenceLines(difference)
  const rest = lines.length - shownMax
  return el(
    'ul',
    { class: 'intake difference' },
    ...lines.slice(0, shownMax).map((line) => el('li', {}, el('code', {}, line))),
    rest > 0 ? el('li', { class: 'dim' }, `and ${rest} more`) : null,
  )
}
