import type { SpecView } from '../../http/assetloom-client.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { sayEffect } from '../spec-changes.js'
import type { HeldTable } from './use-held-table.js'

/** What saving does before it does it; where nothing was typed, Start. */
export function HeldFoot({
  table,
  specs,
}: {
  readonly table: HeldTable
  readonly specs: readonly SpecView[]
}) {
  const { changes, wrong, state, failure } = table
  const busy = state === 'saving' ? 'Saving …' : state === 'starting' ? 'Starting …' : null
  const count = changes.length
  return (
    <footer class="held-foot">
      {failure === null ? null : <FailureNotice failure={failure} onRetry={table.saveOrStart} />}
      <p class="edit-effect" role="status">
        <Effect table={table} specs={specs} />
      </p>
      {count === 0 && wrong === 0 ? null : (
        <button type="button" onClick={table.reset}>
          Undo all
        </button>
      )}
      <KeyButton
        kind="primary"
        class="verb"
        keyLabel={busy === null ? 'Ctrl ↵' : undefined}
        disabled={busy !== null || wrong > 0}
        onPress={table.saveOrStart}
      >
        {busy ?? (count === 0 ? 'Start' : `Save ${count} ${count === 1 ? 'change' : 'changes'}`)}
      </KeyButton>
    </footer>
  )
}

function Effect({ table, specs }: { readonly table: HeldTable; readonly specs: readonly SpecView[] }) {
  const { changes, wrong, isRestored } = table
  if (wrong > 0)
    return (
      <span class="tone-bad">
        ! {wrong} {wrong === 1 ? 'row needs' : 'rows need'} a look.
      </span>
    )
  if (changes.length === 0)
    return <span class="dim">Correct what you like here; Start makes the pictures.</span>
  const touched = new Set(changes.map(({ key }) => key))
  const out = changes.filter(({ remove }) => remove === true).length
  return `${isRestored ? 'Kept from before, not saved yet: ' : ''}${sayEffect(touched, specs, true, out)}`
}
