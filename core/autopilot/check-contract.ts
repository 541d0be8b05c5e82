import { knowsProvider, takesOf } from '../spec-files/provider-names.js'
import { nearestWord } from '../spec-files/nearest-word.js'
import { checkNames, qualityChanges } from './check-remedies.js'
import {
  contractIssues,
  contractMembers,
  qualityContractSchema,
  type QualityContract,
} from './quality-contract.schema.js'

/** What is wrong with a member of a contract. */
export interface ContractProblem {
  /** From the contract on; empty for the contract as a whole. */
  readonly path: readonly (string | number)[]
  readonly message: string
  readonly hint: string
}

/** What a contract is held against; what is absent is not known here and is not asked about. */
export interface ContractSurroundings {
  /** Names of the providers that are set up. */
  readonly providers?: readonly string[]
  /** The budget of the whole project. */
  readonly budgetMicros?: number | undefined
}

/**
 * What of a contract can never hold or never be done: values out of their range, checks and changes that nobody knows,
 * providers that are not here, changes that none of the providers follows, more budget than the project has. Pure; never
 * throws on input.
 */
export function checkContract(value: unknown, around: ContractSurroundings = {}): ContractProblem[] {
  const issues = contractIssues(value)
  if (issues.length > 0)
    return issues.map(({ path, message, unknown }) =>
      unknown === undefined
        ? { path, message, hint: hintFor(path) }
        : { path: [...path, unknown], message: 'is not known', hint: hintForUnknown(unknown) },
    )
  const contract = qualityContractSchema.parse(value)
  const { providers, budgetMicros } = around
  return [
    ...(providers === undefined
      ? []
      : [
          ...refuseUnknownProviders(contract, providers),
          ...refuseUnfollowed(contract, [...providers, ...contract.providers]),
        ]),
    ...(budgetMicros === undefined || (contract.budgetMicros ?? 0) <= budgetMicros
      ? []
      : [
          {
            path: ['budgetMicros'],
            message: `is ${contract.budgetMicros} for one spec, and the whole project has ${budgetMicros}`,
            hint: 'Lower it, or raise policies.budgetMicros.',
          },
        ]),
  ]
}

/** A provider that nobody knows to be of a certain kind may follow everything. */
export function refuseUnfollowed(
  { changes }: QualityContract,
  providers: readonly string[],
  makes?: 'image' | 'audio',
): ContractProblem[] {
  // Who leaves `changes` out has not asked for each of them.
  if (String(changes) === String(qualityContractSchema.parse({}).changes)) return []
  return changes.flatMap((change, at) => {
    if (change === 'seed' || change === 'provider') return []
    if (providers.some((name) => takesOf(name, makes).includes(change))) return []
    const followed = [...new Set<string>(['seed', ...providers.flatMap((name) => takesOf(name, makes))])]
    return [
      {
        path: ['changes', at],
        message: `asks for ${change}, which no provider here follows (${[...new Set(providers)].join(', ')})`,
        hint: `Leave it out; here may be changed: ${followed.join(', ')}.`,
      },
    ]
  })
}

function refuseUnknownProviders(contract: QualityContract, providers: readonly string[]): ContractProblem[] {
  return contract.providers.flatMap((name, at) =>
    providers.includes(name)
      ? []
      : [
          {
            path: ['providers', at],
            message: knowsProvider(name)
              ? `names ${name}, which is not set up here`
              : `there is no provider "${name}"`,
            hint: `Providers: ${providers.join(', ')}.`,
          },
        ],
  )
}

function hintFor([member]: readonly (string | number)[]): string {
  if (member === 'requiredChecks') return `Checks: ${checkNames.join(', ')}.`
  if (member === 'changes') return `Changes: ${qualityChanges.join(', ')}.`
  return `A quality contract has: ${contractMembers.join(', ')}.`
}

function hintForUnknown(key: string): string {
  const nearest = nearestWord(key, contractMembers)
  const meant = nearest === null ? '' : `Did you mean ${nearest}? `
  return `${meant}A quality contract has: ${contractMembers.join(', ')}.`
}
