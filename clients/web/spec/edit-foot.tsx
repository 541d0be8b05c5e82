import { useEffect, useRef } from 'preact/hooks'
import type { SpecDetail, SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { countDifference } from '../../../core/intake/diff-specs.js'
import { ApiError } from '../../http/api-error.js'
import { useApp } from '../app/app-context.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyButton } from '../base/key-button.js'
import { KeyCap } from '../base/key-cap.js'
import { runHash } from '../read-route.js'
import { sayEffect } from '../spec-changes.js'
import type { EditedRun, SpecEditor } from './use-spec-editor.js'

interface EditFootProps {
  readonly run: EditedRun
  readonly detail: SpecDetail
  readonly editor: SpecEditor
  readonly onSave: () => void
  /** Nothing was given up: the fields go on. */
  readonly onKept: () => void
  readonly onClose: () => void
}

/** What saving does before it does it, the question before anything is given up, and where the new run is. */
export function EditFoot(props: EditFootProps) {
  const { editor, detail, onClose } = props
  return (
    <footer class="edit-foot">
      {editor.accepted !== null ? (
        <Saved accepted={editor.accepted} specKey={detail.specKey} onClose={onClose} />
      ) : editor.state === 'asking' ? (
        <Question {...props} />
      ) : (
        <Effect {...props} />
      )}
    </footer>
  )
}

function Effect({ run, detail, editor, onSave, onClose }: EditFootProps) {
  const { words, state, failure } = editor
  const faults = editor.faults.length
  const touched = new Set(words === '' ? [] : [detail.specKey])
  const effect = sayEffect(touched, run.specs, run.isHeld)
  const isSaving = state === 'saving'
  return (
    <>
      {failure === null ? null : <Refusal {...{ run, detail, editor, onSave, onClose }} />}
      <p class="edit-effect" role="status">
        {faults > 0 ? (
          <span class="tone-bad">
            ! {faults} {faults === 1 ? 'field needs' : 'fields need'} a look.
          </span>
        ) : words === '' ? (
          <span class="dim">{effect}</span>
        ) : (
          `${isSaving ? 'Saving' : 'Changes'} ${words}. ${effect}`
        )}
      </p>
      <button type="submit" class="primary" disabled={words === '' || faults > 0 || isSaving}>
        Save <KeyCap label="Ctrl ↵" />
      </button>
    </>
  )
}

function Question({ editor, onKept, onClose }: EditFootProps) {
  const keep = useRef<HTMLButtonElement>(null)
  useEffect(() => keep.current?.focus(), [])
  const goOn = () => {
    editor.keepEditing()
    onKept()
  }
  return (
    <>
      <p class="edit-effect tone-warn" role="alert">
        Give up what you changed ({editor.words})?
      </p>
      <div class="row">
        <KeyButton kind="primary" keyLabel="Esc" buttonRef={keep} onPress={goOn}>
          Keep editing
        </KeyButton>
        <button type="button" onClick={onClose}>
          Give up
        </button>
      </div>
    </>
  )
}

/** Problems that no field is named for; of an older revision there is a way to the newest. */
function Refusal(props: Omit<EditFootProps, 'onKept'>) {
  const { run, detail, editor, onSave, onClose } = props
  const { client } = useApp()
  const { failure } = editor
  if (!(failure instanceof ApiError) || failure.status !== 409)
    return <FailureNotice failure={failure} onRetry={onSave} />
  const openNewest = () => {
    client.listSpecEdits(run.runId).then(({ newest }) => {
      onClose()
      location.hash = runHash(newest?.runId ?? run.runId, detail.specKey)
    }, editor.fail)
  }
  return (
    <div class="notice notice-warn" role="alert">
      <p>
        <strong>! </strong>
        {failure.message}
      </p>
      <p class="dim">{failure.hint}</p>
      <button type="button" onClick={openNewest}>
        Open the newest revision
      </button>
    </div>
  )
}

interface SavedProps {
  readonly accepted: SpecEditsAccepted
  readonly specKey: string
  readonly onClose: () => void
}

function Saved({ accepted, specKey, onClose }: SavedProps) {
  const { created, revision, difference, runId } = accepted
  const link = useRef<HTMLAnchorElement>(null)
  useEffect(() => link.current?.focus(), [])
  return (
    <>
      <p class="edit-effect" role="status">
        <span class="tone-good">✓ </span>
        {created
          ? `Saved as revision ${revision}: ${countDifference(difference)}.`
          : `Nothing changed: revision ${revision} is like this already.`}
      </p>
      <a class="button primary" href={runHash(runId, specKey)} ref={link} onClick={onClose}>
        Open its run <KeyCap label="↵" />
      </a>
    </>
  )
}
