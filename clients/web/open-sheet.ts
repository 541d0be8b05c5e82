import { el, keyCap, type Child } from './build-element.js'

/**
 * Shows a sheet above the page: a modal dialog, so that the browser keeps the focus in it, closes it by Escape and gives
 * the focus back. Gives a function that closes it.
 */
export function openSheet(title: string, name: string, ...children: readonly Child[]): () => void {
  return openGuardedSheet(title, name, () => true, ...children)
}

/** A sheet that asks before it is closed by Escape, by its button or by a click beside it; false keeps it open. */
export function openGuardedSheet(
  title: string,
  name: string,
  mayClose: () => boolean,
  ...children: readonly Child[]
): () => void {
  for (const open of document.querySelectorAll('dialog')) open.close()
  const dialog = el('dialog', { class: `sheet sheet-${name}`, 'aria-label': title })
  const close = () => dialog.close()
  const ask = () => {
    if (mayClose()) close()
  }
  dialog.append(
    el(
      'header',
      { class: 'sheet-head' },
      el('h2', {}, title),
      el('button', { type: 'button', class: 'quiet', onclick: ask }, 'Close ', keyCap('Esc')),
    ),
    el('div', { class: 'sheet-body' }, ...children),
  )
  dialog.addEventListener('close', () => dialog.remove())
  // The browser would close it after the second Escape whatever a listener of `cancel` says, so the key is taken here.
  dialog.addEventListener('keydown', (event) => {
    if (event.key !== 'Escape' || event.defaultPrevented) return
    event.preventDefault()
    ask()
  })
  dialog.addEventListener('cancel', (event) => {
    event.preventDefault()
    ask()
  })
  // A click on the backdrop reaches the dialog itself, one inside reaches a child.
  dialog.addEventListener('click', (event) => {
    if (event.target === dialog) ask()
  })
  document.body.append(dialog)
  dialog.showModal()
  return close
}

/** Whether a sheet is open: then keys belong to it. */
export function isSheetOpen(): boolean {
  return document.querySelector('dialog[open]') !== null
}
