import type { SpecView } from '../../http/assetloom-client.js'
import { outcomeLooks } from '../reading/outcome-looks.js'
import { byUrgency, type JoinedLine } from './join-lines.js'
import { joinClass } from './read-text.js'

/** Keys that are shown of one sentence; "digits 0-9" has ten, a series at most a hundred. */
const keysMax = 30

interface BecameProps {
  readonly lines: readonly JoinedLine[]
  readonly specs: ReadonlyMap<string, SpecView>
  readonly marked: number | null
  readonly onMark: (number: number | null) => void
  readonly onEdit: (specKey: string) => void
}

/** What each sentence became, what nobody understood first; a spec is corrected by its button. */
export function BecameList(props: BecameProps) {
  return (
    <ol class="became" aria-label="What each sentence became">
      {byUrgency(props.lines).map((joined) => (
        <Became key={joined.number} joined={joined} {...props} />
      ))}
    </ol>
  )
}

function Became({ joined, specs, marked, onMark, onEdit }: BecameProps & { readonly joined: JoinedLine }) {
  const { line, number } = joined
  const look = outcomeLooks[line.outcome]
  const rest = line.keys.length - keysMax
  return (
    <li
      class={`became-row ${joinClass(joined)} ${marked === number ? 'is-marked' : ''}`}
      onMouseEnter={() => onMark(number)}
      onMouseLeave={() => onMark(null)}
    >
      <span class="join-number figures">{number}</span>
      <div class="became-what">
        {line.keys.length > 0 ? null : (
          <p>
            <span class={`mark tone-${look.tone}`}>
              {look.mark} {look.label}
            </span>{' '}
            {line.text}
          </p>
        )}
        {line.keys.slice(0, keysMax).map((key) => (
          <SpecLine key={key} specKey={key} spec={specs.get(key)} onEdit={onEdit} />
        ))}
        {rest > 0 ? <p class="dim">and {rest} more</p> : null}
        {line.dropped.length > 0 ? (
          <p class="dim">
            left out by hand: <s>{line.dropped.join(', ')}</s>
          </p>
        ) : null}
        {line.meaning === undefined ? null : <p class="dim">{line.meaning}</p>}
        {line.outcome === 'not-understood' ? (
          <p class="dim">Nothing came of it. Write it anew: &quot;We need …&quot;, or under a heading.</p>
        ) : null}
        {line.problems.map((one) => (
          <p key={one.message}>
            <span class="tone-bad">✕</span> {one.message} <span class="dim">{one.hint}</span>
          </p>
        ))}
      </div>
    </li>
  )
}

function SpecLine(props: {
  readonly specKey: string
  readonly spec: SpecView | undefined
  readonly onEdit: (specKey: string) => void
}) {
  const { specKey, spec, onEdit } = props
  return (
    <p class="spec-line">
      <strong>{specKey}</strong>{' '}
      <span class="dim">
        {spec === undefined ? '' : `${spec.assetType} ${spec.size.width}x${spec.size.height}`}
      </span>
      <span class="dim spec-prompt">{spec?.prompt ?? ''}</span>
      <button type="button" class="quiet" onClick={() => onEdit(specKey)} aria-label={`Edit ${specKey}`}>
        Edit
      </button>
    </p>
  )
}
