import type { RunView } from '../../core/http/http-api.js'
import { el } from './build-element.js'
import { openSheet } from './open-sheet.js'

/** Lines that were rejected, with what to write instead, and what was inferred. */
export function openIntakeSheet(run: RunView): void {
  openSheet(
    'What the list became',
    'intake',
    run.problems.length === 0
      ? el('p', { class: 'dim' }, 'No line was rejected.')
      : el('h3', {}, `${run.problems.length} rejected`),
    el(
      'ul',
      { class: 'intake' },
      ...run.problems.map((one) =>
        el(
          'li',
          {},
          el('code', {}, `${one.file}:${one.line}`),
          el('span', {}, el('span', { class: 'tone-bad' }, '✕ '), one.message),
          el('span', { class: 'dim' }, one.hint),
        ),
      ),
    ),
    run.notes.length === 0
      ? null
      : el('h3', {}, run.notes.length === 1 ? '1 note' : `${run.notes.length} notes`),
    el(
      'ul',
      { class: 'intake' },
      ...run.notes.map((one) =>
        el('li', {}, el('code', {}, `${one.file}:${one.line}`), el('span', { class: 'dim' }, one.message)),
      ),
    ),
  )
}
