import { ReadingPage } from '../reading-page.js'
import type { ReadingView } from '../read-route.js'
import { LegacyPage } from './legacy-page.js'

/** How the list of a run was read. */
export function ListPlace({ runId, view }: { readonly runId: string; readonly view: ReadingView | null }) {
  return <LegacyPage open={(context) => new ReadingPage(context, runId, view)} />
}
