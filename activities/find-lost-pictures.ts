import { AssetloomError } from '../core/errors.js'
import type { DraftRow } from '../core/generation/draft-ports.js'
import type { GenerationRoute } from '../core/generation/generation-route.js'
import type { GenerationJob, VariantRow } from '../core/ports.js'
import type { GpuHostRow } from '../core/scheduling/gpu-host-ports.js'
import { lackingFiles } from '../core/scheduling/lacking-files.js'
import type { PixelPorts } from './activity-ports.js'
import { isReadable } from './is-readable.js'
import { jobOfVariant } from './repair-frozen-assets.js'

/** A lost picture, with the job that makes it anew. */
export interface LostPicture {
  readonly specKey: string
  readonly job: GenerationJob
  /** The draft that it begins from, lost as well: it is made first. */
  readonly draft?: GenerationJob
}

/** They are part of a workflow's history; what is beyond is found when these are there again. */
const lostMax = 100

/**
 * Pictures of a frozen set that are damaged or gone, that its finished frames are needed of, and that a ComfyUI made: they
 * are made anew where its hosts work. The others are mended by repairFrozenAssets. Throws VerificationFailed where
 * no host is at work that could make one: a bundle does not wait for that, it is asked for again.
 */
export function findLostPictures(ports: PixelPorts) {
  const { catalogue, store } = ports
  return async ({ contentId }: { contentId: string }): Promise<{ lost: LostPicture[] }> => {
    const { assets } = await catalogue.bundles.loadFrozen(contentId)
    const seen = new Set<string>()
    const lost: LostPicture[] = []
    for (const { asset, variant, provisional } of assets) {
      if (lost.length === lostMax) break
      if (provisional === true || seen.has(variant.variantId)) continue
      seen.add(variant.variantId)
      if (await isReadable(store, asset.sha256)) continue
      if (await isReadable(store, variant.sha256)) continue
      const route = await catalogue.routes.find(variant.jobId)
      // Who has no models here promises no same bytes, or is asked by repairFrozenAssets itself.
      if (route?.models === undefined) continue
      requireHost(await catalogue.gpuHosts.list(), variant, route.models)
      lost.push(await lostOf(ports, variant))
    }
    return { lost }
  }
}

async function lostOf({ catalogue, store }: PixelPorts, variant: VariantRow): Promise<LostPicture> {
  const { specKey, provenance, runId, specRevisionId, round } = variant
  const draft = provenance?.draft
  const job = jobOfVariant(variant)
  if (draft === undefined) return { specKey, job }
  const final = { specKey, job: { ...job, draft } }
  if (await isReadable(store, draft.sha256)) return final
  const drafts = await catalogue.drafts.ofRound(runId, specRevisionId, round)
  const origin = drafts.find(({ draftIndex }) => draftIndex === draft.index)
  return origin === undefined ? final : { ...final, draft: jobOfDraft(variant, origin) }
}

function jobOfDraft({ specId }: VariantRow, draft: DraftRow): GenerationJob {
  const { jobId, projectId, runId, specRevisionId, round, draftIndex, seed, adjust } = draft
  return {
    ...{ jobId, projectId, runId, specId, specRevisionId, round, variantIndex: draftIndex, seed },
    ...(adjust === undefined ? {} : { adjust }),
    stage: 'draft',
  }
}

/** A queue that no host will ever serve must not be waited at. */
function requireHost(
  hosts: readonly GpuHostRow[],
  { variantId, specKey }: VariantRow,
  models: NonNullable<GenerationRoute['models']>,
): void {
  const lacking = lackingFiles(hosts, models)
  if (lacking.some((files) => files.length === 0)) return
  const why =
    lacking.length === 0 ? 'no ComfyUI is at work here' : `no ComfyUI here has ${lacking[0]!.join(', ')}`
  throw new AssetloomError(
    'VerificationFailed',
    `the picture of ${specKey} is damaged, and ${why} to make it anew`,
    `start one that has it and ask for the bundle again, restore the object store from a backup, or order ${specKey} again: npx assetloom review regenerate ${variantId}`,
    { variantId },
  )
}
