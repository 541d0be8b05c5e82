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

/** Where a key leads from the tab at `at`. */
const steps: Readonly<Record<string, (at: number, count: number) => number>> = {
  ArrowRight: (at, count) => (at + 1) % count,
  ArrowLeft: (at, count) => (at - 1 + count) % count,
  Home: () => 0,
  End: (_at, count) => count - 1,
}

/**
 * The focus moves within the key press. The machine would move it a frame later, and who presses Enter before that frame
 * chooses the tab that they have left.
 */
function walkTabs(event: KeyboardEvent & { readonly currentTarget: HTMLElement }): void {
  const all = [...event.currentTarget.querySelectorAll<HTMLElement>('[role=tab]')]
  const at = all.findIndex((tab) => tab === event.target)
  const next = steps[event.key]
  if (next === undefined || at < 0 || event.ctrlKey || event.metaKey || event.altKey) return
  event.preventDefault()
  all[next(at, all.length)]?.focus()
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
      <div {...api.getListProps()} class="tab-list" onKeyDown={walkTabs}>
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
