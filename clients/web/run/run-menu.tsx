import { useState } from 'preact/hooks'
import type { RunView } from '../../../core/http/http-api.js'
import { latePart } from '../app/late-part.js'
import { Menu } from '../base/menu.js'

const CancelSheet = latePart(() => import('./cancel-sheet.js').then((part) => part.CancelSheet))

/** What is rarely done with a whole run; cancelling asks, for it cannot be undone. */
export function RunMenu({ run, onChanged }: { readonly run: RunView; readonly onChanged: () => void }) {
  const [isAsking, setAsking] = useState(false)
  return (
    <>
      <Menu
        label="More"
        items={[{ id: 'cancel', label: 'Cancel the run …', isDanger: true, onSelect: () => setAsking(true) }]}
      />
      {isAsking ? <CancelSheet run={run} onChanged={onChanged} onClose={() => setAsking(false)} /> : null}
    </>
  )
}
