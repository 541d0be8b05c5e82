import type { OngoingRetry, RunWaits } from '../oversight-ports.js'
import type { RunCounts, RunRow } from '../ports.js'
import { storeFullWords } from '../store-full.js'
import { terminalRunStages } from '../run-options.js'

export type WaitKind = 'person' | 'paused' | 'budget' | 'permit' | 'temporal' | 'outbox' | 'storage' | 'retry'

/** One thing that a run waits for, as people are told. */
export interface WaitsFor {
  readonly kind: WaitKind
  /** How many specs, messages or activities wait. */
  readonly count: number
  /** ISO 8601, UTC; null when it is not known. */
  readonly since: string | null
  /** Who or what ends the wait: "a person", "Temporal", "a GPU slot". */
  readonly whom: string
  /** "7 specs wait for a person". */
  readonly what: string
  /** What to do; empty when it ends by itself. */
  readonly hint: string
}

export interface WaitFacts {
  readonly run: Pick<RunRow, 'runId' | 'stage' | 'paused'>
  readonly counts: RunCounts
  readonly waits: RunWaits
  /** null when Temporal was not asked or did not answer. */
  readonly retries: readonly OngoingRetry[] | null
  /** When Temporal answered last, if it does not now; null while it answers. */
  readonly temporalAway: { readonly since: string | null } | null
}

/** What a run waits for, what holds most of it up first. Nothing for a run that has ended. */
export function findWaits(facts: WaitFacts): WaitsFor[] {
  if (terminalRunStages.includes(facts.run.stage)) return []
  return [
    ...waitForTemporal(facts),
    ...waitForStorage(facts),
    ...waitForResume(facts),
    ...waitForRetries(facts),
    ...waitForBudget(facts),
    ...waitForPermit(facts),
    ...waitForPerson(facts),
  ]
}

/** `7 specs`, `1 spec`. */
export function countOf(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? '' : 's'}`
}

const verb = (count: number): string => (count === 1 ? 'waits' : 'wait')

function waitForTemporal({ temporalAway, waits }: WaitFacts): WaitsFor[] {
  const found: WaitsFor[] = []
  if (temporalAway !== null)
    found.push({
      kind: 'temporal',
      count: 1,
      since: temporalAway.since,
      whom: 'Temporal',
      what: 'the run waits for Temporal',
      hint: 'it is started again by itself; if it stays away: npx assetloom doctor',
    })
  const messages = waits.outboxOpen
  if (messages > 0)
    found.push({
      kind: 'outbox',
      count: messages,
      since: waits.outboxSince,
      whom: 'Temporal',
      what: `${countOf(messages, 'message')} ${verb(messages)} for Temporal`,
      hint: '',
    })
  return found
}

/** Pictures that are painted and cannot be kept (they wait in memory for minutes), and work that failed on it. */
function waitForStorage({ retries }: WaitFacts): WaitsFor[] {
  const full = (retries ?? []).filter(needsSpace)
  if (full.length === 0) return []
  const specKeys = new Set(full.flatMap(({ specKey }) => specKey ?? []))
  const who = specKeys.size === 0 ? 'the run' : countOf(specKeys.size, 'spec')
  return [
    {
      kind: 'storage',
      count: Math.max(1, specKeys.size),
      since: null,
      whom: 'space in the object store',
      what: `${who} ${verb(Math.max(1, specKeys.size))} for space in the object store`,
      hint: 'free space or raise OBJECT_STORE_MAX_BYTES; the work then goes on by itself',
    },
  ]
}

/** What an attempt says now is newer than what the one before failed with. */
function needsSpace({ failureType, waitsFor }: OngoingRetry): boolean {
  return waitsFor === undefined ? failureType === 'StoreFull' : waitsFor.startsWith(storeFullWords)
}

function waitForResume({ run, waits }: WaitFacts): WaitsFor[] {
  if (!run.paused) return []
  return [
    {
      kind: 'paused',
      count: 1,
      since: waits.pausedSince,
      whom: 'a person',
      what: 'paused by a person',
      hint: `npx assetloom run resume ${run.runId}`,
    },
  ]
}

/** One line for each activity and kind of failure, or of wait: 30 specs that fail alike are one thing to mend. */
function waitForRetries({ retries }: WaitFacts): WaitsFor[] {
  const groups = new Map<string, OngoingRetry[]>()
  for (const one of retries ?? []) {
    if (needsSpace(one)) continue
    const key = `${one.activity} ${one.waitsFor === undefined ? one.failureType : 'waits'}`
    groups.set(key, [...(groups.get(key) ?? []), one])
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group
    if (first === undefined) return []
    const attempt = Math.max(...group.map((one) => one.attempt))
    // One spec has an activity for each of its variants.
    const specKeys = new Set(group.map(({ specKey }) => specKey))
    const where = specKeys.size === 1 ? (first.specKey ?? 'the run') : countOf(specKeys.size, 'spec')
    const fate =
      first.waitsFor === undefined
        ? `failed and is tried again (attempt ${attempt}): ${first.message}`
        : `waits: ${first.waitsFor}`
    return [
      {
        kind: 'retry' as const,
        count: specKeys.size,
        since: null,
        whom: 'the next attempt',
        what: `${first.activity} of ${where} ${fate}`,
        hint: attempt >= 5 ? 'it may need a mend: npx assetloom doctor' : '',
      },
    ]
  })
}

/** `1.25`: millionths of the currency as people write money. */
const money = (micros: number): string => (micros / 1e6).toFixed(micros % 1e4 === 0 ? 2 : 6)

function waitForBudget({ run, waits }: WaitFacts): WaitsFor[] {
  if (waits.budget === undefined) return []
  const { specs, since, spentMicros, budgetMicros, month } = waits.budget
  const ofBudget = budgetMicros === null ? '' : `: ${money(spentMicros)} of ${money(budgetMicros)} are spent`
  const spent =
    month === undefined
      ? ofBudget
      : `: ${money(month.spentMicros)} of ${money(month.roomMicros)} are spent this month`
  const policy = month === undefined ? 'budgetMicros' : 'monthlyLimitMicros'
  return [
    {
      kind: 'budget',
      count: specs,
      since,
      whom: 'budget',
      what: `${countOf(specs, 'spec')} ${verb(specs)} for budget${spent}`,
      hint: `raise policies.${policy} of the project, or: npx assetloom run approve-overage ${run.runId}`,
    },
  ]
}

function waitForPermit({ run, waits }: WaitFacts): WaitsFor[] {
  const count = waits.permitsWaiting
  if (count === 0) return []
  const held = waits.holders.reduce((sum, one) => sum + one.permits, 0)
  const others = waits.holders.filter((one) => one.runId !== run.runId)
  const by = others
    .slice(0, 3)
    .map((one) => `${one.permits} by ${one.name}`)
    .join(', ')
  const taken =
    held === 0 ? '' : `: ${held} of ${held} permits taken${by === '' ? ' by this run' : ` (${by})`}`
  return [
    {
      kind: 'permit',
      count,
      since: waits.waitingSince,
      whom: 'a GPU slot',
      what: `${countOf(count, 'spec')} ${verb(count)} for a GPU slot${taken}`,
      hint: '',
    },
  ]
}

function waitForPerson({ run, counts, waits }: WaitFacts): WaitsFor[] {
  const count = counts.waitingForReview
  if (count === 0) return []
  return [
    {
      kind: 'person',
      count,
      since: waits.reviewSince,
      whom: 'a person',
      what: `${countOf(count, 'spec')} ${verb(count)} for a person`,
      hint: `decide in the review page, or: npx assetloom review list --run ${run.runId}`,
    },
  ]
}
