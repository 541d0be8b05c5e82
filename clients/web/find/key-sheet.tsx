import { specStages } from '../../../core/run-options.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { Dialog } from '../base/dialog.js'
import { switchShortcuts, useShortcutSetting } from '../base/shortcut-setting.js'
import { keyLines } from '../key-map.js'
import { markOfSpec } from '../review-model.js'

/** Keys of every page; those of the review stand in its own map. */
const everywhere = [
  ['Ctrl K', 'find an asset, a spec, a run or a command'],
  ['N', 'hand in a new list (home)'],
] as const

/** All keys and all marks, and the switch for keys without Ctrl. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const areKeysOn = useShortcutSetting()
  const listed = new Set<string>(everywhere.map(([label]) => label))
  const lines = [
    ...everywhere,
    ...keyLines.filter(({ label }) => !listed.has(label)).map(({ label, does }) => [label, does] as const),
  ]
  return (
    <Dialog title="Keys and marks" onClose={onClose} size="wide">
      <label class="row">
        <input
          type="checkbox"
          checked={areKeysOn}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        Single keys do something (switch them off where a program speaks or types for you; Ctrl K stays)
      </label>
      <div class="two-columns">
        <ul class="key-list">
          {lines.map(([label, does]) => (
            <li key={`${label}${does}`}>
              <span class="key-cell">
                {label.split(' ').map((key) => (
                  <kbd key={key}>{key}</kbd>
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
                <span class={`key-cell mark tone-${mark.tone}`} aria-hidden="true">
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
