import { normalizeProps, useMachine } from '@zag-js/preact'
import * as tabs from '@zag-js/tabs'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'

export interface TabsProps<Id extends string> {
  readonly label: string
  readonly tabs: readonly { readonly id: Id; readonly label: string }[]
  readonly value: Id
  readonly onChange: (id: Id) => void
  /** What the chosen tab shows. */
  readonly children: ComponentChildren
}

/** Parts of a page of which one is shown; arrows walk. */
export function Tabs<Id extends string>(props: TabsProps<Id>) {
  const service = useMachine(tabs.machine, {
    id: useId(),
    value: props.value,
    activationMode: 'manual',
    translations: { listLabel: props.label },
    onValueChange: ({ value }) => {
      const chosen = props.tabs.find(({ id }) => id === value)
      if (chosen !== undefined) props.onChange(chosen.id)
    },
  })
  const api = tabs.connect(service, normalizeProps)
  return (
    <div {...api.getRootProps()} class="tabs">
      <div {...api.getListProps()} class="tab-list">
        {props.tabs.map(({ id, label }) => (
          <button key={id} {...api.getTriggerProps({ value: id })} class="tab">
            {label}
          </button>
        ))}
      </div>
      <div {...api.getContentProps({ value: props.value })} class="tab-body">
        {props.children}
      </div>
    </div>
  )
}
