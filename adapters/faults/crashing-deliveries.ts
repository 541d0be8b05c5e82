import type { Catalogue } from '../../core/catalogue.js'
import type { WorkflowGateway } from '../../core/outbox-ports.js'
import type { createCrashPoint } from './crash-point.js'

type CrashPoint = ReturnType<typeof createCrashPoint>

/** The catalogue, with the crash point behind a kept decision. */
export function crashingCatalogue(catalogue: Catalogue, crashPoint: CrashPoint): Catalogue {
  return {
    ...catalogue,
    review: {
      ...catalogue.review,
      async requestDecision(input) {
        const kept = await catalogue.review.requestDecision(input)
        crashPoint('api-decision-kept')
        return kept
      },
    },
  }
}

/** The gateway, with the crash point behind a delivered decision. */
export function crashingGateway(gateway: WorkflowGateway, crashPoint: CrashPoint): WorkflowGateway {
  return {
    isReachable: async (deadlineMs) => await gateway.isReachable(deadlineMs),
    async deliver(message, deadlineMs) {
      const delivery = await gateway.deliver(message, deadlineMs)
      if (message.kind === 'sendDecision') crashPoint('api-decision-delivered')
      return delivery
    },
  }
}
