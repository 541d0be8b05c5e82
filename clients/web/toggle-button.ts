import { el, keyCap } from './build-element.js'

/** A quiet button with its key, if it has one; `isPressed` null = it has no state of its own. */
export function toggle(
  label: string,
  key: string,
  title: string,
  isPressed: boolean | null,
  onclick: () => void,
): HTMLElement {
  const pressed = isPressed === null ? null : String(isPressed)
  return el(
    'button',
    { type: 'button', class: 'quiet', title, 'aria-pressed': pressed, onclick },
    ...(key === '' ? [label] : [`${label} `, keyCap(key)]),
  )
}
