import type { ReadingLine } from '../../../core/http/compose-reading.js'
import { runHash } from '../read-route.js'
import { outcomeLooks } from './outcome-looks.js'

/** Keys that are shown of one sentence; "digits 0-9" has ten, a series at most a hundred. */
const keysMax = 30

export interface SentenceRowProps {
  readonly line: ReadingLine
  readonly runId: string
  /** Several files are told apart by their names. */
  readonly showFile: boolean
  /** Proposals that answer this line, by key. */
  readonly proposals: readonly string[]
  readonly onProposals: () => void
}

/** A sentence on the left, what became of it on the right. */
export function SentenceRow(props: SentenceRowProps) {
  const { line, showFile } = props
  const look = outcomeLooks[line.outcome]
  const place = line.lastLine > line.line ? `${line.line}-${line.lastLine}` : `${line.line}`
  return (
    // J and K walk the rows.
    <li class={`reading-line tone-line-${look.tone}`} tabIndex={-1}>
      <code class="reading-place dim">{showFile ? `${line.file}:${place}` : place}</code>
      <span class={`mark tone-${look.tone}`} title={look.label}>
        {look.mark} {look.label}
      </span>
      <p class="reading-text">{line.text === '' ? <span class="dim">(no text)</span> : line.text}</p>
      <div class="reading-became">
        <Became {...props} />
      </div>
    </li>
  )
}

function Became({ line, runId, proposals, onProposals }: SentenceRowProps) {
  const rest = line.keys.length - keysMax
  const isOpen = line.outcome === 'not-understood' && proposals.length === 0
  return (
    <>
      {line.keys.length === 0 ? null : (
        <p class="key-links">
          {line.keys.slice(0, keysMax).map((key) => (
            <a key={key} class="key-link" href={runHash(runId, key)}>
              {key}
            </a>
          ))}
          {rest > 0 ? `and ${rest} more` : null}
        </p>
      )}
      {line.dropped.length === 0 ? null : (
        <p class="dim">
          left out by hand: <s>{line.dropped.join(', ')}</s>
        </p>
      )}
      {line.meaning === undefined ? null : <p class="dim">{line.meaning}</p>}
      {isOpen ? <p class="dim">Nothing came of it. Write it anew: "We need …", or under a heading.</p> : null}
      {proposals.length === 0 ? null : (
        <button type="button" class="quiet" onClick={onProposals}>
          A model proposes {proposals.slice(0, keysMax).join(', ')}
        </button>
      )}
      <Told line={line} />
    </>
  )
}

function Told({ line: { problems, notes } }: { readonly line: ReadingLine }) {
  return (
    <>
      {problems.map(({ message, hint }) => (
        <div key={message}>
          <p>
            <span class="tone-bad">✕ </span>
            {message}
          </p>
          <p class="dim">{hint}</p>
        </div>
      ))}
      {notes
        // A proposal that can be accepted has its card.
        .filter((one) => one.proposal === undefined)
        .map(({ message }) => (
          <p key={message} class="dim">
            {message}
          </p>
        ))}
    </>
  )
}
