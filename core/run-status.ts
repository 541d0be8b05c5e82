import type { QualityReport } from './autopilot/quality-report.js'
import type { VariantReview } from './review/verdict.js'
import type { SpecStage } from './run-options.js'

/** Answer of assetRun's query `reviewState`. */
export interface AssetRunStatus {
  readonly specKey: string
  readonly stage: SpecStage
  readonly round: number
  readonly paused: boolean
  readonly variants: readonly VariantReview[]
  /** Under a quality contract: what was tried. */
  readonly quality?: QualityReport
}

/** Answer of productionRun's query `runStatus`. */
export interface ProductionRunStatus {
  readonly started: number
  readonly inWindow: number
  readonly settled: number
  /** null until the catalogue was asked for the first time. */
  readonly total: number | null
  readonly paused: boolean
  readonly step: 'generating' | 'settling' | 'exporting' | 'done'
}
