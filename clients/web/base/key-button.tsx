import type { ComponentChildren, Ref } from 'preact'
import { KeyCap } from './key-cap.js'
import { useShortcutSetting } from './shortcut-setting.js'

export interface KeyButtonProps {
  readonly onPress: () => void
  readonly children: ComponentChildren
  /** The key that does the same, as it is written on it; the key itself is listened to by the page. */
  readonly keyLabel?: string | undefined
  readonly kind?: 'primary' | 'quiet' | 'danger' | undefined
  readonly disabled?: boolean | undefined
  readonly pressed?: boolean | undefined
  readonly label?: string | undefined
  readonly title?: string | undefined
  readonly class?: string | undefined
  readonly buttonRef?: Ref<HTMLButtonElement> | undefined
}

const kindClasses = { primary: 'primary', quiet: 'quiet', danger: 'tone-bad' } as const

/** A button with its key written on it. */
export function KeyButton(props: KeyButtonProps) {
  const { keyLabel, kind, label, title } = props
  const areKeysOn = useShortcutSetting()
  return (
    <button
      type="button"
      class={[kind === undefined ? '' : kindClasses[kind], props.class ?? ''].join(' ').trim()}
      disabled={props.disabled ?? false}
      onClick={props.onPress}
      {...(props.buttonRef === undefined ? {} : { ref: props.buttonRef })}
      {...(props.pressed === undefined ? {} : { 'aria-pressed': props.pressed })}
      {...(label === undefined ? {} : { 'aria-label': label })}
      {...(title === undefined ? {} : { title })}
      {...(keyLabel === undefined || !areKeysOn ? {} : { 'aria-keyshortcuts': ariaKeys(keyLabel) })}
    >
      {props.children}
      {keyLabel === undefined ? null : <KeyCap label={keyLabel} />}
    </button>
  )
}

/** `Ctrl ↵` as ARIA writes it: `Control+Enter`. */
function ariaKeys(label: string): string {
  const names: Readonly<Record<string, string>> = { Ctrl: 'Control', '↵': 'Enter', Esc: 'Escape' }
  return label
    .split(' ')
    .map((part) => names[part] ?? part)
    .join('+')
}
