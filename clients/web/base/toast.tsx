import { normalizeProps, useMachine } from '@zag-js/preact'
import * as toast from '@zag-js/toast'
import { useId } from 'preact/hooks'

export interface ToastInput {
  readonly title: string
  readonly detail?: string
  readonly tone?: 'info' | 'error'
  /** What can be done about it: Undo, Retry. */
  readonly action?: { readonly label: string; readonly onPress: () => void }
}

/** Enough to read two lines and to reach the button. */
const shownMs = 8_000
const store = toast.createStore({ placement: 'bottom-end', max: 4, removeDelay: 0, gap: 8 })

/** Tells something that happened, for a while, with one thing to do about it. Nothing that must be read stands here. */
export function showToast({ title, detail, tone = 'info', action }: ToastInput): void {
  store.create({
    ...{ title, type: tone, duration: shownMs, closable: true },
    ...(detail === undefined ? {} : { description: detail }),
    ...(action === undefined ? {} : { action: { label: action.label, onClick: action.onPress } }),
  })
}

/** Where toasts are shown: once, in the page. */
export function ToastPlace() {
  const service = useMachine(toast.group.machine, { id: useId(), store })
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
