import type { RefObject } from 'preact'
import { useShortcuts, type Shortcuts } from '../base/use-shortcuts.js'
import type { ReadingView } from '../read-route.js'
import type { Proposals } from './use-proposals.js'

interface ReadingKeys {
  readonly view: ReadingView | null
  readonly views: readonly ReadingView[]
  readonly proposals: Proposals
  /** The rows, or the cards, that are walked. */
  readonly body: RefObject<HTMLElement>
  readonly choose: (view: ReadingView) => void
  readonly leave: () => void
}

/** Digits choose a view, J and K walk, A and D decide on proposals, L and Escape lead back to the run. */
export function useReadingKeys({ view, views, proposals, body, choose, leave }: ReadingKeys): void {
  const walk = (step: number) => {
    const rows = [...(body.current?.querySelectorAll<HTMLElement>('li.reading-line, .proposal') ?? [])]
    const at = rows.findIndex((row) => row.contains(document.activeElement))
    rows[Math.min(rows.length - 1, Math.max(0, at + step))]?.focus()
  }
  const decide = (verb: 'accept' | 'decline') => {
    const focused = body.current?.querySelector<HTMLElement>('.proposal:focus-within')?.dataset['key']
    const { chosen, send } = proposals
    send(verb, chosen.size > 0 ? [...chosen] : focused === undefined ? [] : [focused])
  }
  const digits = Object.fromEntries(views.map((one, at) => [`${at + 1}`, () => choose(one)]))
  const steps: Shortcuts = {
    ...{ j: () => walk(1), arrowdown: () => walk(1), k: () => walk(-1), arrowup: () => walk(-1) },
    ...{ l: leave, escape: leave },
  }
  const verbs: Shortcuts =
    view === 'proposals' ? { a: () => decide('accept'), d: () => decide('decline') } : {}
  useShortcuts({ ...digits, ...steps, ...verbs })
}
