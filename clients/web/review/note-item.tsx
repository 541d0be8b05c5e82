import { useEffect, useRef, useState } from 'preact/hooks'
import type { NoteRow } from '../../../core/review-together/note-ports.js'
import { FailureNotice } from '../base/failure-notice.js'
import { TimeAgo } from '../base/time-ago.js'
import { useReview } from './use-desk.js'

export const noteCharsMax = 2_000

export interface NoteItemProps {
  readonly note: NoteRow
  /** It is about the variant that is looked at. */
  readonly isOnThis: boolean
  readonly onEdit: (text: string) => Promise<unknown>
  readonly onDelete: () => Promise<unknown>
}

/** One note, with the texts that it had before; its author changes or deletes it. */
export function NoteItem({ note, isOnThis, onEdit, onDelete }: NoteItemProps) {
  const { desk } = useReview()
  const [isEdited, setEdited] = useState(false)
  const [failure, setFailure] = useState<unknown>(null)
  const isOwn = desk.together.self === '' || note.author === desk.together.self
  const attempt = (work: Promise<unknown>) => {
    work.then(
      () => (setFailure(null), setEdited(false)),
      (error: unknown) => setFailure(error),
    )
  }
  return (
    <li>
      {isEdited ? (
        <NoteEdit text={note.text} onSave={(text) => attempt(onEdit(text))} onBack={() => setEdited(false)} />
      ) : (
        <p class="note-text">{note.text}</p>
      )}
      <div class="dim note-about">
        {note.author}, <TimeAgo at={note.createdAt} />
        {isOnThis ? ', on this variant' : ''}
        {!isOwn || isEdited ? null : (
          <>
            <button
              type="button"
              class="quiet copy"
              aria-label={`Edit your note: ${note.text.slice(0, 40)}`}
              onClick={() => setEdited(true)}
            >
              Edit
            </button>
            <button
              type="button"
              class="quiet copy"
              aria-label={`Delete your note: ${note.text.slice(0, 40)}`}
              onClick={() => attempt(onDelete())}
            >
              Delete
            </button>
          </>
        )}
        <Former note={note} />
      </div>
      {failure === null ? null : <FailureNotice failure={failure} />}
    </li>
  )
}

/** What it said before, newest first. */
function Former({ note }: { readonly note: NoteRow }) {
  if (note.editedAt === null) return null
  return (
    <details>
      <summary>changed</summary>
      <ul>
        {[...note.former].reverse().map(({ text, replacedAt }) => (
          <li key={replacedAt}>
            <span class="note-text">{text}</span> until <TimeAgo at={replacedAt} />
          </li>
        ))}
      </ul>
    </details>
  )
}

interface NoteEditProps {
  readonly text: string
  readonly onSave: (text: string) => void
  readonly onBack: () => void
}

function NoteEdit({ text, onSave, onBack }: NoteEditProps) {
  const [next, setNext] = useState(text)
  const field = useRef<HTMLTextAreaElement>(null)
  useEffect(() => field.current?.focus(), [])
  const save = () => {
    const tidy = next.trim()
    if (tidy === text) onBack()
    else if (tidy !== '') onSave(tidy)
  }
  return (
    <form
      class="note-edit"
      onSubmit={(event) => {
        event.preventDefault()
        save()
      }}
    >
      <textarea
        ref={field}
        rows={3}
        maxLength={noteCharsMax}
        aria-label="Text of the note"
        value={next}
        onInput={(event) => setNext(event.currentTarget.value)}
        onKeyDown={(event) => {
          if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) save()
          else if (event.key === 'Escape') onBack()
          else return
          event.preventDefault()
        }}
      />
      <div class="row">
        <button type="submit" class="primary" disabled={next.trim() === ''}>
          Save
        </button>
        <button type="button" class="quiet" onClick={onBack}>
          Back
        </button>
      </div>
    </form>
  )
}
