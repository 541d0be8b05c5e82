import type { IntakeNote } from '../../core/intake/intake-report.js'
import { el } from './build-element.js'

/** More notes than this are counted; each stands with its sentence too. */
const shownMax = 500

/** Notes that ask nobody for anything: sentences, rules and proposals have views of their own. */
export function plainNotes(notes: readonly IntakeNote[]): IntakeNote[] {
  return notes.filter(({ kind }) => kind === undefined || kind === 'default' || kind === 'model')
}

/** What was filled in and what a model said, by file and line. */
export function noteList(notes: readonly IntakeNote[]): HTMLElement {
  const rest = notes.length - shownMax
  return el(
    'ul',
    { class: 'intake' },
    ...notes
      .slice(0, shownMax)
      .map(({ file, line, message }) =>
        el('li', {}, el('code', { class: 'dim' }, `${file}:${line}`), el('span', {}, message)),
      ),
    rest > 0 ? el('li', { class: 'dim' }, `and ${rest} more, each with its sentence`) : null,
  )
}
