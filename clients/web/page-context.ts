import type { AssetloomClient } from '../http/assetloom-client.js'
import type { DecisionOutbox } from './decision-outbox.js'
import type { HeldDrafts } from './held-drafts.js'

/** What every page works with. */
export interface PageContext {
  readonly client: AssetloomClient
  readonly outbox: DecisionOutbox
  readonly drafts: HeldDrafts
  /** The spec that was looked at last in a run, by run: where one comes back to. */
  readonly places: Map<string, string>
  readonly root: HTMLElement
  /** Said to screen readers. */
  readonly announce: (text: string) => void
  readonly toggleTheme: () => void
}

/** A page that is shown until it is closed. */
export interface OpenPage {
  close(): void
}
