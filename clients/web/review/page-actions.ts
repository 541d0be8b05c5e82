import type { SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { runHash } from '../read-route.js'
import type { PageActions } from './review-actions.js'
import type { ReviewDesk } from './review-desk.js'
import { shownStage } from './stage-views.js'

/** Specs that are taken by one press. */
const claimCount = 20

/** What keys and buttons do outside of the pictures. */
export function pageActions(desk: ReviewDesk): PageActions {
  const { client } = desk.app
  const attempt = (work: Promise<unknown>) => {
    work.catch((error: unknown) => {
      desk.store.failure = error
      desk.changed()
    })
  }
  return {
    openExport: () => desk.openSheet({ kind: 'export' }),
    openEdit: () => openEditOf(desk, desk.specKey),
    openOverage: () => desk.openSheet({ kind: 'overage' }),
    pause: () => {
      const { run } = desk
      if (run === null) return
      const sent = run.paused ? client.resumeRun(run.runId) : client.pauseRun(run.runId)
      attempt(sent.then(() => desk.store.refresh()))
    },
    focusOn: (what) => focusOn(desk, what),
    zoomBy: (step) => shownStage.zoomBy(step),
    claim: () => {
      if (desk.together.hasClaims !== true) return
      attempt(desk.together.take(claimCount).then((taken) => takeUp(desk, taken)))
    },
  }
}

function takeUp(desk: ReviewDesk, taken: readonly string[]): void {
  const [first] = taken
  if (first === undefined) return desk.say('Nothing is left to take: all that waits is taken.')
  desk.showSpec(first)
  desk.say(`${taken.length} ${taken.length === 1 ? 'spec is' : 'specs are'} yours for half an hour.`)
}

function focusOn(desk: ReviewDesk, what: 'find' | 'note' | 'tags'): void {
  if (what === 'find') {
    desk.isQueueOpen = true
    desk.changed()
  } else if (desk.view.aside !== 'variant') desk.set({ aside: 'variant' })
  const focus = (): boolean => {
    const input = document.querySelector<HTMLInputElement>(
      what === 'find' ? '.queue-filter' : `[data-focus="${what}"]`,
    )
    input?.focus()
    input?.select()
    return input !== null && document.activeElement === input
  }
  // At once where it can be, so that the letters that follow are typed into it; else once it is drawn.
  if (!focus()) requestAnimationFrame(focus)
}

/** The form of one spec; only the newest revision takes edits, so an older one leads there. */
export function openEditOf(desk: ReviewDesk, specKey: string | null): void {
  const { run, specs } = desk.store
  if (run === null || specKey === null) return
  const { newest } = run.revision ?? {}
  if (newest) {
    location.hash = runHash(newest.runId, specKey)
    return
  }
  const { runId, wishlistRevision: revision } = run
  const edited = { runId, revision, specs, isHeld: desk.isHeld }
  desk.openSheet({ kind: 'edit', edited, specKey })
}

/** A held run is replaced by the one with the edits; of any other the sheet links to the new run. */
export function onSaved(desk: ReviewDesk, accepted: SpecEditsAccepted, specKey: string | null): void {
  const { held, runId, revision } = accepted
  desk.app.announce(`Saved as revision ${revision}`)
  if (!held) return void desk.store.refresh()
  desk.app.drafts.move(desk.store.runId, runId)
  location.hash = runHash(runId, specKey)
}
