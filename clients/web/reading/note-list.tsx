import type { IntakeNote } from '../../../core/intake/intake-report.js'

/** More notes than this are counted; each stands with its sentence too. */
const shownMax = 500

/** What was filled in and what a model said, by file and line. */
export function NoteList({ notes }: { readonly notes: readonly IntakeNote[] }) {
  const rest = notes.length - shownMax
  return (
    <ul class="intake">
      {notes.slice(0, shownMax).map(({ file, line, message }, at) => (
        <li key={at}>
          <code class="dim">
            {file}:{line}
          </code>
          <span>{message}</span>
        </li>
      ))}
      {rest > 0 ? <li class="dim">and {rest} more, each with its sentence</li> : null}
    </ul>
  )
}
