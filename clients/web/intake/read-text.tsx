import { cutText, type JoinedLine } from './join-lines.js'

/** The text as it was read: each sentence in the colour and with the number that its specs have. */
export function ReadText(props: {
  readonly text: string
  readonly lines: readonly JoinedLine[]
  readonly marked: number | null
  readonly onMark: (number: number | null) => void
}) {
  const { text, lines, marked, onMark } = props
  const shown = new Set<number>()
  return (
    <ol class="read-text" aria-label="The list as it was read">
      {cutText(text, lines).map((pieces, at) => (
        <li key={at} class="read-row">
          <code class="dim">{at + 1}</code>
          <span>
            {pieces.map(({ text: words, of }, index) => {
              if (of === null) return words
              const isFirst = !shown.has(of.number)
              shown.add(of.number)
              return (
                <mark
                  key={index}
                  class={`join ${joinClass(of)} ${marked === of.number ? 'is-marked' : ''}`}
                  onMouseEnter={() => onMark(of.number)}
                  onMouseLeave={() => onMark(null)}
                >
                  {words}
                  {isFirst ? <sup>{of.number}</sup> : null}
                </mark>
              )
            })}
          </span>
        </li>
      ))}
    </ol>
  )
}

/** The colour of a sentence on both sides; what made nothing has a look of its own. */
export function joinClass({ line, colour }: JoinedLine): string {
  if (colour !== null) return `join-${colour}`
  return line.outcome === 'not-understood' || line.problems.length > 0 ? 'join-lost' : 'join-rule'
}
