import { useState } from 'preact/hooks'
import type { SpecDetail, SpecEditChange, SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { describeSpecChange } from '../../../core/intake/diff-specs.js'
import { ApiError } from '../../http/api-error.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { useApp } from '../app/app-context.js'
import { placeProblem } from '../place-problem.js'
import { readSpecForm, type FormFault } from '../read-spec-form.js'
import { changeOf } from '../spec-changes.js'
import { formOf, type FormField, type SpecForm } from '../spec-form.js'

export interface EditedRun {
  readonly runId: string
  /** Of the list, as the page shows it: the API refuses an edit of another one. */
  readonly revision: number
  readonly specs: readonly SpecView[]
  readonly isHeld: boolean
}

export type EditorState = 'editing' | 'asking' | 'saving' | 'saved'

export interface SpecEditor {
  readonly form: SpecForm
  readonly faults: readonly FormFault[]
  /** What saving changes, in words; empty = nothing. */
  readonly words: string
  readonly state: EditorState
  readonly accepted: SpecEditsAccepted | null
  /** What was refused and belongs to no line. */
  readonly failure: unknown
  /** Closing it would lose something. */
  readonly isAtRisk: boolean
  readonly set: (part: Partial<SpecForm>) => void
  /** The first line that is wrong instead of sending anything. */
  readonly save: () => FormField | null
  readonly dropEdit: () => void
  /** False while there is something to lose: then the sheet asks. */
  readonly mayClose: () => boolean
  readonly keepEditing: () => void
  readonly fail: (failure: unknown) => void
}

/** The form of one spec as it is typed, what is wrong with it, and its way to the API. */
export function useSpecEditor(
  run: EditedRun,
  detail: SpecDetail,
  onSaved: (accepted: SpecEditsAccepted) => void,
  onRefused: (field: FormField) => void,
): SpecEditor {
  const { client } = useApp()
  const { spec, written } = detail
  const [form, setForm] = useState<SpecForm>(() => formOf(spec))
  const [state, setState] = useState<EditorState>('editing')
  const [refused, setRefused] = useState<readonly FormFault[]>([])
  const [failure, fail] = useState<unknown>(null)
  const [accepted, setAccepted] = useState<SpecEditsAccepted | null>(null)
  const read = readSpecForm(spec, form)
  const change = changeOf(spec, read.after, written)
  const isAtRisk = state === 'saving' || (state !== 'saved' && change !== null)
  const send = async (edit: SpecEditChange) => {
    if (state === 'saving' || state === 'saved') return
    setState('saving')
    fail(null)
    try {
      const body = { edits: [edit], expectedRevision: run.revision }
      const answer = await client.editSpecs(run.runId, body)
      setAccepted(answer)
      setState('saved')
      onSaved(answer)
    } catch (error) {
      const { faults, rest } = placeRefusal(error)
      setState('editing')
      setRefused(faults)
      fail(rest ? error : null)
      const [first] = faults
      if (first !== undefined) onRefused(first.field)
    }
  }
  return {
    ...{ form, state, accepted, failure, isAtRisk, fail },
    faults: [...refused, ...read.faults],
    words: describeSpecChange(spec, read.after),
    set: (part) => {
      setForm((old) => ({ ...old, ...part }))
      setRefused([])
      fail(null)
      if (state === 'asking') setState('editing')
    },
    save: () => {
      const [first] = read.faults
      if (first !== undefined) return first.field
      if (change !== null) void send(change)
      return null
    },
    dropEdit: () => void send({ key: spec.key, drop: true }),
    mayClose: () => {
      if (!isAtRisk) return true
      if (state !== 'saving') setState(state === 'asking' ? 'editing' : 'asking')
      return false
    },
    keepEditing: () => setState('editing'),
  }
}

/** What the API says of members, at their lines; `rest` where something belongs to none. */
function placeRefusal(error: unknown): { faults: FormFault[]; rest: boolean } {
  if (!(error instanceof ApiError) || error.problem.problems === undefined) return { faults: [], rest: true }
  const { faults, rest } = placeProblem(error.problem)
  return { faults, rest: rest || faults.length === 0 }
}
