import type { AssetloomClient } from '../http/assetloom-client.js'
import type { DecisionOutbox } from './decision-outbox.js'

/** What every page works with. */
export interface PageContext {
  readonly client: AssetloomClient
  readonly outbox: DecisionOutbox
  readonly root: HTMLElement
  /** Said to screen readers. */
  readonly announce: (text: string) => void
  readonly toggleTheme: () => void
}

/** A page that is shown until it is closed. */
export interface OpenPage {
  close(): void
}
