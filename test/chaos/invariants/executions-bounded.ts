import { objection, type Invariant } from './invariant.js'

export const executionsBounded: Invariant = {
  id: 'I5',
  promise: 'nothing was painted again beyond what the fault destroyed',
  check({ facts, lab }) {
    const max = facts.jobs + lab.lossesAllowed
    return [
      ...objection(
        facts.executions < facts.variants,
        `${facts.executions} executions for ${facts.variants} variants`,
      ),
      ...objection(
        facts.executions > max,
        `${facts.executions} executions, at most ${max} were to be expected`,
      ),
    ]
  },
}
