export type ActionName =
  | 'pick'
  | 'approve'
  | 'reject'
  | 'regenerate'
  | 'undo'
  | 'nextSpec'
  | 'previousSpec'
  | 'nextVariant'
  | 'previousVariant'
  | 'zoom'
  | 'ground'
  | 'face'
  | 'play'
  | 'nextFrame'
  | 'previousFrame'
  | 'motion'
  | 'find'
  | 'export'
  | 'edit'
  | 'spec'
  | 'list'
  | 'pause'
  | 'theme'
  | 'help'
  | 'home'
  /** Only a button has it: it spends money. */
  | 'overage'

/** One line of the key map, in the order in which it is shown. */
export interface KeyLine {
  readonly action: ActionName | null
  /** `KeyboardEvent.key` values, lower case. */
  readonly keys: readonly string[]
  /** As it stands on buttons and in the map. */
  readonly label: string
  readonly does: string
}

export const keyLines: readonly KeyLine[] = [
  {
    action: 'pick',
    keys: ['p'],
    label: 'P',
    does: 'pick this variant: approve it, the others are not chosen',
  },
  { action: 'approve', keys: ['a'], label: 'A', does: 'approve this variant, leave the others open' },
  { action: 'reject', keys: ['r'], label: 'R', does: 'reject this variant with a reason' },
  { action: 'regenerate', keys: ['g'], label: 'G', does: 'make a new round of this spec' },
  { action: 'undo', keys: ['u'], label: 'U', does: 'undo the last decision' },
  { action: 'nextSpec', keys: ['j', 'arrowdown'], label: 'J ↓', does: 'next spec' },
  { action: 'previousSpec', keys: ['k', 'arrowup'], label: 'K ↑', does: 'previous spec' },
  { action: 'nextVariant', keys: ['arrowright'], label: '→', does: 'next variant' },
  { action: 'previousVariant', keys: ['arrowleft'], label: '←', does: 'previous variant' },
  { action: null, keys: [], label: '1-9', does: 'choose a variant by its number' },
  { action: 'zoom', keys: [' '], label: 'Space', does: 'this variant large and back (tiles are repeated)' },
  { action: 'ground', keys: ['b'], label: 'B', does: 'background: checker, black, white' },
  { action: 'face', keys: ['o'], label: 'O', does: 'original as delivered, or cut out' },
  { action: 'play', keys: ['f'], label: 'F', does: 'play or stop the animation or the sound' },
  { action: 'previousFrame', keys: [','], label: ',', does: 'one frame back' },
  { action: 'nextFrame', keys: ['.'], label: '.', does: 'one frame on' },
  { action: 'motion', keys: ['m'], label: 'M', does: 'next animation, then all frames side by side' },
  { action: 'find', keys: ['/'], label: '/ Ctrl K', does: 'find a spec' },
  { action: 'edit', keys: ['e'], label: 'E', does: 'edit this spec (Ctrl Enter saves, Esc closes)' },
  { action: 'spec', keys: ['s'], label: 'S', does: 'the whole spec beside the pictures, and back' },
  { action: 'list', keys: ['l'], label: 'L', does: 'how the list was read, and back' },
  { action: 'export', keys: ['x'], label: 'X', does: 'export and download' },
  { action: 'theme', keys: ['t'], label: 'T', does: 'dark or light page' },
  { action: 'home', keys: ['h'], label: 'H', does: 'all runs' },
  { action: null, keys: [], label: 'N', does: 'submit a list (all runs)' },
  { action: 'help', keys: ['?'], label: '?', does: 'this map' },
]

/** What a key press asks for; null when it is none of ours or the person is typing. */
export function readKey(event: KeyboardEvent): { action: ActionName } | { digit: number } | null {
  const key = event.key.toLowerCase()
  if ((event.ctrlKey || event.metaKey) && key === 'k' && !event.altKey) return { action: 'find' }
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return null
  // Space and Enter belong to the button that has the focus, except on a variant, which they would only choose again.
  if (
    key === ' ' &&
    event.target instanceof HTMLElement &&
    event.target.closest('button:not(.variant), a, summary')
  )
    return null
  if (/^[1-9]$/.test(key)) return { digit: Number(key) }
  const line = keyLines.find((one) => one.keys.includes(key))
  return line?.action == null ? null : { action: line.action }
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('textarea, select, input:not([type=checkbox]):not([type=radio])') !== null)
  )
}
