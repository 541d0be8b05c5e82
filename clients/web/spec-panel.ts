import type { SpecDetail, SpecRevisionView } from '../../core/http/spec-edits-api.js'
import { el, keyCap, type Child } from './build-element.js'
import { listHash } from './read-route.js'
import { showTime } from './show-time.js'
import { specFacts } from './spec-facts.js'

const origins: Readonly<Record<SpecDetail['origin'], string>> = {
  list: 'from the list',
  hand: 'added by hand',
  model: 'proposed by a model and accepted',
}

/** The whole spec: every field of its kind, the sentence it comes from, what was changed by hand, and how it was before. */
export function specPanel(detail: SpecDetail, onEdit: (() => void) | null): HTMLElement {
  const { spec, edit, revisions } = detail
  return el(
    'section',
    { class: 'details', 'aria-label': 'The whole spec' },
    el(
      'div',
      { class: 'row' },
      el(
        'button',
        {
          type: 'button',
          disabled: onEdit === null,
          title: onEdit === null ? 'A newer revision of this list takes the edits.' : 'Change this spec (E)',
          onclick: () => onEdit?.(),
        },
        'Edit ',
        keyCap('E'),
      ),
      edit === null ? null : el('span', { class: 'tone-warn' }, `✎ changed by hand: ${edit.words}`),
    ),
    edit?.message === undefined
      ? null
      : el('p', { class: 'tone-warn' }, `! ${edit.message} `, el('span', { class: 'dim' }, edit.hint ?? '')),
    specFacts(spec),
    el('h3', {}, 'Where it comes from'),
    ...sourceLines(detail),
    el('h3', {}, `Revisions of this spec ${revisions.length}`),
    el('ol', { class: 'decisions' }, ...revisions.map((one) => revisionItem(one, detail))),
  )
}

function sourceLines({ runId, origin, refinedBy, spec: { source } }: SpecDetail): Child[] {
  const by = refinedBy === 'rules' || refinedBy === 'hand' ? '' : `, ${refinedBy}`
  return [
    el(
      'p',
      {},
      el(
        'a',
        { href: listHash(runId), title: 'How the list was read (L)' },
        el('code', {}, `${source.file}:${source.line}`),
      ),
      el('span', { class: 'dim' }, ` ${origins[origin]}${by}`),
    ),
    source.text === '' ? null : el('blockquote', { class: 'sentence-quote' }, source.text),
  ]
}

function revisionItem(one: SpecRevisionView, detail: SpecDetail): HTMLElement {
  const isShown = one.specRevisionId === detail.specRevisionId
  return el(
    'li',
    { class: isShown ? 'is-shown' : '' },
    el('strong', { class: 'figures' }, `${one.revision}`),
    ' ',
    showTime(one.createdAt),
    el('span', { class: 'dim' }, ` ${one.words === '' ? 'as first written' : one.words}`),
    isShown ? el('span', { class: 'dim' }, ' (shown)') : null,
  )
}
