import type { LlmPorts, OrchestratePorts, PixelPorts, WebhookPorts } from './activity-ports.js'
import { awaitJobBundles, startJobBundles } from './chain-export.js'
import { awaitJobRun, cancelChain, startJobRun } from './chain-generate.js'
import { processPictures } from './chain-pictures.js'
import { beginChainStep, failChainStep } from './chain-steps.js'
import { checkAssets } from './check-assets.js'
import { chooseDraftsOfRound } from './choose-drafts.js'
import { closeAssetRuns } from './close-asset-runs.js'
import { deliverWebhook } from './deliver-webhook.js'
import { exportBundle } from './export-bundle.js'
import { withFailures } from './failures.js'
import { finishAsset } from './finish-asset.js'
import { findLostPictures } from './find-lost-pictures.js'
import { bundleState, freezeBundles, publishBundle } from './freeze-bundles.js'
import { generateVariant } from './generate-variant.js'
import { packAtlas, planAtlas } from './pack-atlas.js'
import { preparePictures } from './prepare-pictures.js'
import { proposeSpecs } from './propose-specs.js'
import { readRunSpecs } from './read-run-specs.js'
import { recordDecision, refuseDecision } from './record-decision.js'
import { recordQuality } from './record-quality.js'
import { refineWishlist } from './refine-wishlist.js'
import { remindOfReview } from './remind-of-review.js'
import { repairFrozenAssets } from './repair-frozen-assets.js'
import { releaseGeneration, reserveGeneration } from './reserve-generation.js'
import { beginReproduction, reproduceVariant } from './reproduce-variant.js'
import { routeGeneration } from './route-generation.js'
import { scoreVariants } from './score-variants.js'
import { setRunPaused, setRunStage } from './set-run-stage.js'
import { setSpecStage } from './set-spec-stage.js'
import { verifyBundleFiles } from './verify-bundle-files.js'

/** Activities of the orchestrate queue. */
export function createOrchestrateActivities(ports: OrchestratePorts) {
  return {
    refineWishlist: withFailures(refineWishlist(ports)),
    readRunSpecs: withFailures(readRunSpecs(ports)),
    checkAssets: withFailures(checkAssets(ports)),
    setRunStage: withFailures(setRunStage(ports)),
    setRunPaused: withFailures(setRunPaused(ports)),
    setSpecStage: withFailures(setSpecStage(ports)),
    reserveGeneration: withFailures(reserveGeneration(ports)),
    routeGeneration: withFailures(routeGeneration(ports)),
    releaseGeneration: withFailures(releaseGeneration(ports)),
    recordDecision: withFailures(recordDecision(ports)),
    refuseDecision: withFailures(refuseDecision(ports)),
    recordQuality: withFailures(recordQuality(ports)),
    remindOfReview: withFailures(remindOfReview(ports)),
    freezeBundles: withFailures(freezeBundles(ports)),
    bundleState: withFailures(bundleState(ports)),
    publishBundle: withFailures(publishBundle(ports)),
    closeAssetRuns: withFailures(closeAssetRuns(ports)),
    beginChainStep: withFailures(beginChainStep(ports)),
    failChainStep: withFailures(failChainStep(ports)),
    startJobRun: withFailures(startJobRun(ports)),
    awaitJobRun: withFailures(awaitJobRun(ports)),
    startJobBundles: withFailures(startJobBundles(ports)),
    awaitJobBundles: withFailures(awaitJobBundles(ports)),
    cancelChain: withFailures(cancelChain(ports)),
    beginReproduction: withFailures(beginReproduction(ports)),
  }
}

/** Activities of the llm queue. */
export function createLlmActivities(ports: LlmPorts) {
  return { proposeSpecs: withFailures(proposeSpecs(ports)) }
}

/** Activities of the webhooks queue. */
export function createWebhookActivities(ports: WebhookPorts) {
  return { deliverWebhook: withFailures(deliverWebhook(ports)) }
}

/** Below the 5 minutes of an attempt: a picture that could be kept nowhere for so long is painted again. */
const patienceMs = 4 * 60_000

/** Activities of the paint queue. */
export function createPaintActivities(ports: PixelPorts) {
  return {
    generateVariant: withFailures(generateVariant(ports, { patienceMs })),
    reproduceVariant: withFailures(reproduceVariant(ports)),
  }
}

/** Activities of the image queue: CPU work on pixels. */
export function createImageActivities(ports: PixelPorts) {
  return {
    chooseDrafts: withFailures(chooseDraftsOfRound(ports)),
    scoreVariants: withFailures(scoreVariants(ports)),
    finishAsset: withFailures(finishAsset(ports)),
    preparePictures: withFailures(preparePictures(ports)),
    planAtlas: withFailures(planAtlas(ports)),
    packAtlas: withFailures(packAtlas(ports)),
    exportBundle: withFailures(exportBundle(ports)),
    verifyBundleFiles: withFailures(verifyBundleFiles(ports)),
    findLostPictures: withFailures(findLostPictures(ports)),
    repairFrozenAssets: withFailures(repairFrozenAssets(ports)),
    processPictures: withFailures(processPictures(ports)),
  }
}

export type OrchestrateActivities = ReturnType<typeof createOrchestrateActivities>
export type LlmActivities = ReturnType<typeof createLlmActivities>
export type WebhookActivities = ReturnType<typeof createWebhookActivities>
export type PaintActivities = ReturnType<typeof createPaintActivities>
export type ImageActivities = ReturnType<typeof createImageActivities>
