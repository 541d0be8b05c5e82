import { el, keyCap } from './build-element.js'
import { openSheet } from './open-sheet.js'

/** Reasons that come up most; one key each. They are kept as they stand, so that they can be counted. */
const quickReasons = [
  'wrong subject',
  'unreadable silhouette',
  'off palette',
  'wrong angle',
  'cut off',
  'too noisy',
  'wrong size',
  'style does not match',
]

/** Asks for the reason of a rejection: a chip, a digit, or words of one's own. */
export function openRejectSheet(title: string, onReason: (reason: string) => void): void {
  let close = () => {}
  const send = (reason: string) => {
    if (reason.trim() === '') return
    close()
    onReason(reason.trim())
  }
  const input = el('input', {
    type: 'text',
    maxlength: 500,
    'aria-label': 'Reason in your own words',
    placeholder: 'or in your own words',
  })
  const chips = quickReasons.map((reason, at) =>
    el(
      'button',
      { type: 'button', class: 'chip', onclick: () => send(reason) },
      reason,
      ' ',
      keyCap(String(at + 1)),
    ),
  )
  const form = el(
    'form',
    {
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault()
        send(input.value)
      },
      onkeydown: (event: KeyboardEvent) => {
        const reason = quickReasons[Number(event.key) - 1]
        // A digit is a chip only while nothing is typed: "2 px too high" has to be writable.
        if (reason === undefined || input.value !== '' || event.ctrlKey || event.metaKey) return
        event.preventDefault()
        send(reason)
      },
    },
    el('div', { class: 'chips' }, ...chips),
    el('div', { class: 'row' }, input, el('button', { type: 'submit', class: 'primary' }, 'Reject')),
    el('p', { class: 'dim' }, 'The reason teaches the next round. Undo takes it back.'),
  )
  close = openSheet(title, 'reject', form)
  input.focus()
}
