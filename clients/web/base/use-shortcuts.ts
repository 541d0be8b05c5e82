import { useLayoutEffect, useRef } from 'preact/hooks'
import { areShortcutsOn } from './shortcut-setting.js'

/** What to do by key (`n`, `?`, `arrowdown`) or chord (`ctrl+k`, which is also Cmd K). Keys are lower case. */
export type Shortcuts = Readonly<Record<string, () => void>>

/** Whether a dialog is open: then keys belong to it. */
export function isDialogOpen(): boolean {
  return (
    document.querySelector('[role="dialog"][data-state="open"], [role="alertdialog"][data-state="open"]') !==
    null
  )
}

/** Whether keys are letters here. */
export function isTypingIn(target: EventTarget | null): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.closest('textarea, select, input:not([type=checkbox]):not([type=radio])') !== null)
  )
}

/** Listens on the whole page while the component is shown. Chords work always, single keys unless they are off. */
export function useShortcuts(shortcuts: Shortcuts): void {
  const current = useRef(shortcuts)
  current.current = shortcuts
  useLayoutEffect(() => {
    const onKey = (event: KeyboardEvent) => {
      const isChord = event.ctrlKey || event.metaKey
      if (event.defaultPrevented || event.altKey || isDialogOpen()) return
      if (!isChord && (isTypingIn(event.target) || !areShortcutsOn())) return
      const act = current.current[`${isChord ? 'ctrl+' : ''}${event.key.toLowerCase()}`]
      if (act === undefined) return
      event.preventDefault()
      act()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}
