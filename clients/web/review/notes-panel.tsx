import { useQuery } from '@tanstack/preact-query'
import { useState } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import type { NoteRow } from '../../../core/review-together/note-ports.js'
import { FailureNotice } from '../base/failure-notice.js'
import { KeyCap } from '../base/key-cap.js'
import { showToast } from '../base/toast.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { NoteItem, noteCharsMax } from './note-item.js'
import { reviewRequests } from './review-requests.js'
import { useReview } from './use-desk.js'

/** What people wrote on this spec and its variants, and a line to write more. Nothing where the API keeps no notes. */
export function NotesPanel({
  spec,
  variant,
}: {
  readonly spec: SpecView
  readonly variant: VariantView | null
}) {
  const { desk } = useReview()
  const { runId } = desk.store
  const requests = reviewRequests(desk.app.client, runId, spec.specKey)
  const { data, error, refetch } = useQuery({
    queryKey: ['run', runId, 'notes', spec.specKey],
    queryFn: () => requests.listNotes(),
  })
  const remove = async (note: NoteRow) => {
    await requests.deleteNote(note.noteId)
    await refetch()
    const putBack = () => {
      requests.addNote(note.text, note.variantId).then(
        () => refetch(),
        (failure: unknown) =>
          showToast({ title: 'The note is not back', detail: String(failure), tone: 'error' }),
      )
    }
    showToast({ title: 'Note deleted', action: { label: 'Undo', onPress: putBack } })
  }
  if (error !== null) return <FailureNotice failure={error} onRetry={() => void refetch()} />
  if (data === null) return null
  // The line to write in is there before the notes are: somebody may press N and go on typing.
  const notes = data?.notes ?? []
  return (
    <>
      <h3>Notes</h3>
      {notes.length === 0 ? null : (
        <ul class="notes">
          {notes.map((note) => (
            <NoteItem
              key={note.noteId}
              {...{ note }}
              isOnThis={note.variantId !== null && note.variantId === variant?.variantId}
              onEdit={(text) => requests.editNote(note.noteId, text).then(() => refetch())}
              onDelete={() => remove(note)}
            />
          ))}
        </ul>
      )}
      <NoteForm onSend={(text) => requests.addNote(text, variant?.variantId ?? null).then(() => refetch())} />
    </>
  )
}

function NoteForm({ onSend }: { readonly onSend: (text: string) => Promise<unknown> }) {
  const [text, setText] = useState('')
  const [failure, setFailure] = useState<unknown>(null)
  const [isSending, setSending] = useState(false)
  const send = () => {
    if (text.trim() === '' || isSending) return
    setSending(true)
    onSend(text.trim())
      .then(
        () => (setText(''), setFailure(null)),
        // What was typed stays, to be sent again.
        (error: unknown) => setFailure(error),
      )
      .finally(() => setSending(false))
      .catch(() => undefined)
  }
  return (
    <form
      class="note-form"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      <input
        type="text"
        data-focus="note"
        maxLength={noteCharsMax}
        aria-label="Write a note"
        aria-keyshortcuts="N"
        placeholder="note …"
        value={text}
        onInput={(event) => setText(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Escape') event.currentTarget.blur()
        }}
      />
      <button type="submit" disabled={text.trim() === '' || isSending}>
        Add <KeyCap label="↵" />
      </button>
      {failure === null ? null : <FailureNotice failure={failure} onRetry={send} />}
    </form>
  )
}
