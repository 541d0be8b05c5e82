import { normalizeProps, useMachine } from '@zag-js/preact'
import * as toggleGroup from '@zag-js/toggle-group'
import { useId } from 'preact/hooks'

export interface ChoiceRowProps<Id extends string> {
  readonly label: string
  readonly choices: readonly { readonly id: Id; readonly label: string; readonly title?: string }[]
  readonly value: Id
  readonly onChange: (id: Id) => void
}

/** A few choices side by side of which exactly one holds; arrows walk. */
export function ChoiceRow<Id extends string>(props: ChoiceRowProps<Id>) {
  const service = useMachine(toggleGroup.machine, {
    ...{ id: useId(), value: [props.value], multiple: false, deselectable: false },
    onValueChange: ({ value: [next] }) => {
      const chosen = props.choices.find(({ id }) => id === next)
      if (chosen !== undefined) props.onChange(chosen.id)
    },
  })
  const api = toggleGroup.connect(service, normalizeProps)
  const focused = props.choices.find(({ id }) => api.getItemState({ value: id }).focused)?.id
  // Tab stops at the choice itself: at the row, nobody would see the focus until the next frame passes it on.
  const tabStop = focused ?? props.value
  return (
    <div {...api.getRootProps()} tabIndex={undefined} class="segments" aria-label={props.label}>
      {props.choices.map(({ id, label, title }) => (
        <button
          key={id}
          {...api.getItemProps({ value: id })}
          tabIndex={id === tabStop ? 0 : -1}
          {...(title === undefined ? {} : { title })}
        >
          {label}
        </button>
      ))}
    </div>
  )
}
