import { describeProfile } from '../../progress/describe-profile.js'
import type { BundleKind, ExportProfileRow } from '../../../core/bundle-ports.js'

/** `approved` is what stands in a request without a kind. */
export type ChosenKind = 'approved' | BundleKind

/** What is asked for: a profile names its target, so `targets` counts without one only. */
export interface ExportChoice {
  readonly targets: ReadonlySet<string>
  readonly kind: ChosenKind
  readonly profile: string | null
}

interface KindText {
  readonly id: ChosenKind
  readonly label: string
  /** What comes into the bundle. */
  readonly says: string
  readonly verb: string
}

export const exportKinds: readonly [KindText, ...KindText[]] = [
  {
    ...{ id: 'approved', label: 'Approved', verb: 'Export approved assets' },
    says: 'What is approved and finished.',
  },
  {
    ...{ id: 'provisional', label: 'Provisional', verb: 'Export provisionally' },
    says: 'Every spec of the run; a placeholder stands where nothing is approved yet.',
  },
  {
    ...{ id: 'release', label: 'Release', verb: 'Export for release' },
    says: 'Only if people approved everything and nothing is a placeholder; else you read what is in the way.',
  },
]

export function kindText(kind: ChosenKind): KindText {
  return exportKinds.find(({ id }) => id === kind) ?? exportKinds[0]
}

/** Whether there is enough to ask for. */
export function isComplete({ targets, profile }: ExportChoice): boolean {
  return profile !== null || targets.size > 0
}

/** The rest of a request, beside its targets. */
export function moreOf({ kind, profile }: ExportChoice): { kind?: BundleKind; profile?: string } {
  return { ...(kind === 'approved' ? {} : { kind }), ...(profile === null ? {} : { profile }) }
}

/** The same on the command line, into a folder. */
export function exportCommand(runId: string, choice: ExportChoice): string {
  const { targets, kind, profile } = choice
  const isGeneric = targets.size === 0 || (targets.size === 1 && targets.has('generic'))
  return [
    `npx assetloom export --run ${runId}`,
    ...(profile !== null ? [`--profile ${profile}`] : isGeneric ? [] : [`--target ${[...targets].join()}`]),
    ...(kind === 'approved' ? [] : [`--${kind}`]),
    '--out DIR',
  ].join(' ')
}

/** `pixi, scale 3, flat, png and webp`: the target of a profile, and what it asks of it. */
export function profileText({ profile }: Pick<ExportProfileRow, 'profile'>): string {
  return [profile.target, describeProfile(profile)].filter((part) => part !== '').join(', ')
}
