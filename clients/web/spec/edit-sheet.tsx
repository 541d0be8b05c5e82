import { useQuery } from '@tanstack/preact-query'
import { useEffect, useRef, useState } from 'preact/hooks'
import type { SpecDetail, SpecEditsAccepted } from '../../../core/http/spec-edits-api.js'
import { useApp } from '../app/app-context.js'
import { Dialog } from '../base/dialog.js'
import { FailureNotice } from '../base/failure-notice.js'
import { EditFoot } from './edit-foot.js'
import { focusField, SpecFields } from './spec-fields.js'
import { useSpecEditor, type EditedRun } from './use-spec-editor.js'

export interface EditSheetProps {
  readonly run: EditedRun
  readonly specKey: string
  /** Told of the new run; a held one is what to look at next. */
  readonly onSaved: (accepted: SpecEditsAccepted) => void
  readonly onClose: () => void
}

/** The form of one spec, at the side of the page. It asks before it gives up what was typed. */
export function EditSheet({ run, specKey, onSaved, onClose }: EditSheetProps) {
  const { client } = useApp()
  const mayClose = useRef<() => boolean>(() => true)
  const { data, error, refetch } = useQuery({
    queryKey: ['edited', run.runId, specKey],
    queryFn: () => client.readSpecDetail(run.runId, specKey),
    // What is typed is against what was read when the sheet was opened, and nothing that came later.
    ...{ staleTime: Infinity, gcTime: 0, refetchOnWindowFocus: false },
  })
  return (
    <Dialog title={`Edit ${specKey}`} size="side" onClose={onClose} mayClose={() => mayClose.current()}>
      <div class="edit-body">
        {data !== undefined ? (
          <EditForm {...{ run, onSaved, onClose }} detail={data} mayCloseRef={mayClose} />
        ) : error === null ? (
          <p class="dim">Reading the spec …</p>
        ) : (
          <FailureNotice failure={error} onRetry={() => void refetch()} />
        )}
      </div>
    </Dialog>
  )
}

interface EditFormProps extends Omit<EditSheetProps, 'specKey'> {
  readonly detail: SpecDetail
  readonly mayCloseRef: { current: () => boolean }
}

function EditForm({ run, detail: read, onSaved, onClose, mayCloseRef }: EditFormProps) {
  const [detail] = useState(read)
  const element = useRef<HTMLFormElement>(null)
  const editor = useSpecEditor(run, detail, onSaved, (field) => focusField(element.current, field))
  const { state, isAtRisk, form, faults, set } = editor
  const goOn = () => focusField(element.current, 'prompt')
  mayCloseRef.current = () => {
    // Asked twice, Escape means: go on.
    if (state === 'asking') goOn()
    return editor.mayClose()
  }
  useEffect(goOn, [])
  useEffect(() => {
    if (!isAtRisk) return
    const onUnload = (event: BeforeUnloadEvent) => event.preventDefault()
    window.addEventListener('beforeunload', onUnload)
    return () => window.removeEventListener('beforeunload', onUnload)
  }, [isAtRisk])
  const save = () => {
    const wrong = editor.save()
    if (wrong !== null) focusField(element.current, wrong)
  }
  const onKey = (event: KeyboardEvent) => {
    if (event.key !== 'Enter' || !(event.ctrlKey || event.metaKey)) return
    event.preventDefault()
    save()
  }
  const onSubmit = (event: Event) => {
    event.preventDefault()
    save()
  }
  return (
    <form class="edit-form" noValidate ref={element} onSubmit={onSubmit} onKeyDown={onKey}>
      <EditHead detail={detail} onDrop={editor.dropEdit} />
      <SpecFields spec={detail.spec} form={form} faults={faults} onChange={set} />
      <EditFoot {...{ run, detail, editor, onClose }} onSave={save} onKept={goOn} />
    </form>
  )
}

/** Where it comes from, and what was changed by hand before. */
function EditHead({ detail, onDrop }: { readonly detail: SpecDetail; readonly onDrop: () => void }) {
  const { spec, edit } = detail
  return (
    <div class="edit-head">
      <p class="dim">
        {spec.assetType} from{' '}
        <code>
          {spec.source.file}:{spec.source.line}
        </code>
      </p>
      {spec.source.text === '' ? null : <blockquote class="sentence-quote">{spec.source.text}</blockquote>}
      {edit === null ? null : (
        <p class="row">
          <span class="tone-warn">✎ changed by hand: {edit.words}</span>
          <button type="button" onClick={onDrop}>
            Drop the edit
          </button>
        </p>
      )}
    </div>
  )
}
