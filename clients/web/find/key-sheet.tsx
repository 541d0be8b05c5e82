import { specStages } from '../../../core/run-options.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { Dialog } from '../base/dialog.js'
import { switchShortcuts, useShortcutSetting } from '../base/shortcut-setting.js'
import { readRoute } from '../read-route.js'
import { markOfSpec } from '../review-model.js'
import { keySections } from './key-map.js'

/** All keys and all marks, and the switch for keys without Ctrl. */
export function KeySheet({ onClose }: { readonly onClose: () => void }) {
  const areKeysOn = useShortcutSetting()
  const sections = keySections(readRoute(location.hash).page === 'run')
  return (
    <Dialog title="Keys and marks" onClose={onClose} size="wide">
      <label class="check-label">
        <input
          type="checkbox"
          checked={areKeysOn}
          onChange={(event) => switchShortcuts(event.currentTarget.checked)}
        />
        Keys without Ctrl are on. Switch them off where a program speaks or types for you: buttons, Tab, Enter
        and arrows within a control still do everything.
      </label>
      <div class="key-columns">
        {sections.map(({ title, keys }) => (
          <section key={title}>
            <h3>{title}</h3>
            <ul class="key-list">
              {keys.map(([label, does]) => (
                <li key={label}>
                  <span class="key-cell">
                    {label.split(' ').map((key) => (
                      <kbd key={key}>{key}</kbd>
                    ))}
                  </span>
                  <span>{does}</span>
                </li>
              ))}
            </ul>
          </section>
        ))}
        <MarkList />
      </div>
    </Dialog>
  )
}

function MarkList() {
  return (
    <section>
      <h3>Marks of specs</h3>
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
    </section>
  )
}
