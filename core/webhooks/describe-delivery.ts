import type { DeliveryRow } from './webhook-ports.js'
import { webhookWaitsMs } from './webhook-limits.js'

/** Tries of one round. */
const triesMax = webhookWaitsMs.length + 1

type Told = Pick<DeliveryRow, 'state' | 'tries' | 'lastStatus' | 'lastFailure'>

/** How a delivery stands, in words without times: `delivered (204)`, `not taken yet: answered 500 (try 2 of 10)`. */
export function describeDelivery({ state, tries, lastStatus, lastFailure }: Told): string {
  if (state === 'delivered')
    return tries > 1 ? `delivered (${lastStatus}, try ${tries})` : `delivered (${lastStatus})`
  const why = lastFailure ?? 'no answer'
  if (state === 'pending')
    return tries === 0 ? 'on its way' : `not taken yet: ${why} (try ${tries} of ${triesMax})`
  return tries > 1 ? `${why}, given up after ${tries} tries` : why
}
