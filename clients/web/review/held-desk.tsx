import { useEffect, useRef } from 'preact/hooks'
import { HeldTable, type HeldTableKeys } from '../held/held-table.js'
import { heldKeys } from './held-keys.js'
import { openEditOf, onSaved } from './page-actions.js'
import { useReview } from './use-desk.js'

/** Before anything is made there is nothing to review: the specs themselves are what to look at. */
export function HeldDesk() {
  const { desk } = useReview()
  const { app, store } = desk
  const keys = useRef<HeldTableKeys | null>(null)
  useEffect(() => {
    heldKeys.act = (action, actions) => {
      if (action === 'nextSpec' || action === 'previousSpec')
        keys.current?.walk(action === 'nextSpec' ? 1 : -1)
      else if (action === 'edit') openEditOf(desk, keys.current?.chosenKey() ?? null)
      else if (action === 'export') keys.current?.leaveOut()
      else if (action === 'find') keys.current?.find()
      else if (['help', 'theme', 'home', 'list'].includes(action)) actions.act(action)
      else return false
      return true
    }
    return () => {
      heldKeys.act = () => false
    }
  }, [desk])
  if (store.run === null) return null
  return (
    <HeldTable
      run={store.run}
      specs={store.specs}
      keysRef={keys}
      onEdit={(key) => openEditOf(desk, key)}
      onStart={() => app.client.resumeRun(store.runId).then(() => store.refresh())}
      onSaved={(accepted) => onSaved(desk, accepted, null)}
    />
  )
}
