import { el } from './build-element.js'
import { verbPast } from './decision-bar.js'
import { markOfVerdict } from './review-model.js'
import type { Refusal } from './reviewer.js'
import { showTime } from './show-time.js'

export interface RefusalEvents {
  readonly onKeep: () => void
  readonly onReopen: () => void
  readonly onAnyway: () => void
  readonly onShow: () => void
}

/** Somebody else decided first, or the spec is closed: who, when, why, and what can be done. */
export function refusalNotice(refusal: Refusal, events: RefusalEvents): HTMLElement {
  const { problem, decision } = refusal
  const theirs = problem.decision
  return el(
    'div',
    { class: 'notice notice-warn', role: 'alert' },
    el(
      'p',
      {},
      el('strong', {}, `! ${decision.specKey} was not ${verbPast[decision.body.verb]}. `),
      theirs === undefined
        ? problem.detail
        : el(
            'span',
            {},
            `It was ${theirs.verb === 'withdraw' ? 'undone' : (markOfVerdict(theirs.verdict)?.label ?? theirs.verdict)} by ${theirs.reviewer} `,
            showTime(theirs.decidedAt),
            theirs.reason === null ? '.' : `: "${theirs.reason}".`,
          ),
    ),
    problem.hint === undefined || theirs !== undefined ? null : el('p', { class: 'dim' }, problem.hint),
    el(
      'div',
      { class: 'row' },
      el(
        'button',
        { type: 'button', onclick: events.onKeep },
        theirs === undefined ? 'Leave it' : 'Keep theirs',
      ),
      problem.reopen === undefined
        ? null
        : el('button', { type: 'button', onclick: events.onReopen }, 'Reopen the spec'),
      theirs === undefined
        ? null
        : el('button', { type: 'button', onclick: events.onAnyway }, `Decide again: ${decision.body.verb}`),
      el('button', { type: 'button', class: 'quiet', onclick: events.onShow }, 'Show it'),
    ),
  )
}
