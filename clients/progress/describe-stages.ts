import type { RunView } from '../../core/http/http-api.js'
import { terminalRunStages, type SpecStage } from '../../core/run-options.js'

export type StageName = 'refine' | 'generate' | 'review' | 'finish' | 'export'

/** One stage of a run as people read it: n of m, and a word on what it waits for. */
export interface StageProgress {
  readonly name: StageName
  readonly done: number
  readonly total: number
  /** What is counted, plural. */
  readonly unit: string
  readonly state: 'todo' | 'active' | 'done'
  /** Empty, or what is special: "3 wait for a person". */
  readonly remark: string
}

const beforeReview: readonly SpecStage[] = ['waiting', 'generating', 'scoring']
const undecided: readonly SpecStage[] = [...beforeReview, 'reviewing']
const withoutAsset: readonly SpecStage[] = ['rejected', 'failed', 'cancelled']

/**
 * The five stages of a run in order. Specs overlap: while some are reviewed others are still generated. `finish` counts
 * specs, not assets: an asset whose approval was withdrawn stays in the catalogue.
 */
export function describeStages(run: RunView): StageProgress[] {
  const { counts } = run
  const count = (stages: readonly SpecStage[]) =>
    stages.reduce((sum, stage) => sum + (counts.byStage[stage] ?? 0), 0)
  const over = terminalRunStages.includes(run.stage)
  const refined = run.stage !== 'refining' && counts.specs > 0
  const expected = Math.max(0, counts.specs - count(withoutAsset))
  const decided = counts.specs - count(undecided)
  const stages: StageProgress[] = [
    stage('refine', refined ? counts.specs : 0, counts.specs, 'specs', remarkOnProblems(run)),
    stage('generate', counts.variants, Math.max(counts.variants, counts.variantsPlanned), 'variants', ''),
    stage('review', decided, counts.specs, 'specs', remarkOnReview(run)),
    stage('finish', count(['done']), expected, 'assets', remarkOnLosses(counts.byStage)),
    stage(
      'export',
      run.stage === 'done' ? run.options.targets.length : 0,
      run.options.targets.length,
      'bundles',
      '',
    ),
  ]
  return stages.map((one) => ({ ...one, state: stateOf(one, run, refined, over) }))
}

function stage(name: StageName, done: number, total: number, unit: string, remark: string): StageProgress {
  return { name, done, total, unit, state: 'todo', remark }
}

function stateOf(one: StageProgress, run: RunView, refined: boolean, over: boolean): StageProgress['state'] {
  if (one.name === 'refine') return refined ? 'done' : over ? 'todo' : 'active'
  if (one.name === 'export')
    return run.stage === 'done' ? 'done' : run.stage === 'exporting' ? 'active' : 'todo'
  if (refined && one.total > 0 && one.done >= one.total) return 'done'
  if (over || !refined) return 'todo'
  const hasBegun =
    one.name === 'generate' || (one.name === 'review' && (run.counts.byStage.reviewing ?? 0) > 0)
  return hasBegun || one.done > 0 ? 'active' : 'todo'
}

function remarkOnProblems(run: RunView): string {
  if (run.problems.length === 0) return ''
  return run.problems.length === 1 ? '1 line rejected' : `${run.problems.length} lines rejected`
}

function remarkOnReview(run: RunView): string {
  const { waitingForReview, handedOver = 0 } = run.counts
  // An automatic run does not wait for what was handed over.
  const told = run.options.review === 'auto' ? handedOver : 0
  const waiting = Math.max(0, waitingForReview - told)
  return [
    ...(waiting > 0 ? [waiting === 1 ? '1 waits for a person' : `${waiting} wait for a person`] : []),
    ...(told > 0 ? [`${told} handed over to a person`] : []),
  ].join(', ')
}

function remarkOnLosses(byStage: RunView['counts']['byStage']): string {
  return (['rejected', 'failed', 'cancelled'] as const)
    .flatMap((name) => ((byStage[name] ?? 0) > 0 ? [`${byStage[name]} ${name}`] : []))
    .join(', ')
}
