import { objection, type Invariant } from './invariant.js'

export const oneChargeAJob: Invariant = {
  id: 'I2',
  promise: 'every picture was charged once, no reservation and no permit is left',
  check({ facts }) {
    const open = facts.reserves - facts.commits - facts.refunds
    return [
      ...objection(
        facts.commits !== facts.variants,
        `${facts.commits} charges for ${facts.variants} variants`,
      ),
      ...objection(facts.jobsChargedWrongly > 0, `${facts.jobsChargedWrongly} jobs are charged wrongly`),
      ...objection(
        facts.committedMicros !== facts.variantsMicros,
        `${facts.committedMicros} micros charged, ${facts.variantsMicros} spent`,
      ),
      ...objection(open !== 0, `${open} reservations are open`),
      ...objection(facts.permits !== 0, `${facts.permits} permits are left`),
    ]
  },
}
