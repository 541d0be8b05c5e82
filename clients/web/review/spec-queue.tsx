import { useLayoutEffect, useRef } from 'preact/hooks'
import { markOfSpec } from '../review-model.js'
import { specsOf } from '../spec-changes.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { describeEmptyQueue } from './describe-no-specs.js'
import { QueueNarrow } from './queue-narrow.js'
import { isNarrowed, wholeQueue } from './queue-narrowing.js'
import { useReview } from './use-desk.js'
import { useVirtualRows } from './use-virtual-rows.js'

/** CSS pixels; review.css has the same figures. */
const rowPx = { mouse: 28, touch: 44 }
const skeletonRows = 12

/** The list of specs on the left. Only the rows in sight are drawn. */
export function SpecQueue() {
  const { desk } = useReview()
  const { specs, specKey } = desk
  const shown = specs.filter((spec) => desk.isListed(spec))
  const scroll = useRef<HTMLDivElement>(null)
  const height = matchMedia('(pointer: coarse), (max-width: 720px)').matches ? rowPx.touch : rowPx.mouse
  const virtual = useVirtualRows({
    count: shown.length,
    scroll,
    heightOf: () => height,
    heightsKey: `${height} ${desk.isQueueOpen}`,
    overscan: 12,
  })
  const chosenAt = shown.findIndex((spec) => spec.specKey === specKey)
  useLayoutEffect(() => {
    if (chosenAt >= 0) virtual.scrollTo(chosenAt)
  }, [specKey, chosenAt >= 0])
  return (
    <nav class={`queue${desk.isQueueOpen ? ' is-open' : ''}`} aria-label="Specs">
      <QueueFilter firstKey={shown[0]?.specKey} />
      <QueueNarrow />
      <div class="queue-list" ref={scroll}>
        {desk.store.specsLoaded ? (
          <div class="queue-space" style={{ height: `${virtual.totalPx}px` }}>
            {virtual.rows.map(({ index, start }) => {
              const spec = shown[index]
              return spec === undefined ? null : (
                <QueueRow key={spec.specKey} spec={spec} start={start} isChosen={spec.specKey === specKey} />
              )
            })}
          </div>
        ) : (
          Array.from({ length: skeletonRows }, (_, at) => <div key={at} class="queue-row skeleton" />)
        )}
      </div>
      <QueueCount shown={shown.length} />
    </nav>
  )
}

function QueueFilter({ firstKey }: { readonly firstKey: string | undefined }) {
  const { desk } = useReview()
  const clear = (input: HTMLInputElement) => {
    desk.filter = ''
    input.blur()
    desk.changed()
  }
  const onKeyDown = (event: KeyboardEvent & { readonly currentTarget: HTMLInputElement }) => {
    if (event.key === 'Escape') clear(event.currentTarget)
    if (event.key !== 'Enter' || firstKey === undefined) return
    // Found: what is walked through next is the whole list again.
    clear(event.currentTarget)
    desk.showSpec(firstKey)
  }
  return (
    <input
      type="search"
      class="queue-filter"
      placeholder="Find a spec  /"
      aria-label="Find a spec"
      aria-keyshortcuts="/"
      value={desk.filter}
      onInput={(event) => {
        desk.filter = event.currentTarget.value
        desk.changed()
      }}
      onKeyDown={onKeyDown}
    />
  )
}

interface QueueRowProps {
  readonly spec: SpecView
  readonly start: number
  readonly isChosen: boolean
}

function QueueRow({ spec, start, isChosen }: QueueRowProps) {
  const { desk } = useReview()
  const mark = markOfSpec(spec)
  const others = desk.together.othersAt(spec.specKey)
  const claim = desk.together.claimOf(spec.specKey)
  const assignee = desk.facts.assigneeOf(spec.specKey)
  return (
    <button
      type="button"
      class={`queue-row${isChosen ? ' is-chosen' : ''}`}
      style={{ transform: `translateY(${start}px)` }}
      title={`${spec.prompt}: ${mark.label}`}
      onClick={() => desk.showSpec(spec.specKey)}
      {...(isChosen ? { 'aria-current': 'true' as const } : {})}
    >
      <span class="queue-key">{spec.specKey}</span>
      {others.length === 0 ? null : (
        <span
          class="presence"
          role="img"
          aria-label={`${others.join(', ')} looks at it`}
          title={others.join(', ')}
        >
          {initialsOf(others[0] ?? '')}
        </span>
      )}
      {claim === null ? null : (
        <span
          class={claim.isOwn ? 'claim is-own' : 'claim'}
          title={claim.isOwn ? 'taken by you' : `taken by ${claim.by}`}
        >
          {claim.isOwn ? '◆' : '◇'}
          <span class="visually-hidden">{claim.isOwn ? 'taken by you' : `taken by ${claim.by}`}</span>
        </span>
      )}
      {/* What the whole run is stands beside its title; the list marks what is not so. */}
      {assignee === null || assignee.isOfRun ? null : (
        <span class="claim" title={`for ${assignee.handle}`}>
          →{initialsOf(assignee.handle)}
          <span class="visually-hidden">for {assignee.handle}</span>
        </span>
      )}
      {spec.round > 1 ? <span class="dim figures">r{spec.round}</span> : null}
      <span class={`mark tone-${mark.tone}`} role="img" aria-label={mark.label}>
        {mark.shape}
        {mark.letter}
      </span>
    </button>
  )
}

/** At most two letters of a name. */
export function initialsOf(name: string): string {
  const words = name
    .replace(/^.*:/, '')
    .split(/[^\p{L}\p{N}]+/u)
    .filter(Boolean)
  return words
    .slice(0, 2)
    .map((word) => word.slice(0, 1).toUpperCase())
    .join('')
}

/** How many there are, how many are left, and the way back where the list shows none. */
function QueueCount({ shown }: { readonly shown: number }) {
  const { desk } = useReview()
  const { specs, filter, narrowing } = desk
  const isPart = filter !== '' || isNarrowed(narrowing)
  const open = specs.filter((spec) => spec.stage === 'reviewing').length
  const left = open === 0 ? 'nothing waits for you' : `${open} left to decide`
  const showAll = () => {
    desk.filter = ''
    desk.narrow(wholeQueue)
  }
  return (
    <p class="queue-count dim">
      {specs.length === 0
        ? describeEmptyQueue(desk.run, desk.store.specsLoaded)
        : shown === 0
          ? 'No spec is like that. '
          : `${isPart ? `${shown} of ${specs.length}` : specsOf(specs.length)} · ${left} `}
      {isPart ? (
        <button type="button" class="quiet copy" onClick={showAll}>
          Show all
        </button>
      ) : null}
    </p>
  )
}
