import type { RunView } from '../../core/http/http-api.js'
import type { IntakeNote } from '../../core/intake/intake-report.js'
import { groupNotes } from '../progress/note-kinds.js'
import { el, fill } from './build-element.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { describeRevision } from '../progress/describe-revision.js'
import { differenceList } from './difference-list.js'
import { openSheet } from './open-sheet.js'
import { showFailure } from './show-failure.js'

/** Lines that were rejected, with what to write instead, and what was inferred. */
export function openIntakeSheet(client: AssetloomClient, run: RunView): void {
  const changes = el('div')
  if (run.revision !== undefined) void showChanges(client, run, changes)
  openSheet(
    'What the list became',
    'intake',
    changes,
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
    ...groupNotes(run.notes).flatMap(({ title, notes }) => [
      el('h3', {}, title),
      el('ul', { class: 'intake' }, ...notes.map(noteLine)),
    ]),
  )
}

/** A sentence of which nothing came is marked like a rejected line: somebody has to write it anew. */
function noteLine({ file, line, message, kind }: IntakeNote): HTMLElement {
  const mark = kind === 'not-understood' ? el('span', { class: 'tone-bad' }, '? ') : null
  const text = el('span', { class: kind === 'not-understood' ? '' : 'dim' }, mark, message)
  return el('li', {}, el('code', {}, `${file}:${line}`), text)
}

async function showChanges(client: AssetloomClient, run: RunView, into: HTMLElement): Promise<void> {
  if (run.revision === undefined) return
  const title = el('h3', {}, describeRevision(run.revision))
  fill(into, title)
  try {
    const { difference } = await client.readRunDifference(run.runId)
    if (difference !== null) fill(into, title, differenceList(difference))
  } catch (error) {
    fill(
      into,
      title,
      showFailure(error, () => void showChanges(client, run, into)),
    )
  }
}
