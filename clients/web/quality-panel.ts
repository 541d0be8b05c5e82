import { qualityLines } from '../../core/autopilot/describe-quality.js'
import type { QualityOutcome, QualityReport } from '../../core/autopilot/quality-report.js'
import { el, keyCap } from './build-element.js'
import { handedOverShape } from './review-model.js'

/** How an outcome looks: never colour alone. */
const outcomeLooks: Readonly<Record<QualityOutcome, { readonly shape: string; readonly tone: string }>> = {
  trying: { shape: '↻', tone: 'quiet' },
  met: { shape: '✓', tone: 'good' },
  handedOver: { shape: handedOverShape, tone: 'warn' },
  ended: { shape: '–', tone: 'quiet' },
}

/** What the autopilot tried for a spec: how it ended and why, then each round with its scores, then what did not help. */
export function qualityPanel(report: QualityReport): HTMLElement {
  const [summary = '', ...tried] = qualityLines(report)
  const { shape, tone } = outcomeLooks[report.outcome]
  return el(
    'section',
    { class: 'details quality', 'aria-label': 'What the autopilot tried' },
    el('h3', {}, 'What the autopilot tried'),
    el('p', { class: `tone-${tone}` }, `${shape} ${summary}`),
    el('ol', { class: 'decisions' }, ...tried.map((line) => el('li', {}, line))),
  )
}

/** Beside the variants of a spec that a person has to decide now: why the autopilot stopped, and where all of it stands. */
export function handOverLine({ reason }: QualityReport): HTMLElement {
  return el(
    'p',
    { class: 'hand-over' },
    el('span', { class: 'tone-warn' }, `${handedOverShape} Handed over to you: ${reason}. `),
    el('span', { class: 'dim' }, 'What was tried stands with the spec ', keyCap('S')),
  )
}
