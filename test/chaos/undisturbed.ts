import type { Fault } from './fault.js'
import { approveAll, untilReviewed } from './moments.js'

/** What a run is without any fault, by the kind of its review: all others are compared with these. */
export const undisturbed: Readonly<Record<Fault['review'], Fault>> = {
  auto: { name: 'none, automatic review', review: 'auto', hurt: async () => {} },
  person: {
    name: 'none, reviewed by a person',
    review: 'person',
    async hurt(lab, runId) {
      await untilReviewed(lab, runId)
      await approveAll(lab, runId)
    },
  },
}
