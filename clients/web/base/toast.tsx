import { useEffect, useState } from 'preact/hooks'
import type * as toastGroup from './toast-group.js'

export interface ToastInput {
  readonly title: string
  readonly detail?: string
  readonly tone?: 'info' | 'error'
  /** What can be done about it: Undo, Retry. */
  readonly action?: { readonly label: string; readonly onPress: () => void }
}

type Group = typeof toastGroup

/** Told before there was a place for them. */
const waiting: ToastInput[] = []
let group: Group | null = null
let showPlace: () => void = () => undefined

/** Tells something that happened, for a while, with one thing to do about it. Nothing that must be read stands here. */
export function showToast(input: ToastInput): void {
  waiting.push(input)
  if (group === null) showPlace()
  else tellWaiting(group)
}

/** Where toasts are shown: once, in the page. Its script is fetched for the first of them: on most days nobody sees one. */
export function ToastPlace() {
  const [loaded, setLoaded] = useState<Group | null>(null)
  useEffect(() => {
    showPlace = () =>
      void import('./toast-group.js').then(
        setLoaded,
        // The next one tries again, with those that wait.
        () => undefined,
      )
    if (waiting.length > 0) showPlace()
    return () => {
      showPlace = () => undefined
      group = null
    }
  }, [])
  if (loaded === null) return null
  const { ToastGroup } = loaded
  const onShown = () => {
    group = loaded
    tellWaiting(loaded)
  }
  return <ToastGroup onShown={onShown} />
}

function tellWaiting({ addToast }: Group): void {
  for (const input of waiting.splice(0)) addToast(input)
}
