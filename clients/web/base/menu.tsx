import * as menu from '@zag-js/menu'
import { normalizeProps, useMachine } from '@zag-js/preact'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { KeyCap } from './key-cap.js'

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

/** A button that opens a list of commands; arrows walk, letters find, Escape closes. */
export function Menu({ label, items, children, ...rest }: MenuProps) {
  const service = useMachine(menu.machine, {
    id: useId(),
    'aria-label': label,
    positioning: { placement: 'bottom-end', gutter: 4 },
    onSelect: ({ value }) => items.find(({ id }) => id === value)?.onSelect(),
  })
  const api = menu.connect(service, normalizeProps)
  return (
    <>
      <button {...api.getTriggerProps()} class={rest.class ?? 'quiet'} aria-label={label}>
        {children ?? label}
      </button>
      <div {...api.getPositionerProps()} class="float-place">
        {api.open ? (
          <ul {...api.getContentProps()} class="menu">
            {items.map(({ id, disabled = false, ...item }) => (
              <li
                key={id}
                {...api.getItemProps({ value: id, disabled })}
                class={`menu-item ${item.isDanger === true ? 'tone-bad' : ''}`}
              >
                <span>{item.label}</span>
                {item.keyLabel === undefined ? null : <KeyCap label={item.keyLabel} />}
              </li>
            ))}
          </ul>
        ) : null}
      </div>
    </>
  )
}
