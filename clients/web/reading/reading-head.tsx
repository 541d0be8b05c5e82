import { useLayoutEffect, useRef } from 'preact/hooks'
import type { ReadingPage } from '../../../core/http/compose-reading.js'
import { PageHead } from '../app/page-head.js'
import { KeyCap } from '../base/key-cap.js'
import type { ReadingView } from '../read-route.js'
import { viewNames } from './reading-views.js'

const kindWords: Readonly<Record<ReadingPage['kind'], string>> = {
  ...{ prose: 'free text read by rules', list: 'a list', files: 'specs as files', empty: 'nothing' },
}

interface ReadingHeadProps {
  readonly list: ReadingPage | undefined
  readonly views: readonly ReadingView[]
  readonly view: ReadingView | null
  /** Of a view, as it stands on its button. */
  readonly countOf: (view: ReadingView) => string
  readonly runAddress: string
  readonly onChoose: (view: ReadingView) => void
}

/** Which list this is, and its views. */
export function ReadingHead({ list, views, view, countOf, runAddress, onChoose }: ReadingHeadProps) {
  const tabs = useRef<HTMLDivElement>(null)
  // On a phone the row of tabs is wider than the page: the chosen one stays in sight.
  useLayoutEffect(() => {
    const row = tabs.current
    const chosen = row?.querySelector<HTMLElement>('[aria-pressed=true]')
    if (row && chosen) row.scrollLeft = chosen.offsetLeft - row.offsetLeft - 40
  }, [view, list === undefined])
  return (
    <PageHead
      title="How it was read"
      between={[{ text: list?.name ?? 'run', href: runAddress }]}
      actions={
        <>
          {list === undefined ? null : (
            <span class="dim">
              revision {list.revision}, {kindWords[list.kind]}
            </span>
          )}
          <a class="button" href={runAddress}>
            To its run <KeyCap label="L" />
          </a>
        </>
      }
    >
      <div class="segments view-tabs" role="group" aria-label="Show" ref={tabs}>
        {views.map((one, at) => (
          <button
            key={one}
            type="button"
            aria-pressed={one === view}
            title={`${viewNames[one]} (${at + 1})`}
            onClick={() => onChoose(one)}
          >
            {viewNames[one]} <span class="figures dim">{countOf(one)}</span>
          </button>
        ))}
      </div>
    </PageHead>
  )
}
