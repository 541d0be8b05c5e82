import { AssetloomError } from '../core/errors.js'
import { routedProviders } from '../core/generation/generation-route.js'
import type { FrozenAsset } from '../core/bundle-ports.js'
import type { PixelPorts } from './activity-ports.js'
import type { GenerationJob, VariantRow } from '../core/ports.js'
import { makeFrame } from './finish-asset.js'
import { generateVariant } from './generate-variant.js'
import { isReadable } from './is-readable.js'
import { packAtlas, planAtlas } from './pack-atlas.js'

/** Makes the damaged pictures and pages of a frozen set again from their sources; sound ones are left alone. */
export function repairFrozenAssets(ports: PixelPorts) {
  const { catalogue, store } = ports
  return async ({ contentId }: { contentId: string }): Promise<{ repaired: number }> => {
    const { assets } = await catalogue.bundles.loadFrozen(contentId)
    let repaired = 0
    for (const frozen of assets) {
      // What stands for an asset is painted again whenever its bundle is built.
      if (frozen.provisional === true) continue
      if (await isReadable(store, frozen.asset.sha256)) continue
      await repairAsset(ports, frozen)
      repaired += 1
    }
    return { repaired: repaired + (await repairAtlas(ports, contentId)) }
  }
}

/** Packs the set's pages again when one of them is damaged: the same frames give the same pages. */
async function repairAtlas(ports: PixelPorts, contentId: string): Promise<number> {
  const { catalogue, store } = ports
  const { bundle } = await catalogue.bundles.loadFrozen(contentId)
  const { atlasContentId } = await planAtlas(ports)({ contentId })
  const atlas = await catalogue.bundles.findAtlas(bundle.projectId, atlasContentId)
  const damaged = []
  for (const { sha256 } of atlas?.pages ?? []) if (!(await isReadable(store, sha256))) damaged.push(sha256)
  if (damaged.length === 0) return 0
  await packAtlas(ports)({ contentId, atlasContentId })
  return damaged.length
}

/** Paints a damaged variant again from its seed. Throws VerificationFailed when it is no longer the same picture. */
export async function repairVariant(ports: PixelPorts, variant: VariantRow): Promise<void> {
  if (await isReadable(ports.store, variant.sha256)) return
  if (!ports.providers.has(variant.provider) && routedProviders.includes(variant.provider))
    throw madeElsewhere(variant)
  await generateVariant(ports)({ job: jobOfVariant(variant), repair: true })
}

/** Makes a damaged finished frame again from its variant. Throws VerificationFailed when the bytes differ. */
export async function repairAsset(
  ports: PixelPorts,
  { asset, spec, variant }: Pick<FrozenAsset, 'asset' | 'spec' | 'variant'>,
): Promise<void> {
  await repairVariant(ports, variant)
  const { sha256 } = await makeFrame(ports, spec, variant)
  if (sha256 !== asset.sha256)
    throw new AssetloomError(
      'VerificationFailed',
      `${asset.specKey} is damaged and can no longer be made from its variant bit for bit`,
      'restore the object store from a backup, or reject the asset and regenerate',
      { assetVersionId: asset.assetVersionId },
    )
}

/** What is frozen is mended on the image queue, and the servers of other providers are reached from theirs alone. */
function madeElsewhere({ variantId, specKey, provider }: VariantRow): AssetloomError {
  return new AssetloomError(
    'VerificationFailed',
    `the picture of ${specKey} is damaged, and ${provider} made it, which cannot be asked for a frozen bundle`,
    `restore the object store from a backup, or order ${specKey} again: npx assetloom review regenerate ${variantId}`,
    { variantId },
  )
}

/**
 * The job of a variant, as it was made. It is not derived again: a reviewer may have given its round a seed of its own, and
 * the draft that it begins from was chosen after its round was planned. The rows have both.
 */
export function jobOfVariant(variant: FrozenAsset['variant']): GenerationJob {
  const { jobId, projectId, runId, specId, specRevisionId, round, variantIndex, seed, adjust } = variant
  return {
    ...{ jobId, projectId, runId, specId, specRevisionId, round, variantIndex, seed },
    ...(adjust === undefined ? {} : { adjust }),
  }
}
