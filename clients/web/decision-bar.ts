import type { VariantView } from '../../core/http/http-api.js'
import type { ReviewVerb } from '../../core/review/verdict.js'
import { el, keyCap } from './build-element.js'
import type { ActionName } from './key-map.js'

interface VerbButton {
  readonly action: Extract<ActionName, 'pick' | 'approve' | 'reject' | 'regenerate' | 'undo'>
  readonly label: string
  readonly key: string
  readonly tone: string
}

const verbButtons: readonly VerbButton[] = [
  { action: 'pick', label: 'Pick', key: 'P', tone: 'primary' },
  { action: 'approve', label: 'Approve', key: 'A', tone: '' },
  { action: 'reject', label: 'Reject', key: 'R', tone: '' },
  { action: 'regenerate', label: 'Again', key: 'G', tone: '' },
  { action: 'undo', label: 'Undo', key: 'U', tone: '' },
]

/** The four verbs and undo, each with its key. */
export class DecisionBar {
  readonly element: HTMLElement
  readonly #buttons = new Map<string, HTMLButtonElement>()
  readonly #note = el('span', { class: 'bar-note dim' })

  constructor(onAction: (action: ActionName) => void) {
    const buttons = verbButtons.map((one) => {
      const button = el(
        'button',
        {
          type: 'button',
          class: `verb ${one.tone}`,
          'data-action': one.action,
          'aria-keyshortcuts': one.key,
          onclick: () => onAction(one.action),
        },
        one.label,
        ' ',
        keyCap(one.key),
      )
      this.#buttons.set(one.action, button)
      return button
    })
    this.element = el(
      'div',
      { class: 'decision-bar', role: 'toolbar', 'aria-label': 'Decide' },
      ...buttons,
      this.#note,
    )
  }

  /** `canDecide` false: there is nothing to decide on (no variant, or the run was cancelled). */
  update(variant: VariantView | null, canDecide: boolean, note: string): void {
    const isOff = variant === null || !canDecide
    this.#disable('pick', isOff || variant.verdict === 'approved')
    this.#disable('approve', isOff || variant.verdict === 'approved')
    this.#disable('reject', isOff || variant.verdict === 'rejected')
    this.#disable('regenerate', isOff)
    this.#disable('undo', false)
    this.#note.textContent = note
  }

  #disable(action: string, isOff: boolean): void {
    const button = this.#buttons.get(action)
    if (button !== undefined) button.disabled = isOff
  }
}

/** What stands beside the buttons after a decision. */
export const verbPast: Readonly<Record<ReviewVerb, string>> = {
  approve: 'approved',
  pick: 'picked',
  reject: 'rejected',
  regenerate: 'to be made again',
  withdraw: 'undone',
}
