import { z } from 'zod'
import { checkNames, qualityChanges } from './check-remedies.js'

export const contractLimits = {
  triesMax: 16,
  providersMax: 8,
  budgetMicrosMax: 1e12,
  gpuSecondsMax: 1e6,
} as const

const share = z.number('is not a number from 0 to 1').min(0, 'is below 0').max(1, 'is above 1')
const tries = `is not a whole number from 1 to ${contractLimits.triesMax}`
const checkList = z
  .array(
    z.enum(
      checkNames.filter((name) => name !== 'consistency') as [string, ...string[]],
      'is no check that is known',
    ),
  )
  .max(checkNames.length)

/**
 * What has to hold for a variant to be good enough, and how far the autopilot may go to get one. Members that are
 * left out get their defaults, so that a contract that is kept says everything.
 */
export const qualityContractSchema = z
  .strictObject({
    /** Least score of a variant, 0-1. */
    minScore: share.default(0.8),
    /** Least likeness to the project's approved assets, 0-1; only judged where there are enough of them. */
    minConsistency: share.optional(),
    /** Checks that have to pass, whatever the score is; one that a spec does not have is no obstacle. */
    requiredChecks: checkList.default([]),
    /** Rounds at most, the first one counted. */
    tries: z.number(tries).int(tries).min(1, tries).max(contractLimits.triesMax, tries).default(3),
    /** Highest cost of all rounds of one spec, millionths of the currency. */
    budgetMicros: z.number().int().min(0).max(contractLimits.budgetMicrosMax).optional(),
    /** Highest time that painters may work for one spec, seconds. */
    gpuSeconds: z.number().positive().max(contractLimits.gpuSecondsMax).optional(),
    /** What may be changed, what is tried first at the front. The failing checks have the first word. */
    changes: z
      .array(z.enum(qualityChanges, `is none of ${qualityChanges.join(', ')}`))
      .min(1)
      .max(qualityChanges.length)
      .refine((list) => new Set(list).size === list.length, 'names a change twice')
      .default(['seed', 'promptWeight', 'parameters']),
    /** Whom `provider` may turn to, in this order. */
    providers: z.array(z.string().min(1).max(40)).max(contractLimits.providersMax).default([]),
    /** Who decides when it holds. Where people review, they do in any case. */
    thenApprove: z.enum(['policy', 'person'], 'is neither policy nor person').default('policy'),
  })
  .refine(({ changes, providers }) => !changes.includes('provider') || providers.length > 0, {
    path: ['providers'],
    message: 'is missing: "provider" is among the changes, so name whom to turn to',
  })

export type QualityContract = z.output<typeof qualityContractSchema>

export type ContractAnswer =
  | { readonly contract: QualityContract }
  | { readonly member: string; readonly message: string; readonly hint: string }

export const contractMembers: readonly string[] = Object.keys(qualityContractSchema.shape)
const memberList = contractMembers.join(', ')

/** Everything that is wrong with the shape of a contract; `unknown` is a member that there is not. Never throws. */
export function contractIssues(
  value: unknown,
): { readonly path: (string | number)[]; readonly message: string; readonly unknown?: string }[] {
  const parsed = qualityContractSchema.safeParse(value)
  return (parsed.error?.issues ?? []).flatMap((issue) => {
    const path = issue.path.map((part) => (typeof part === 'number' ? part : String(part)))
    return issue.code === 'unrecognized_keys'
      ? issue.keys.map((unknown) => ({ path, message: 'is not known', unknown }))
      : [{ path, message: issue.message }]
  })
}

/** Reads a contract from parsed JSON or YAML. Never throws: what is wrong is answered with its member. */
export function readContract(value: unknown): ContractAnswer {
  const parsed = qualityContractSchema.safeParse(value)
  if (parsed.success) return { contract: parsed.data }
  const [issue] = parsed.error.issues
  const member = issue?.path.join('.') ?? ''
  const message =
    issue?.code === 'unrecognized_keys' ? `${issue.keys.join(', ')}: no such member` : issue?.message
  return { member, message: message ?? 'is not usable', hint: `A quality contract has: ${memberList}.` }
}
