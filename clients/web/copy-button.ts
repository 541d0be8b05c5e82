import { el } from './build-element.js'

const saysMs = 1_500

/** Copies a text, and says on itself whether that was allowed. */
export function copyButton(what: string, text: string): HTMLElement {
  const button = el('button', { type: 'button', class: 'quiet copy', 'aria-label': `Copy ${what}` }, 'Copy')
  const say = (word: string) => {
    button.textContent = word
    setTimeout(() => (button.textContent = 'Copy'), saysMs)
  }
  button.addEventListener('click', () => {
    // Absent where the page is not served from a safe origin.
    const copying = navigator.clipboard?.writeText(text) ?? Promise.reject(new Error('no clipboard'))
    copying.then(
      () => say('Copied'),
      () => say('Not allowed'),
    )
  })
  return button
}
