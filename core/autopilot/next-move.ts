import type { Adjustable, JobAdjust } from '../generation/job-adjust.js'
import { checkNames, remedyOf, type CheckName, type QualityChange } from './check-remedies.js'
import type { QualityContract } from './quality-contract.schema.js'
import type { BestVariant, PlannedRound, TriedRound, TriedVariant } from './quality-report.js'

/** What the autopilot does after a round. */
export type NextMove =
  | { readonly kind: 'approve'; readonly best: BestVariant; readonly reason: string }
  | { readonly kind: 'tryAgain'; readonly next: PlannedRound }
  | { readonly kind: 'handOver'; readonly reason: string }

const promptWeightStep = 0.15
/** Beyond this, models paint the words instead of a picture. */
const promptWeightMax = 1.6
const parameterStep = 0.5

/**
 * What to do after the rounds so far, the newest last: approve the best variant that holds the contract, try again with
 * one change, or hand over to a person. Pure and without chance: the same rounds give the same move, in a replay and
 * after any loss. Of equal variants the earlier round and the lower index win, as in the automatic review.
 */
export function nextMove(contract: QualityContract, rounds: readonly TriedRound[]): NextMove {
  const [held] = ranked(rounds).filter(({ variant }) => failuresOf(contract, variant).length === 0)
  if (held !== undefined)
    return {
      kind: 'approve',
      best: bestOf(held),
      reason: `holds the contract: ${scoreText(contract, held.variant)}`,
    }
  const end = endOf(contract, rounds)
  if (end !== null) return { kind: 'handOver', reason: end }
  const next = planNext(contract, rounds)
  if (next === null) return { kind: 'handOver', reason: 'nothing is left to change' }
  return { kind: 'tryAgain', next }
}

/**
 * What of the contract a variant does not hold: `score`, `consistency`, and the required checks that fail. A check that
 * the spec does not have does not fail; likeness that could not be measured is no obstacle.
 */
export function failuresOf(contract: QualityContract, variant: TriedVariant): string[] {
  const { minScore, minConsistency, requiredChecks } = contract
  const { score, consistency, failed } = variant
  return [
    ...failed.filter((name) => requiredChecks.includes(name)),
    ...(isTooUnlike(minConsistency, consistency) ? ['consistency'] : []),
    ...(score < minScore ? ['score'] : []),
  ]
}

/** The best variant of all rounds, whether it holds the contract or not; null when nothing was made. */
export function bestVariant(rounds: readonly TriedRound[]): BestVariant | null {
  const [first] = ranked(rounds)
  return first === undefined ? null : bestOf(first)
}

/** Whether a round raised the best score of all rounds before it. */
export function hasHelped(rounds: readonly TriedRound[], index: number): boolean {
  return topScore(rounds.slice(0, index + 1)) > topScore(rounds.slice(0, index))
}

interface Placed {
  readonly round: TriedRound
  readonly variant: TriedVariant
}

function ranked(rounds: readonly TriedRound[]): Placed[] {
  return rounds
    .flatMap((round) => round.variants.map((variant) => ({ round, variant })))
    .toSorted(
      (a, b) =>
        b.variant.score - a.variant.score ||
        a.round.round - b.round.round ||
        a.variant.variantIndex - b.variant.variantIndex,
    )
}

function bestOf({ round: { round }, variant: { variantId, variantIndex, score } }: Placed): BestVariant {
  return { variantId, round, variantIndex, score }
}

const topScore = (rounds: readonly TriedRound[]): number => ranked(rounds)[0]?.variant.score ?? -1

function isTooUnlike(least: number | undefined, consistency: number | null | undefined): boolean {
  return least !== undefined && consistency !== undefined && consistency !== null && consistency < least
}

function scoreText({ minScore }: QualityContract, { score }: TriedVariant): string {
  return `score ${score.toFixed(2)} of at least ${minScore.toFixed(2)}`
}

/** Why there is no further round; null while there may be one. A round is expected to cost what the dearest one did. */
function endOf(contract: QualityContract, rounds: readonly TriedRound[]): string | null {
  const { tries, budgetMicros, gpuSeconds } = contract
  if (rounds.length >= tries) return `${tries} of ${tries} tries are used`
  if (rounds.at(-1)?.overBudget) return 'the budget does not reach for another round'
  const spent = (figure: (round: TriedRound) => number) => {
    const figures = rounds.map(figure)
    return figures.reduce((sum, one) => sum + one, 0) + Math.max(0, ...figures)
  }
  if (budgetMicros !== undefined && spent(({ costMicros }) => costMicros) > budgetMicros)
    return 'another round would cost more than the budget'
  if (gpuSeconds !== undefined && spent(({ paintMs }) => paintMs) > gpuSeconds * 1000)
    return 'another round would paint for longer than the contract allows'
  return null
}

function planNext(contract: QualityContract, rounds: readonly TriedRound[]): PlannedRound | null {
  const last = rounds.at(-1)
  const base = baseAdjust(rounds)
  const check = tellingCheck(contract, last)
  const change = chooseChange(contract, rounds, base, check)
  if (change === null) return null
  const adjust = adjustBy(contract, rounds, base, change, check)
  return {
    round: (last?.round ?? 0) + 1,
    change,
    check,
    why: `${causeOf(contract, rounds, check)}: ${describeChange(change, adjust)}`,
    ...(Object.keys(adjust).length === 0 ? {} : { adjust }),
  }
}

