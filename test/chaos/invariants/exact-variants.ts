import { objection, type Invariant } from './invariant.js'

export const exactVariants: Invariant = {
  id: 'I1',
  promise: 'every spec is settled and has exactly the variants that were asked for',
  check({ facts, fault, specs, lab }) {
    const ends = fault.ends ?? 'done'
    const always = [
      ...objection(facts.stage !== ends, `the run is ${facts.stage} and not ${ends}`),
      ...objection(facts.specs !== specs, `${facts.specs} specs instead of ${specs}`),
      ...objection(facts.specsUnsettled > 0, `${facts.specsUnsettled} specs are not settled`),
    ]
    if (ends === 'cancelled') return always
    const failed = facts.specsBySettledStage['failed'] ?? 0
    return [
      ...always,
      ...objection(failed > 0, `${failed} specs failed`),
      ...objection(
        facts.specsWithOtherCount > 0,
        `${facts.specsWithOtherCount} specs have not ${lab.variants} variants`,
      ),
      ...objection(
        facts.variants !== specs * lab.variants,
        `${facts.variants} variants instead of ${specs * lab.variants}`,
      ),
    ]
  },
}
