import { reviewKeys } from '../review/review-keys.js'

/** Keys of one page: as they stand on buttons, and what they do. */
export interface KeySection {
  readonly title: string
  readonly keys: readonly (readonly [label: string, does: string])[]
}

const everywhere: KeySection = {
  title: 'Everywhere',
  keys: [
    ['Ctrl K', 'find an asset, a spec, a run or a command'],
    ['T', 'dark or light page'],
    ['H', 'all runs'],
    ['?', 'this map'],
  ],
}
const known = new Set(everywhere.keys.map(([label]) => label))

const review: KeySection = {
  title: 'In a review',
  keys: reviewKeys.filter(({ label }) => !known.has(label)).map(({ label, does }) => [label, does] as const),
}

const others: readonly KeySection[] = [
  {
    title: 'Among all runs, and in a new list',
    keys: [
      ['N', 'hand in a new list'],
      ['Ctrl ↵', 'read the list; begin with it'],
      ['E', 'back to the text of the list'],
    ],
  },
  {
    title: 'In a list that waits to be begun',
    keys: [
      ['J ↓', 'next spec'],
      ['K ↑', 'previous spec'],
      ['E', 'edit this spec'],
      ['X', 'leave this spec out, or take it in again'],
      ['/', 'find a spec'],
    ],
  },
  {
    title: 'In how a list was read',
    keys: [
      ['1-9', 'choose what is shown of it'],
      ['J ↓', 'next line or proposal'],
      ['K ↑', 'previous line or proposal'],
      ['A', 'accept the proposal'],
      ['D', 'decline the proposal'],
      ['L Esc', 'back to the run'],
    ],
  },
]

/** All keys of the page, those of the place where somebody asks first. */
export function keySections(isReview: boolean): readonly KeySection[] {
  return isReview ? [review, everywhere, ...others] : [everywhere, ...others, review]
}
