import type { VariantRouteView, VariantView } from '../../core/http/http-api.js'
import type { DecisionRow } from '../../core/ports.js'
import type { SpecView } from '../http/assetloom-client.js'
import { el, type Child } from './build-element.js'
import { handOverLine } from './quality-panel.js'
import { isHandedOver, markOfVerdict } from './review-model.js'
import { showTime } from './show-time.js'
import { variantOrigin } from './variant-origin.js'

/** Why a variant has its score, where it comes from, who decided what. */
export function variantDetails(
  spec: SpecView,
  variant: VariantView | null,
  decisions: readonly DecisionRow[],
  route: VariantRouteView | null,
): HTMLElement {
  return el(
    'aside',
    { class: 'details', 'aria-label': 'About this variant' },
    spec.quality !== undefined && isHandedOver(spec) ? handOverLine(spec.quality) : null,
    el('h3', {}, 'Prompt'),
    el('p', { class: 'prompt' }, spec.prompt),
    ...(variant === null ? [] : aboutVariant(spec, variant, decisions, route)),
  )
}

function aboutVariant(
  spec: SpecView,
  variant: VariantView,
  decisions: readonly DecisionRow[],
  route: VariantRouteView | null,
): Child[] {
  const score = variant.score === null ? 'not yet' : variant.score.toFixed(2)
  return [
    ...(decisions.length === 0
      ? []
      : [el('h3', {}, 'Decisions'), el('ol', { class: 'decisions' }, ...decisions.map(decisionItem))]),
    el('h3', {}, 'Score ', el('strong', { class: 'figures' }, score)),
    variant.checks.length === 0
      ? el('p', { class: 'dim' }, 'The checks have not run yet.')
      : el('ul', { class: 'checks' }, ...failedFirst(variant.checks).map(checkItem)),
    ...variantOrigin(spec, variant, route),
  ]
}

/** What failed is what a reviewer looks for. */
function failedFirst(checks: VariantView['checks']): VariantView['checks'][number][] {
  return [...checks].sort((a, b) => Number(a.passed) - Number(b.passed))
}

function checkItem(check: VariantView['checks'][number]): HTMLElement {
  return el(
    'li',
    {},
    el(
      'span',
      {
        class: `mark tone-${check.passed ? 'good' : 'bad'}`,
        role: 'img',
        'aria-label': check.passed ? 'passed' : 'failed',
      },
      check.passed ? '✓' : '✕',
    ),
    el('span', { class: 'check-name' }, check.name),
    el('span', { class: 'figures dim' }, check.score.toFixed(2)),
    el('span', { class: 'check-reason dim' }, check.reason),
  )
}

function decisionItem(row: DecisionRow): HTMLElement {
  return el(
    'li',
    {},
    el('strong', {}, row.verb === 'withdraw' ? 'undone' : (markOfVerdict(row.verdict)?.label ?? row.verdict)),
    ` by ${row.reviewer}, `,
    showTime(row.decidedAt),
    row.reason === null ? null : el('span', { class: 'dim' }, ` ${row.reason}`),
    row.note === null ? null : el('span', { class: 'dim' }, ` (${row.note})`),
  )
}
