import { readContract, type QualityContract } from '../core/autopilot/quality-contract.schema.js'
import { problem } from './problem.js'

/**
 * The quality contract of a run: the one that was sent with the list, else the project's. Throws a 409 problem for one that
 * cannot be used, or that turns to a provider which is not here.
 */
export function contractFor(
  sent: unknown,
  ofProject: unknown,
  providers: readonly string[],
): { contract?: QualityContract } {
  const given = sent ?? ofProject
  if (given === undefined) return {}
  const where = sent === undefined ? 'policies.autopilot.contract of the project' : 'contract'
  const answer = readContract(given)
  if (!('contract' in answer))
    throw problem(
      409,
      'unusable-contract',
      `"${where}${answer.member === '' ? '' : `.${answer.member}`}" ${answer.message}.`,
      answer.hint,
    )
  const unknown = answer.contract.providers.find((name) => !providers.includes(name))
  if (unknown !== undefined)
    throw problem(
      409,
      'unknown-provider',
      `"${where}.providers": there is no provider "${unknown}".`,
      `Providers: ${providers.join(', ')}.`,
    )
  return answer
}
