import { useCallback, useRef, useState } from 'preact/hooks'
import type { RunView } from '../../../core/http/http-api.js'
import type { SpecEditChange, SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { useApp } from '../app/app-context.js'
import type { RowDraft, RunDraft } from '../held-drafts.js'
import { readHeldRow, typedSince } from './read-held-row.js'

export interface HeldTable {
  readonly drafts: RunDraft
  readonly changes: readonly SpecEditChange[]
  /** Rows that cannot be saved as they are. */
  readonly wrong: number
  readonly state: 'idle' | 'saving' | 'starting'
  readonly failure: unknown
  /** Rows were typed in before this page was shown, and nobody has undone or saved it since. */
  readonly isRestored: boolean
  readonly type: (specKey: string, row: RowDraft | null) => void
  readonly reset: () => void
  /** Saves what was typed; where nothing was, starts. */
  readonly saveOrStart: () => void
}

export interface HeldTableEvents {
  readonly onStart: () => Promise<unknown>
  readonly onSaved: (accepted: SpecEditsAccepted) => void
}

/** What is typed into the specs of a held run: kept at every change, read, and sent. */
export function useHeldTable(run: RunView, specs: readonly SpecView[], events: HeldTableEvents): HeldTable {
  const { client, drafts: kept } = useApp()
  const { runId } = run
  const [drafts, setDrafts] = useState<RunDraft>(() => kept.of(runId))
  const [isRestored, setRestored] = useState(() => kept.of(runId).size > 0)
  const [state, setState] = useState<HeldTable['state']>('idle')
  const [failure, setFailure] = useState<unknown>(null)
  const newest = useRef(drafts)
  const keep = (rows: RunDraft) => {
    newest.current = rows
    kept.keep(runId, rows)
    setDrafts(rows)
  }
  const type = useCallback((specKey: string, row: RowDraft | null) => {
    const rows = new Map(newest.current)
    if (row === null) rows.delete(specKey)
    else rows.set(specKey, row)
    keep(rows)
  }, [])
  const read = specs.flatMap((spec) => {
    const draft = drafts.get(spec.specKey)
    return draft === undefined ? [] : [readHeldRow(spec, draft)]
  })
  const changes = read.flatMap(({ change }) => change ?? [])
  const wrong = read.filter(({ fault }) => fault !== null).length
  const saveOrStart = async () => {
    if (state !== 'idle' || wrong > 0) return
    setState(changes.length === 0 ? 'starting' : 'saving')
    setFailure(null)
    try {
      if (changes.length === 0) await events.onStart()
      else {
        const sent = newest.current
        const body = { edits: changes, expectedRevision: run.wishlistRevision }
        const accepted = await client.editSpecs(runId, body)
        keep(typedSince(sent, newest.current))
        events.onSaved(accepted)
      }
    } catch (error) {
      setFailure(error)
    }
    setState('idle')
  }
  return {
    ...{ drafts, changes, wrong, state, failure, type },
    isRestored: isRestored && changes.length > 0,
    reset: () => {
      keep(new Map())
      setRestored(false)
      setFailure(null)
    },
    saveOrStart: () => void saveOrStart(),
  }
}
