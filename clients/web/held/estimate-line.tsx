import { useQuery } from '@tanstack/preact-query'
import type { PartEstimate } from '../../../core/spending/estimate-work.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { estimateRun } from '../../http/spending-requests.js'
import { describeCost, describeEstimate } from '../../progress/describe-estimate.js'
import { useApp } from '../app/app-context.js'

interface EstimateLineProps {
  readonly runId: string
  /** Asked once for each state of them. */
  readonly specs: readonly SpecView[]
}

/** What starting a run would take and cost, with what one should know before saying yes. */
export function EstimateLine({ runId, specs }: EstimateLineProps) {
  const { client } = useApp()
  const { data, error } = useQuery({
    queryKey: ['estimate', runId, specs.map((spec) => spec.specRevisionId).join(' ')],
    queryFn: () => estimateRun(client, runId),
  })
  return (
    <div class="estimate" role="status">
      {data !== undefined ? (
        <>
          <span title={data.providers.flatMap(basisLines).join('\n')}>{describeEstimate(data)}</span>
          {data.warnings.map((text) => (
            <span key={text} class="tone-warn">
              {' '}
              ! {text}
            </span>
          ))}
        </>
      ) : error === null ? null : (
        // It can be started without; what is wrong with the API is told above.
        <span class="dim">What it takes and costs cannot be told now.</span>
      )}
    </div>
  )
}

function basisLines(
  one: PartEstimate & { readonly provider: string; readonly drafts?: PartEstimate },
): string[] {
  const { drafts } = one
  return [
    `${one.provider}: ${one.jobs}, known from ${fromWhat(one)}`,
    ...(drafts === undefined
      ? []
      : [
          `of these ${drafts.jobs} drafts: ${describeCost(drafts.costMicros)}, known from ${fromWhat(drafts)}`,
        ]),
  ]
}

function fromWhat({ costBasis, measured }: PartEstimate): string {
  const from = {
    measured: `${measured} that were made`,
    assumed: 'what such machines usually need',
    ...{ prices: 'prices', unknown: 'nothing' },
  }
  return from[costBasis]
}
