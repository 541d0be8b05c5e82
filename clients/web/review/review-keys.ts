/** What a key or a button of the review can ask for. */
export type ReviewAction =
  | ('pick' | 'approve' | 'reject' | 'regenerate' | 'primary' | 'undo')
  | ('approveAll' | 'regenerateRejected' | 'sheet')
  | ('nextSpec' | 'previousSpec' | 'nextVariant' | 'previousVariant')
  | (
      | 'large'
      | 'compare'
      | 'compareMode'
      | 'mark'
      | 'ground'
      | 'face'
      | 'tile'
      | 'onion'
      | 'scene'
      | 'closer'
      | 'farther'
    )
  | ('play' | 'playSpace' | 'nextFrame' | 'previousFrame' | 'motion' | 'faster' | 'slower' | 'loop')
  | ('find' | 'note' | 'tags' | 'claim' | 'assign')
  | ('export' | 'edit' | 'spec' | 'list' | 'pause' | 'theme' | 'help' | 'home' | 'back')
  /** Only a button has it: it spends money. */
  | 'overage'

/** One line of the key map, in the order in which it is shown. */
export interface ReviewKey {
  readonly action: ReviewAction | null
  /** `KeyboardEvent.key` values, lower case; `shift+` before those that are pressed with it. */
  readonly keys: readonly string[]
  /** As it stands on buttons and in the map. */
  readonly label: string
  readonly does: string
}

const line = (
  action: ReviewAction | null,
  keys: readonly string[],
  label: string,
  does: string,
): ReviewKey => ({
  ...{ action, keys, label, does },
})

export const reviewKeys: readonly ReviewKey[] = [
  line('pick', ['p'], 'P', 'pick this variant: approve it, the others are not chosen'),
  line('approve', ['a'], 'A', 'approve this variant, leave the others open'),
  line('reject', ['r'], 'R', 'reject this variant with a reason'),
  line('regenerate', ['g'], 'G', 'make a new round, with changes or without (Enter)'),
  line('primary', ['*', 'm'], 'M *', 'mark as primary: of several approved ones this is the asset'),
  line('undo', ['u'], 'U', 'undo the last decision, and the ones before it'),
  line('approveAll', ['shift+a'], 'Shift A', 'approve the best of each spec that waits'),
  line('regenerateRejected', ['shift+g'], 'Shift G', 'make all rejected specs again'),
  line('sheet', ['shift+s'], 'Shift S', 'how the approved ones lie on their sheet'),
  line('nextSpec', ['j', 'arrowdown'], 'J ↓', 'next spec'),
  line('previousSpec', ['k', 'arrowup'], 'K ↑', 'previous spec'),
  line('nextVariant', ['arrowright'], '→', 'next variant'),
  line('previousVariant', ['arrowleft'], '←', 'previous variant'),
  line(null, [], '1-9', 'choose a variant by its number'),
  line('compare', ['c'], 'C', 'compare: the marked ones, else this one with the next best'),
  line('mark', ['v'], 'V', 'mark this variant for the comparison'),
  line('compareMode', ['d'], 'D', 'side by side, slider, fade, difference'),
  line('playSpace', [' '], 'Space', 'play or stop; of a still: large and back'),
  line('large', ['z'], 'Z', 'this variant large and back'),
  line('closer', ['+', '='], '+', 'closer, one whole step'),
  line('farther', ['-'], '-', 'farther, one whole step'),
  line('ground', ['b'], 'B', 'background: checker, black, white, colour of the game'),
  line('face', ['o'], 'O', 'original as delivered, or cut out'),
  line('tile', ['w'], 'W', 'repeat it in both directions'),
  line('scene', ['y'], 'Y', 'beside approved ones, at the scale of the game'),
  line('play', ['f'], 'F', 'play or stop the animation or the sound'),
  line('previousFrame', [','], ',', 'one frame back'),
  line('nextFrame', ['.'], '.', 'one frame on'),
  line('motion', ["'"], "'", 'next animation, then all frames side by side'),
  line('onion', ['i'], 'I', 'onion skin: the frame before shines through'),
  line('slower', ['['], '[', 'slower, a frame a second'),
  line('faster', [']'], ']', 'faster, a frame a second'),
  line('loop', ['shift+l'], 'Shift L', 'loop, or stop at the end'),
  line('note', ['n'], 'N', 'write a note'),
  line('tags', ['#'], '#', 'tags of this spec'),
  line('claim', ['shift+t'], 'Shift T', 'take the next 20 specs for yourself'),
  line('assign', ['shift+w'], 'Shift W', 'who reviews this spec, or all of them'),
  line('find', ['/'], '/', 'find a spec'),
  line('edit', ['e'], 'E', 'edit this spec (Ctrl Enter saves, Esc closes)'),
  line('spec', ['s'], 'S', 'the whole spec beside the pictures, and back'),
  line('list', ['l'], 'L', 'how the list was read, and back'),
  line('export', ['x'], 'X', 'export and download'),
  line('theme', ['t'], 'T', 'dark or light page'),
  line('home', ['h'], 'H', 'all runs'),
  line('back', ['escape'], 'Esc', 'back to all variants'),
  line('help', ['?'], '?', 'this map'),
]

const actionOf = new Map(
  reviewKeys.flatMap(({ action, keys }) =>
    action === null ? [] : keys.map((key) => [key, action] as const),
  ),
)

/** What a key press asks for; null when it is none of ours or the person is typing. */
export function readReviewKey(event: KeyboardEvent): { action: ReviewAction } | { digit: number } | null {
  if (event.ctrlKey || event.metaKey || event.altKey || isTyping(event.target)) return null
  const key = event.key.toLowerCase()
  // Space and Enter belong to the button that has the focus, except on a variant, which they would only choose again.
  if (key === ' ' && isOn(event.target, 'button:not(.variant), a, summary')) return null
  // A slider, tabs and the like have arrows of their own; in a menu letters find.
  if (isOn(event.target, '[role=menu], [role=listbox]')) return null
  if (key.startsWith('arrow') && isOn(event.target, '[role=slider], [role=tab], .segments, input'))
    return null
  if (/^[1-9]$/.test(key)) return { digit: Number(key) }
  const isLetter = /^[a-z]$/.test(key)
  const action = actionOf.get(isLetter && event.shiftKey ? `shift+${key}` : key)
  return action === undefined ? null : { action }
}

/** The key of an action as it stands on its button. */
export function keyOf(action: ReviewAction): string {
  return (
    reviewKeys
      .find((one) => one.action === action)
      ?.label.split(' ')
      .at(-1) ?? ''
  )
}

/** The same for screen readers. */
export function shortcutsOf(action: ReviewAction): string {
  const names: Readonly<Record<string, string>> = { ' ': 'Space', escape: 'Escape', '+': 'Plus' }
  const keys = reviewKeys.find((one) => one.action === action)?.keys ?? []
  return keys
    .map((key) => names[key] ?? key.replace('shift+', 'Shift+').replace('arrow', 'Arrow'))
    .map((key) => (key.length === 1 ? key.toUpperCase() : key))
    .join(' ')
}

function isOn(target: EventTarget | null, selector: string): boolean {
  return target instanceof HTMLElement && target.closest(selector) !== null
}

function isTyping(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('textarea, select, input:not([type=checkbox]):not([type=radio]):not([type=range])') !==
        null)
  )
}
