import type { RunView } from '../../core/http/http-api.js'
import type { EstimateView } from '../../core/http/spending-api.js'
import { formatMoney } from '../../core/spending/spending-limits.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { estimateRun } from '../http/spending-requests.js'
import { describeCost, describeEstimate } from '../progress/describe-estimate.js'
import { waitSentence } from '../progress/describe-waits.js'
import { el, fill } from './build-element.js'
import { openSheet } from './open-sheet.js'
import { showFailure } from './show-failure.js'

/** Asks before money is spent above the budget: what is still to be made and what that costs, then one button. */
export function openOverageSheet(client: AssetloomClient, run: RunView, onApproved: () => void): void {
  const wait = run.waitsFor.find(({ kind }) => kind === 'budget')
  const body = el('div', { class: 'overage' }, el('p', { class: 'dim' }, 'Reckoning what it costs …'))
  const close = openSheet('Go on above the budget', 'overage', body)
  const approve = () => {
    client.approveOverage(run.runId).then(
      () => {
        close()
        onApproved()
      },
      (error: unknown) => fill(body, showFailure(error, approve)),
    )
  }
  const ask = () => {
    estimateRun(client, run.runId).then(
      (estimate) =>
        fill(
          body,
          wait === undefined ? null : el('p', {}, `${waitSentence(wait, Date.now())}.`),
          el('p', {}, describeEstimate(estimate)),
          ...estimate.warnings.map((text) => el('p', { class: 'tone-warn' }, `! ${text}`)),
          el(
            'p',
            { class: 'dim' },
            'Other runs of the project wait on. It cannot be taken back; the run can be paused.',
          ),
          el(
            'div',
            { class: 'row' },
            el('button', { type: 'button', class: 'primary', onclick: approve }, approveLabel(estimate)),
            el('button', { type: 'button', onclick: close }, 'Let it wait'),
          ),
        ),
      (error: unknown) => fill(body, showFailure(error, ask)),
    )
  }
  ask()
}

function approveLabel({ costMicros, providers }: EstimateView): string {
  if (providers.some(({ costBasis }) => costBasis === 'unknown')) return 'Go on at a price nobody knows'
  const { low, high } = costMicros
  return low === high ? `Spend ${formatMoney(high)} more` : `Spend ${describeCost(costMicros)} more`
}
