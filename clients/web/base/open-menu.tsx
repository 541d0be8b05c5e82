import * as menu from '@zag-js/menu'
import { normalizeProps, useMachine } from '@zag-js/preact'
import { useId } from 'preact/hooks'
import { KeyCap } from './key-cap.js'
import type { MenuProps } from './menu.js'

/** The menu once it was asked for: it opens at once, and stays for the next time. */
export function OpenMenu({ label, items, children, ...rest }: MenuProps) {
  const service = useMachine(menu.machine, {
    id: useId(),
    'aria-label': label,
    defaultOpen: true,
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
