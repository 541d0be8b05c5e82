import { useShortcutSetting } from './shortcut-setting.js'

/** A key as it stands on a button; nothing while single keys are switched off. Screen readers are told otherwise. */
export function KeyCap({ label }: { readonly label: string }) {
  const isShown = useShortcutSetting() || /ctrl|esc|⌘|↵/i.test(label)
  return isShown ? <kbd aria-hidden="true">{label}</kbd> : null
}
