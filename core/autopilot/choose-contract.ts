import type { QualityContract } from './quality-contract.schema.js'

/**
 * The contract that a spec is made under: its own, else the run's, else the project's, each as a whole. Members are not
 * mixed: a contract says everything, so nobody has to look in three places for what was asked. null = none.
 */
export function chooseContract(given: {
  readonly spec?: QualityContract | undefined
  readonly run?: QualityContract | undefined
  readonly project?: QualityContract | undefined
}): QualityContract | null {
  return given.spec ?? given.run ?? given.project ?? null
}
