import { specStages } from '../../../core/run-options.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { Dialog } from '../base/dialog.js'
import { switchShortcuts, useShortcutSetting } from '../base/shortcut-setting.js'
import { markOfSpec } from '../review-model.js'
import { reviewKeys } from './review-keys.js'
import { useReview } from './use-desk.js'

/** All keys and all marks of a review, and the switch for keys of one letter. */
export function HelpSheet() {
  const { desk } = useReview()
  const isOn = useShortcutSetting()
  return (
    <Dialog title="Keys and marks" size="wide" onClose={() => desk.openSheet(null)}>
      <label class="check-label">
        <input
          type="checkbox"
          checked={isOn}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        Keys without Ctrl are on. Off, buttons, Tab, Enter and arrows within a control still do everything.
      </label>
      <div class="key-columns">
        <ul class="key-list">
          {reviewKeys.map(({ label, does }) => (
            <li key={label}>
              <span class="key-cell">
                {label.split(' ').map((part) => (
                  <kbd key={part}>{part}</kbd>
                ))}
              </span>
              <span>{does}</span>
            </li>
          ))}
        </ul>
        <ul class="key-list">
          {specStages.map((stage) => {
            const mark = markOfSpec({ stage } as SpecView)
            return (
              <li key={stage}>
                <span class={`key-cell mark tone-${mark.tone}`}>
                  {mark.shape}
                  {mark.letter}
                </span>
                <span>{mark.label}</span>
              </li>
            )
          })}
        </ul>
      </div>
    </Dialog>
  )
}
