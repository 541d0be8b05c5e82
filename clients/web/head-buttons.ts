import { el, keyCap } from './build-element.js'
import { openHelpSheet } from './help-sheet.js'
import type { PageContext } from './page-context.js'

/** Theme and keys: the last in the head of a page. */
export function headButtons(context: Pick<PageContext, 'toggleTheme'>): HTMLElement[] {
  return [
    el(
      'button',
      { type: 'button', class: 'quiet', onclick: () => context.toggleTheme() },
      'Theme ',
      keyCap('T'),
    ),
    el(
      'button',
      { type: 'button', class: 'quiet', onclick: openHelpSheet, 'aria-label': 'Keys' },
      keyCap('?'),
    ),
  ]
}
