import type { EstimateView } from '../../core/http/spending-api.js'
import type { PartEstimate } from '../../core/spending/estimate-work.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { estimateRun } from '../http/spending-requests.js'
import { describeCost, describeEstimate } from '../progress/describe-estimate.js'
import { el, fill } from './build-element.js'

/** What starting a run would take and cost, with what one should know before saying yes. */
export class EstimateLine {
  readonly element = el('div', { class: 'estimate', role: 'status' })
  readonly #client: AssetloomClient
  #askedFor = ''

  constructor(client: AssetloomClient) {
    this.#client = client
  }

  /** Asks once for each state of the run, which `state` names. */
  update(runId: string, state: string): void {
    const asked = `${runId} ${state}`
    if (asked === this.#askedFor) return
    this.#askedFor = asked
    estimateRun(this.#client, runId).then(
      (estimate) => {
        if (this.#askedFor === asked) this.#show(estimate)
      },
      // It can be started without; what is wrong with the API is told above.
      () => fill(this.element, el('span', { class: 'dim' }, 'What it takes and costs cannot be told now.')),
    )
  }

  #show(estimate: EstimateView): void {
    const { providers, warnings } = estimate
    const basis = providers.flatMap((one) => [
      `${one.provider}: ${one.jobs}, known from ${fromWhat(one)}`,
      ...(one.drafts === undefined
        ? []
        : [
            `of these ${one.drafts.jobs} drafts: ${describeCost(one.drafts.costMicros)}, known from ${fromWhat(one.drafts)}`,
          ]),
    ])
    fill(
      this.element,
      el('span', { title: basis.join('\n') }, describeEstimate(estimate)),
      ...warnings.map((text) => el('span', { class: 'tone-warn' }, ` ! ${text}`)),
    )
  }
}

function fromWhat({ costBasis, measured }: PartEstimate): string {
  const from = {
    measured: `${measured} that were made`,
    assumed: 'what such machines usually need',
    ...{ prices: 'prices', unknown: 'nothing' },
  }
  return from[costBasis]
}
