import type { ReadingView } from '../read-route.js'
import { emptyTexts } from './reading-views.js'

/** Nothing stands in a view, which is good news or a first step. */
export function EmptyView({ view, onAll }: { readonly view: ReadingView; readonly onAll: () => void }) {
  return (
    <div class="empty">
      <h2>{emptyTexts[view] ?? 'Nothing here.'}</h2>
      {view === 'all' ? (
        <p>Write one asset a line, for example: prop: wooden barrel, 32x32</p>
      ) : (
        <p>
          <button type="button" onClick={onAll}>
            Show every sentence
          </button>
        </p>
      )}
    </div>
  )
}
