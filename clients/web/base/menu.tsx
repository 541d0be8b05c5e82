import type { ComponentChildren, ComponentType } from 'preact'
import { useState } from 'preact/hooks'

export interface MenuItem {
  readonly id: string
  readonly label: string
  readonly onSelect: () => void
  readonly keyLabel?: string
  readonly disabled?: boolean
  readonly isDanger?: boolean
}

export interface MenuProps {
  /** For screen readers, and the face of the button when there are no children. */
  readonly label: string
  readonly items: readonly MenuItem[]
  readonly children?: ComponentChildren
  readonly class?: string
}

/**
 * A button that opens a list of commands; arrows walk, letters find, Escape closes. What it takes to place a menu is
 * fetched when somebody first wants one.
 */
export function Menu(props: MenuProps) {
  const [Part, setPart] = useState<ComponentType<MenuProps> | null>(null)
  const { label, children } = props
  if (Part !== null) return <Part {...props} />
  const fetchPart = () => {
    import('./open-menu.js').then(
      ({ OpenMenu }) => setPart(() => OpenMenu),
      // The next press tries again; what else cannot be reached is told by the page.
      () => undefined,
    )
  }
  return (
    <button
      type="button"
      class={props.class ?? 'quiet'}
      aria-label={label}
      aria-haspopup="menu"
      aria-expanded="false"
      onClick={fetchPart}
    >
      {children ?? label}
    </button>
  )
}
