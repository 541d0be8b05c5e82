import { normalizeProps, useMachine } from '@zag-js/preact'
import * as toast from '@zag-js/toast'
import { useEffect, useId } from 'preact/hooks'
import type { ToastInput } from './toast.js'

/** Enough to read two lines and to reach the button. */
const shownMs = 8_000
const store = toast.createStore({ placement: 'bottom-end', max: 4, removeDelay: 0, gap: 8 })

/** Shows one. */
export function addToast({ title, detail, tone = 'info', action }: ToastInput): void {
  store.create({
    ...{ title, type: tone, duration: shownMs, closable: true },
    ...(detail === undefined ? {} : { description: detail }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: action.onPress } }),
  })
}

/** Toasts, one above the other; `onShown` when a reader of the screen can hear of the next one. */
export function ToastGroup({ onShown }: { readonly onShown: () => void }) {
  const service = useMachine(toast.group.machine, { id: useId(), store })
  useEffect(() => {
    // What is told while the machine starts would be lost.
    const timer = setTimeout(onShown)
    return () => clearTimeout(timer)
  }, [])
  const api = toast.group.connect(service, normalizeProps)
  return (
    <div {...api.getGroupProps({ label: 'What just happened' })} class="toasts">
      {api.getToasts().map((one, index) => (
        <ToastView key={one.id} input={one} index={index} parent={service} />
      ))}
    </div>
  )
}

function ToastView(props: {
  readonly input: toast.Options
  readonly index: number
  readonly parent: toast.GroupService
}) {
  const { input, index, parent } = props
  const { type = 'info', duration = shownMs, ...rest } = input
  const service = useMachine(toast.machine, { ...rest, type, duration, index, parent } as toast.Props & {
    type: toast.Type
    duration: number
    id: string
    removeDelay: number
  })
  const api = toast.connect(service, normalizeProps)
  return (
    <div {...api.getRootProps()} class={`toast ${api.type === 'error' ? 'toast-bad' : ''}`}>
      <p {...api.getTitleProps()}>{api.title}</p>
      {api.description === undefined ? null : (
        <p {...api.getDescriptionProps()} class="dim">
          {api.description}
        </p>
      )}
      <div class="row">
        {input.action === undefined ? null : (
          <button {...api.getActionTriggerProps()}>{input.action.label}</button>
        )}
        <button {...api.getCloseTriggerProps()} class="quiet" aria-label="Close">
          Close
        </button>
      </div>
    </div>
  )
}
