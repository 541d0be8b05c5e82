import { useEffect, useMemo } from 'preact/hooks'
import { HeldView } from '../held-view.js'
import { DomHost } from './dom-host.js'
import { openEditOf, onSaved } from './page-actions.js'
import { heldKeys } from './held-keys.js'
import { useReview } from './use-desk.js'

/** Before anything is made there is nothing to review: the specs themselves are what to look at. */
export function HeldDesk() {
  const { desk } = useReview()
  const { app, store } = desk
  const held = useMemo(
    () =>
      new HeldView(app.client, app.drafts, {
        onEdit: (key) => openEditOf(desk, key),
        onStart: () => app.client.resumeRun(store.runId).then(() => store.refresh()),
        onSaved: (accepted) => onSaved(desk, accepted, null),
      }),
    [desk],
  )
  if (store.run !== null) held.update(store.run, store.specs)
  useEffect(() => {
    heldKeys.act = (action, actions) => {
      if (action === 'nextSpec' || action === 'previousSpec') held.walk(action === 'nextSpec' ? 1 : -1)
      else if (action === 'edit') openEditOf(desk, held.chosenKey)
      else if (action === 'export') held.leaveOut()
      else if (action === 'find') held.find()
      else if (['help', 'theme', 'home', 'list'].includes(action)) actions.act(action)
      else return false
      return true
    }
    return () => {
      heldKeys.act = () => false
    }
  }, [held])
  return <DomHost element={held.element} />
}
