import type { VariantView } from '../../core/http/http-api.js'
import type { Verdict } from '../../core/review/verdict.js'
import type { SpecStage } from '../../core/run-options.js'
import type { SpecView } from '../http/assetloom-client.js'

/** How a state looks: never colour alone. */
export interface Mark {
  readonly shape: string
  readonly letter: string
  readonly label: string
  readonly tone: 'good' | 'bad' | 'warn' | 'quiet' | 'accent'
}

const specMarks: Readonly<Record<SpecStage, Mark>> = {
  waiting: { shape: '○', letter: 'W', label: 'waiting for its turn', tone: 'quiet' },
  generating: { shape: '◔', letter: 'G', label: 'being generated', tone: 'quiet' },
  scoring: { shape: '◑', letter: 'S', label: 'being scored', tone: 'quiet' },
  reviewing: { shape: '●', letter: 'D', label: 'waits for your decision', tone: 'warn' },
  finishing: { shape: '◕', letter: 'F', label: 'approved, being finished', tone: 'good' },
  done: { shape: '✓', letter: 'A', label: 'approved and finished', tone: 'good' },
  rejected: { shape: '✕', letter: 'R', label: 'rejected', tone: 'bad' },
  failed: { shape: '!', letter: 'E', label: 'failed', tone: 'bad' },
  cancelled: { shape: '–', letter: 'C', label: 'cancelled', tone: 'quiet' },
}

export const handedOverShape = '⚑'
const handedOverMark: Mark = {
  ...{
    shape: handedOverShape,
    letter: 'H',
    label: 'handed over: the autopilot made none that is good enough',
  },
  tone: 'warn',
}

const verdictMarks: Readonly<Record<Verdict, Mark | null>> = {
  undecided: null,
  approved: { shape: '✓', letter: 'A', label: 'approved', tone: 'good' },
  rejected: { shape: '✕', letter: 'R', label: 'rejected', tone: 'bad' },
  regenerate: { shape: '↻', letter: 'G', label: 'to be made again', tone: 'warn' },
  notChosen: { shape: '–', letter: 'N', label: 'not chosen', tone: 'quiet' },
}

export function markOfSpec(spec: SpecView): Mark {
  return isHandedOver(spec) ? handedOverMark : specMarks[spec.stage]
}

/** The autopilot gave up on it, and nobody has decided since. */
export function isHandedOver({ stage, quality }: SpecView): boolean {
  return stage === 'reviewing' && quality?.outcome === 'handedOver'
}

export function markOfVerdict(verdict: Verdict): Mark | null {
  return verdictMarks[verdict]
}

/** Rounds newest first, each in the order of its variants. */
export function groupByRound(variants: readonly VariantView[]): { round: number; variants: VariantView[] }[] {
  const rounds = new Map<number, VariantView[]>()
  for (const variant of variants) rounds.set(variant.round, [...(rounds.get(variant.round) ?? []), variant])
  return [...rounds]
    .sort(([a], [b]) => b - a)
    .map(([round, ofRound]) => ({
      round,
      variants: ofRound.sort((a, b) => a.variantIndex - b.variantIndex),
    }))
}

/** The order in which arrows and digits walk. */
export function inViewOrder(variants: readonly VariantView[]): VariantView[] {
  return groupByRound(variants).flatMap((round) => round.variants)
}

/** The variant to begin with: the approved one, else the best undecided of the newest round, else the first. */
export function chooseFirst(variants: readonly VariantView[]): VariantView | null {
  const ordered = inViewOrder(variants)
  const approved = ordered.find((one) => one.verdict === 'approved')
  if (approved !== undefined) return approved
  const newest = ordered.filter((one) => one.round === ordered[0]?.round && one.verdict === 'undecided')
  const best = [...newest].sort((a, b) => (b.score ?? 0) - (a.score ?? 0))[0]
  return best ?? ordered[0] ?? null
}

/** What else waits for a decision, from the spec after `fromKey` on, round the end of the list. */
export function waitingAfter(specs: readonly SpecView[], fromKey: string | null): SpecView[] {
  const start = specs.findIndex((spec) => spec.specKey === fromKey)
  const others = start < 0 ? specs : [...specs.slice(start + 1), ...specs.slice(0, start)]
  return others.filter(({ stage }) => stage === 'reviewing')
}

/** What people search a spec by. */
export function matchesFilter(spec: SpecView, filter: string): boolean {
  const text = `${spec.specKey} ${spec.prompt} ${spec.assetType} ${markOfSpec(spec).label}`.toLowerCase()
  return filter
    .toLowerCase()
    .split(/\s+/)
    .every((word) => text.includes(word))
}
