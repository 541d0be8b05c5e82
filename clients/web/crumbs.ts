import { el } from './build-element.js'

/** A page above the one that is shown. */
export interface Crumb {
  readonly text: string
  readonly href: string
}

/** Where a page is: all runs, the pages between, and its own heading, with what the pointer reads on it. */
export function crumbs(between: readonly Crumb[], heading: string, title?: string): HTMLElement {
  const arrow = () => el('span', { class: 'dim', 'aria-hidden': 'true' }, '▸')
  return el(
    'nav',
    { class: 'crumbs', 'aria-label': 'Where you are' },
    el('a', { href: '#/', title: 'All runs (H)' }, 'Assetloom'),
    arrow(),
    ...between.flatMap(({ text, href }) => [el('a', { href }, text), arrow()]),
    el('h1', { title }, heading),
  )
}
