import { AssetloomError } from '../core/errors.js'
import { planRound } from '../core/generation/variant-plan.js'
import type { FrozenAsset } from '../core/bundle-ports.js'
import type { PixelPorts } from './activity-ports.js'
import { makeFrame } from './finish-asset.js'
import { generateVariant } from './generate-variant.js'
import { isReadable } from './is-readable.js'

/** Makes the damaged pictures of a frozen set again from their sources; sound ones are left alone. */
export function repairFrozenAssets(ports: PixelPorts) {
  const { catalogue, store } = ports
  return async ({ contentId }: { contentId: string }): Promise<{ repaired: number }> => {
    const { assets } = await catalogue.bundles.loadFrozen(contentId)
    let repaired = 0
    for (const frozen of assets) {
      if (await isReadable(store, frozen.asset.sha256)) continue
      await repairAsset(ports, frozen)
      repaired += 1
    }
    return { repaired }
  }
}

async function repairAsset(ports: PixelPorts, { asset, spec, variant }: FrozenAsset): Promise<void> {
  if (!(await isReadable(ports.store, variant.sha256)))
    await generateVariant(ports)({ job: await jobOf(ports, variant), repair: true })
  const { sha256 } = await makeFrame(ports, spec, variant)
  if (sha256 !== asset.sha256)
    throw new AssetloomError(
      'VerificationFailed',
      `${asset.specKey} is damaged and can no longer be made from its variant bit for bit`,
      'restore the object store from a backup, or reject the asset and regenerate',
      { assetVersionId: asset.assetVersionId },
    )
}

async function jobOf(
  { catalogue }: PixelPorts,
  variant: FrozenAsset['variant'],
): Promise<ReturnType<typeof planRound>[number]> {
  const run = await catalogue.runs.find(variant.runId)
  const { round, variantIndex } = variant
  const jobs = planRound({ ...variant, runSeed: run?.options.seed ?? 0, variants: variantIndex + 1 })
  const job = jobs.find((one) => one.jobId === variant.jobId)
  if (!job)
    throw new AssetloomError(
      'VerificationFailed',
      `the job of variant ${variant.variantId} (round ${round}) cannot be derived again`,
      'reject the asset and regenerate',
    )
  return job
}
