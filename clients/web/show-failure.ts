import { el } from './build-element.js'

/** What happened, what to do, and a button that tries again. */
export function showFailure(error: unknown, onRetry: () => void): HTMLElement {
  const message = error instanceof Error ? error.message : String(error)
  const hint = error instanceof Error && 'hint' in error && typeof error.hint === 'string' ? error.hint : ''
  const isAuth = error instanceof Error && 'status' in error && error.status === 401
  return el(
    'div',
    { class: 'notice notice-bad', role: 'alert' },
    el('p', {}, el('strong', {}, '! '), isAuth ? 'This browser is not signed in.' : message),
    el('p', { class: 'dim' }, isAuth ? 'Open the one-time link that "npx assetloom up" prints.' : hint),
    el('button', { type: 'button', onclick: () => onRetry() }, 'Try again'),
  )
}
