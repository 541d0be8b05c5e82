import { objection, type Invariant } from './invariant.js'

export const oneDecisionAVersion: Invariant = {
  id: 'I3',
  promise:
    'every version of a variant has exactly one decision, without gaps, and every message was answered',
  check({ facts, fault, baseline, lab }) {
    const wanted = baseline === null ? facts.decisions : baseline.decisions + lab.moreDecisions
    const counted =
      fault.ends !== 'cancelled' && facts.decisions !== wanted
        ? [`${facts.decisions} decisions instead of ${wanted}`]
        : []
    return [
      ...counted,
      ...objection(facts.variantsWithGaps > 0, `${facts.variantsWithGaps} variants with gaps or doubles`),
      ...objection(facts.requestsPending > 0, `${facts.requestsPending} decisions are pending for ever`),
      ...objection(facts.outboxOpen > 0, `${facts.outboxOpen} messages stay in the outbox`),
      ...objection(facts.eventsOutOfOrder > 0, `${facts.eventsOutOfOrder} events are out of order`),
    ]
  },
}
