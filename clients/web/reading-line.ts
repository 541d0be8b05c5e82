import type { ReadingLine, ReadingOutcome } from '../../core/http/compose-reading.js'
import { el, type Child } from './build-element.js'
import { runHash } from './read-route.js'

interface OutcomeLook {
  readonly mark: string
  readonly label: string
  readonly tone: string
}

/** How an outcome looks: never colour alone. */
export const outcomeLooks: Readonly<Record<ReadingOutcome, OutcomeLook>> = {
  'not-understood': { mark: '?', label: 'not understood', tone: 'warn' },
  problem: { mark: '✕', label: 'rejected', tone: 'bad' },
  constraint: { mark: '§', label: 'rule', tone: 'quiet' },
  spec: { mark: '▪', label: 'spec', tone: 'quiet' },
  note: { mark: '·', label: 'note', tone: 'quiet' },
}

/** Keys that are shown of one sentence; "digits 0-9" has ten, a series at most a hundred. */
const keysMax = 30

export interface ReadingLineContext {
  readonly runId: string
  /** Several files are told apart by their names. */
  readonly showFile: boolean
  /** Proposals that answer this line, by key. */
  readonly proposals: readonly string[]
  readonly onProposals: () => void
}

/** A sentence on the left, what became of it on the right. */
export function readingLine(line: ReadingLine, context: ReadingLineContext): HTMLElement {
  const look = outcomeLooks[line.outcome]
  const place = line.lastLine > line.line ? `${line.line}-${line.lastLine}` : `${line.line}`
  return el(
    'li',
    { class: `reading-line tone-line-${look.tone}`, tabindex: 0 },
    el('code', { class: 'reading-place dim' }, context.showFile ? `${line.file}:${place}` : place),
    el('span', { class: `mark tone-${look.tone}`, title: look.label }, `${look.mark} ${look.label}`),
    el(
      'p',
      { class: 'reading-text' },
      line.text === '' ? el('span', { class: 'dim' }, '(no text)') : line.text,
    ),
    el('div', { class: 'reading-became' }, ...becameOf(line, context)),
  )
}

function becameOf(line: ReadingLine, { runId, proposals, onProposals }: ReadingLineContext): Child[] {
  const rest = line.keys.length - keysMax
  const keys = line.keys
    .slice(0, keysMax)
    .map((key) => el('a', { class: 'key-link', href: runHash(runId, key) }, key))
  const isOpen = line.outcome === 'not-understood' && proposals.length === 0
  return [
    keys.length === 0 ? null : el('p', { class: 'key-links' }, ...keys, rest > 0 ? `and ${rest} more` : null),
    line.dropped.length === 0
      ? null
      : el('p', { class: 'dim' }, 'left out by hand: ', el('s', {}, line.dropped.join(', '))),
    line.meaning === undefined ? null : el('p', { class: 'dim' }, line.meaning),
    isOpen
      ? el('p', { class: 'dim' }, 'Nothing came of it. Write it anew: "We need …", or under a heading.')
      : null,
    proposals.length === 0
      ? null
      : el(
          'button',
          { type: 'button', class: 'quiet', onclick: onProposals },
          `A model proposes ${proposals.slice(0, keysMax).join(', ')}`,
        ),
    ...line.problems.flatMap((one) => [
      el('p', {}, el('span', { class: 'tone-bad' }, '✕ '), one.message),
      el('p', { class: 'dim' }, one.hint),
    ]),
    // A proposal that can be accepted has its card.
    ...line.notes
      .filter((one) => one.proposal === undefined)
      .map((one) => el('p', { class: 'dim' }, one.message)),
  ]
}