/** Climbs from the best round: what made it worse is not kept. A provider that made nothing is not returned to. */
function baseAdjust(rounds: readonly TriedRound[]): JobAdjust {
  return (ranked(rounds)[0]?.round ?? rounds.at(-1))?.adjust ?? {}
}

/**
 * The check to work on: of those that fail in the newest round the required ones first, then what fails most often, then
 * what weighs most. null when nothing fails but the score, or nothing was made.
 */
function tellingCheck(contract: QualityContract, last: TriedRound | undefined): string | null {
  const counts = new Map<string, number>()
  for (const { failed, consistency } of last?.variants ?? []) {
    const unlike = isTooUnlike(contract.minConsistency, consistency) ? ['consistency'] : []
    for (const name of [...failed, ...unlike]) counts.set(name, (counts.get(name) ?? 0) + 1)
  }
  const isRequired = (name: string) =>
    contract.requiredChecks.includes(name) || name === 'consistency' ? 1 : 0
  const weight = (name: string) => {
    const place = checkNames.indexOf(name as CheckName)
    return place < 0 ? checkNames.length : place
  }
  const [first] = [...counts].toSorted(
    ([a, timesA], [b, timesB]) =>
      isRequired(b) - isRequired(a) || timesB - timesA || weight(a) - weight(b) || (a < b ? -1 : 1),
  )
  return first?.[0] ?? null
}

/**
 * What the failing check asks for, then the contract's own order; what was tried in vain comes after what was not. Where a
 * round made nothing, whoever has not tried yet comes first.
 */
function chooseChange(
  contract: QualityContract,
  rounds: readonly TriedRound[],
  base: JobAdjust,
  check: string | null,
): QualityChange | null {
  const last = rounds.at(-1)
  const isEmpty = last?.variants.length === 0
  const asked: readonly QualityChange[] = isEmpty
    ? ['provider', 'seed']
    : (remedyOf(check ?? '')?.changes ?? [])
  const possible = [...new Set([...asked, ...contract.changes])].filter(
    (change) => contract.changes.includes(change) && canChange(contract, rounds, base, change, check),
  )
  if (isEmpty) return possible[0] ?? null
  const inVain = (change: QualityChange) =>
    rounds.filter((round, index) => round.change === change && !hasHelped(rounds, index)).length
  return possible.toSorted((a, b) => inVain(a) - inVain(b))[0] ?? null
}

function canChange(
  contract: QualityContract,
  rounds: readonly TriedRound[],
  base: JobAdjust,
  change: QualityChange,
  check: string | null,
): boolean {
  const takes = (kind: Adjustable) => rounds.at(-1)?.takes?.includes(kind) ?? true
  switch (change) {
    case 'seed':
      return true
    case 'promptWeight':
      return takes('promptWeight') && (base.promptWeight ?? 1) + promptWeightStep <= promptWeightMax
    case 'parameters':
      return takes('parameters') && (base.parameters?.[parameterFor(check)] ?? 0) < 1
    case 'provider':
      return untriedProvider(contract, rounds) !== undefined
  }
}

function untriedProvider({ providers }: QualityContract, rounds: readonly TriedRound[]): string | undefined {
  return providers.find((name) => rounds.every(({ adjust }) => adjust?.provider !== name))
}

const parameterFor = (check: string | null) => remedyOf(check ?? '')?.parameter ?? 'effort'

function adjustBy(
  contract: QualityContract,
  rounds: readonly TriedRound[],
  base: JobAdjust,
  change: QualityChange,
  check: string | null,
): JobAdjust {
  switch (change) {
    case 'seed':
      return base
    case 'promptWeight':
      return { ...base, promptWeight: hundredths((base.promptWeight ?? 1) + promptWeightStep) }
    case 'parameters': {
      const name = parameterFor(check)
      const strength = Math.min(1, hundredths((base.parameters?.[name] ?? 0) + parameterStep))
      return { ...base, parameters: { ...base.parameters, [name]: strength } }
    }
    case 'provider': {
      // The strengths of one provider mean little to another: it begins as the spec says.
      const provider = untriedProvider(contract, rounds)
      return provider === undefined ? base : { provider }
    }
  }
}

const hundredths = (value: number): number => Math.round(value * 100) / 100

function causeOf(contract: QualityContract, rounds: readonly TriedRound[], check: string | null): string {
  const last = rounds.at(-1)
  if (last === undefined) return 'nothing was made yet'
  if (last.variants.length === 0) return `round ${last.round} was not made`
  if (check !== null) {
    const count = last.variants.filter(({ failed }) => failed.includes(check)).length
    return check === 'consistency'
      ? `round ${last.round} is unlike what was approved`
      : `${check} fails in ${count} of ${last.variants.length}`
  }
  return `the best score is ${topScore([last]).toFixed(2)} of ${contract.minScore.toFixed(2)}`
}

/** `prompt weight 1.15`, `palette strength 0.5`: a change as people read it. */
export function describeChange(change: QualityChange, adjust: JobAdjust): string {
  switch (change) {
    case 'seed':
      return 'another seed'
    case 'promptWeight':
      return `prompt weight ${adjust.promptWeight ?? 1}`
    case 'parameters':
      return Object.entries(adjust.parameters ?? {})
        .map(([name, strength]) => `${name} ${strength}`)
        .join(', ')
    case 'provider':
      return `provider ${adjust.provider ?? ''}`
  }
}
