import type { ComponentChildren } from 'preact'
import { useEffect, useId, useState } from 'preact/hooks'

export interface ComboListProps<Item> {
  readonly label: string
  readonly placeholder: string
  readonly query: string
  readonly onQuery: (query: string) => void
  /** What the query finds, best first. */
  readonly items: readonly Item[]
  readonly keyOf: (item: Item) => string
  readonly onChoose: (item: Item) => void
  readonly face: (item: Item) => ComponentChildren
  /** Below the list: how many there are, or that there is nothing. */
  readonly status: string
}

/**
 * A field with a list that is always open below it: the focus stays in the field, arrows walk the list, Enter takes
 * (combobox pattern of ARIA 1.2).
 */
export function ComboList<Item>(props: ComboListProps<Item>) {
  const { items, keyOf, onChoose } = props
  const id = useId()
  const [at, setAt] = useState(0)
  const chosen = Math.min(at, items.length - 1)
  useEffect(() => setAt(0), [props.query])
  useEffect(
    () => document.getElementById(`${id}-${chosen}`)?.scrollIntoView({ block: 'nearest' }),
    [chosen, id],
  )
  const walk = (step: number) => setAt(Math.max(0, Math.min(items.length - 1, chosen + step)))
  const steps: Readonly<Record<string, number>> = { ArrowDown: 1, ArrowUp: -1, PageDown: 10, PageUp: -10 }
  const onKey = (event: KeyboardEvent) => {
    const step = steps[event.key]
    const item = items[chosen]
    if (step !== undefined) walk(step)
    else if (event.key === 'Enter' && item !== undefined && !event.isComposing) onChoose(item)
    else return
    event.preventDefault()
  }
  return (
    <div class="find">
      <input
        class="find-input"
        type="text"
        role="combobox"
        autocomplete="off"
        spellcheck={false}
        aria-label={props.label}
        aria-expanded="true"
        aria-controls={`${id}-list`}
        aria-autocomplete="list"
        aria-activedescendant={chosen >= 0 ? `${id}-${chosen}` : undefined}
        placeholder={props.placeholder}
        value={props.query}
        onInput={(event) => props.onQuery(event.currentTarget.value)}
        onKeyDown={onKey}
      />
      <ul id={`${id}-list`} class="find-list" role="listbox" aria-label="Found">
        {items.map((item, index) => (
          <li
            key={keyOf(item)}
            id={`${id}-${index}`}
            class="find-row"
            role="option"
            aria-selected={index === chosen}
            onClick={() => onChoose(item)}
          >
            {props.face(item)}
          </li>
        ))}
      </ul>
      <p class="dim" role="status">
        {props.status}
      </p>
    </div>
  )
}
