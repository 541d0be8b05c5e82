import { defineQuery, defineSignal, defineUpdate } from '@temporalio/workflow'
import type { DecisionMessage, DecisionOutcome } from '../core/review/verdict.js'
import type { AssetRunStatus, ProductionRunStatus } from '../core/run-status.js'

/** A decision of a reviewer; updateId = decisionId. Its validator refuses stale versions without a history event. */
export const decideVariantUpdate = defineUpdate<DecisionOutcome, [DecisionMessage]>('decideVariant')
/** The same as a signal, for the Temporal UI and CLI: guarded by hand, never throws. */
export const decideVariantSignal = defineSignal<[DecisionMessage]>('decideVariant')
/** The frozen set is kept: this review takes no more decisions. */
export const closeAssetRunSignal = defineSignal('closeAssetRun')
export const pauseRunSignal = defineSignal('pauseRun')
export const resumeRunSignal = defineSignal('resumeRun')
/** Child to productionRun: the GPU stage of a spec is over, its window slot is free. */
export const stageDoneSignal = defineSignal<[string]>('stageDone')
/** Child to productionRun: a spec is settled. Only a wake-up; the catalogue has the truth. */
export const assetDoneSignal = defineSignal<[string]>('assetDone')
/** To productionRun: the catalogue changed in a way that no count of signals tells; ask it now. */
export const checkAssetsSignal = defineSignal<[string?]>('checkAssets')

export const reviewStateQuery = defineQuery<AssetRunStatus>('reviewState')
export const runStatusQuery = defineQuery<ProductionRunStatus>('runStatus')
