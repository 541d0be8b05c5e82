import { normalizeProps, useMachine } from '@zag-js/preact'
import * as tooltip from '@zag-js/tooltip'
import { cloneElement, type VNode } from 'preact'
import { useId } from 'preact/hooks'

/** Says more about one control, on hover and on focus. The control itself must make sense without it. */
export function Tooltip({ text, children }: { readonly text: string; readonly children: VNode }) {
  const service = useMachine(tooltip.machine, {
    id: useId(),
    openDelay: 400,
    closeDelay: 100,
    positioning: { placement: 'bottom', gutter: 6 },
  })
  const api = tooltip.connect(service, normalizeProps)
  return (
    <>
      {cloneElement(children, api.getTriggerProps())}
      {api.open ? (
        <div {...api.getPositionerProps()} class="float-place">
          <div {...api.getContentProps()} class="tooltip">
            {text}
          </div>
        </div>
      ) : null}
    </>
  )
}
