import type { RefObject } from 'preact'
import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { RunView } from '../../../core/http/http-api.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { matchesFilter } from '../review-model.js'
import { EstimateLine } from './estimate-line.js'
import { HeldFoot } from './held-foot.js'
import { HeldRow } from './held-row.js'
import { HeldTitle } from './held-title.js'
import { turnOut } from './read-held-row.js'
import { useHeldTable, type HeldTableEvents } from './use-held-table.js'
import { focusedKey, focusFirstCell, walkRows } from './walk-rows.js'

/** What keys of the page do with the table. */
export interface HeldTableKeys {
  readonly walk: (step: number) => void
  readonly find: () => void
  readonly leaveOut: () => void
  /** The spec whose row has the focus, else the first one that is shown. */
  readonly chosenKey: () => string | null
}

export interface HeldTableProps extends HeldTableEvents {
  readonly run: RunView
  readonly specs: readonly SpecView[]
  readonly onEdit: (specKey: string) => void
  readonly keysRef: { current: HeldTableKeys | null }
}

/** So many rows are drawn; the rest on demand. */
const rowsStep = 200
const headings = ['Key', 'Type', 'Prompt', 'Size, px', 'Variants', 'Frames', '']

/**
 * A run that waits before anything is made: its specs as a table that can be corrected, and Start. What is typed and not
 * saved is kept, and stands there again when somebody comes back.
 */
export function HeldTable(props: HeldTableProps) {
  const { run, specs, onEdit, keysRef } = props
  // What is carried was made in an earlier run.
  const own = useMemo(() => specs.filter((spec) => spec.originRunId === undefined), [specs])
  const table = useHeldTable(run, own, props)
  const [filter, setFilter] = useState('')
  const [shownMax, setShownMax] = useState(rowsStep)
  const rows = useRef<HTMLUListElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const edit = useSteady(onEdit)
  const matching = own.filter((spec) => matchesFilter(spec, filter))
  const shown = matching.slice(0, shownMax)
  const left = matching.length - shown.length
  useEffect(() => {
    keysRef.current = {
      walk: (step) => walkRows(rows.current, step),
      find: () => search.current?.select(),
      leaveOut: () => {
        const key = focusedKey(rows.current)
        if (key !== null) table.type(key, turnOut(table.drafts.get(key) ?? {}))
      },
      chosenKey: () => focusedKey(rows.current) ?? shown[0]?.specKey ?? null,
    }
  })
  useEffect(
    () => () => {
      keysRef.current = null
    },
    [],
  )
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    table.saveOrStart()
  }
  return (
    <main class="held" onKeyDown={onKey}>
      <HeldTitle run={run} count={own.length} carried={specs.length - own.length}>
        <Search text={filter} onText={setFilter} inputRef={search} rows={rows} />
      </HeldTitle>
      <div class="held-row held-heading" aria-hidden="true">
        {headings.map((name) => (
          <span key={name}>{name}</span>
        ))}
      </div>
      <ul class="held-rows" ref={rows}>
        {shown.map((spec) => (
          <HeldRow
            key={spec.specRevisionId}
            spec={spec}
            draft={table.drafts.get(spec.specKey)}
            onType={table.type}
            onEdit={edit}
          />
        ))}
        {shown.length === 0 ? <li class="dim held-none">No spec is called that.</li> : null}
      </ul>
      {left <= 0 ? null : (
        <div class="row held-more">
          <button type="button" onClick={() => setShownMax(shownMax + rowsStep)}>
            Show {Math.min(left, rowsStep)} of {left} more
          </button>
        </div>
      )}
      <EstimateLine runId={run.runId} specs={specs} />
      <HeldFoot table={table} specs={own} />
    </main>
  )
}

interface SearchProps {
  readonly text: string
  readonly onText: (text: string) => void
  readonly inputRef: RefObject<HTMLInputElement>
  readonly rows: RefObject<HTMLUListElement>
}

function Search({ text, onText, inputRef, rows }: SearchProps) {
  const onKey = (event: KeyboardEvent) => {
    if (event.key === 'Escape') onText('')
    // Once the rows are those of the filter.
    if (event.key === 'Enter' || event.key === 'Escape')
      requestAnimationFrame(() => focusFirstCell(rows.current))
  }
  return (
    <input
      type="search"
      class="held-filter"
      placeholder="Find a spec  /"
      aria-label="Find a spec"
      ref={inputRef}
      value={text}
      onInput={(event) => onText(event.currentTarget.value)}
      onKeyDown={onKey}
    />
  )
}

/** The same function at every drawing, which does what the newest one does. */
function useSteady<Input>(act: (input: Input) => void): (input: Input) => void {
  const newest = useRef(act)
  newest.current = act
  return useMemo(() => (input: Input) => newest.current(input), [])
}
