import * as dialog from '@zag-js/dialog'
import { normalizeProps, useMachine } from '@zag-js/preact'
import type { ComponentChildren } from 'preact'
import { useId } from 'preact/hooks'
import { KeyCap } from './key-cap.js'

export interface DialogProps {
  readonly title: string
  readonly onClose: () => void
  readonly children: ComponentChildren
  /** Asked before Escape, the button or a click beside it closes the dialog; false keeps it open. */
  readonly mayClose?: () => boolean
  /** Has the focus first; without one it is the first field or button. */
  readonly initialFocus?: () => HTMLElement | null
  /** `side`: as high as the page, so that what lies beside it stays in sight. */
  readonly size?: 'small' | 'normal' | 'wide' | 'side'
  readonly description?: string
}

/**
 * A sheet above the page, open as long as it is there. The focus stays in it and goes back afterwards, the rest of the
 * page is hidden from screen readers, Escape closes it.
 */
export function Dialog(props: DialogProps) {
  const { title, onClose, mayClose, initialFocus, description } = props
  const service = useMachine(dialog.machine, {
    id: useId(),
    open: true,
    onOpenChange: ({ open }) => {
      if (!open && (mayClose?.() ?? true)) onClose()
    },
    ...(initialFocus === undefined ? {} : { initialFocusEl: initialFocus }),
  })
  const api = dialog.connect(service, normalizeProps)
  return (
    <>
      <div {...api.getBackdropProps()} class="sheet-backdrop" />
      <div {...api.getPositionerProps()} class="sheet-place">
        <div {...api.getContentProps()} class={`sheet sheet-${props.size ?? 'normal'}`}>
          <header class="sheet-head">
            <h2 {...api.getTitleProps()}>{title}</h2>
            <button {...api.getCloseTriggerProps()} class="quiet">
              Close <KeyCap label="Esc" />
            </button>
          </header>
          <div class="sheet-body">
            {description === undefined ? null : (
              <p {...api.getDescriptionProps()} class="dim">
                {description}
              </p>
            )}
            {props.children}
          </div>
        </div>
      </div>
    </>
  )
}
