import type { RunView } from '../../core/http/http-api.js'
import type { IntakeNote, IntakeProblem } from '../../core/intake/intake-report.js'
import type { StandInFigures } from './demo-comfyui.js'
import type { PublishedBundle } from './publish-bundles.js'

/** What `demo --json` prints; other programs rely on these names. */
export interface DemoDocument {
  readonly runId: string
  readonly seed: number
  /** Absolute path of the list. */
  readonly wishlist: string
  readonly specs: number
  readonly variants: number
  readonly assets: number
  readonly problems: readonly IntakeProblem[]
  readonly notes: readonly IntakeNote[]
  readonly bundles: readonly { readonly target: string; readonly dir: string; readonly manifest: string }[]
  readonly contactSheet: string | null
  readonly timingsMs: Readonly<Record<'stack' | 'run' | 'export' | 'total', number>>
  /** Times that a painter was called; more than `variants` shows work done twice after a crash. */
  readonly executions: number
  /** By the stand-in for a ComfyUI since this home has one, and of which kinds; absent where there was none. */
  readonly faultsInjected?: number
  readonly faults?: Readonly<Record<string, number>>
}

/** Puts the document of a finished demo together. */
export function describeDemo(
  run: RunView,
  wishlistPath: string,
  bundles: readonly PublishedBundle[],
  timingsMs: DemoDocument['timingsMs'],
  standIn?: StandInFigures,
): DemoDocument {
  return {
    runId: run.runId,
    seed: run.options.seed,
    wishlist: wishlistPath,
    specs: run.counts.specs,
    variants: run.counts.variants,
    assets: run.counts.byStage.done ?? 0,
    problems: run.problems,
    notes: run.notes,
    bundles: bundles.map(({ target, dir, manifest }) => ({ target, dir, manifest })),
    contactSheet: bundles.find((bundle) => bundle.contactSheet !== null)?.contactSheet ?? null,
    timingsMs,
    executions: run.executions,
    ...standIn,
  }
}
