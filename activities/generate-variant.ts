import { AssetloomError } from '../core/errors.js'
import { promptHashOf, resolvePaintRequest } from '../core/generation/resolve-paint-request.js'
import type { GenerationJob } from '../core/ports.js'
import type { PixelPorts } from './activity-ports.js'
import { isReadable } from './is-readable.js'
import { currentAttempt, underHeartbeat } from './heartbeat.js'

export interface GenerateVariantInput {
  readonly job: GenerationJob
  /** Stored bytes were found damaged: make the same picture again if this one is. */
  readonly repair: boolean
}

/**
 * Makes one picture and keeps it: bytes first, then variant row and ledger in one transaction. Called twice, by a
 * retry or by two workers at once, it still gives one variant and one charge: the job id decides.
 */
export function generateVariant({ catalogue, store, providers }: PixelPorts) {
  return async ({ job, repair }: GenerateVariantInput): Promise<{ variantId: string }> => {
    const existing = await catalogue.generation.findVariantOfJob(job.jobId)
    if (existing && (!repair || (await isReadable(store, existing.sha256))))
      return { variantId: existing.variantId }
    const spec = await catalogue.runs.loadSpec(job.projectId, job.specRevisionId)
    const provider = providers.get(spec.provider)
    if (!provider)
      throw new AssetloomError(
        'InvalidInput',
        `no provider "${spec.provider}" here`,
        `use one of: ${[...providers.keys()].join(', ')}`,
        { specKey: spec.key },
      )
    const request = resolvePaintRequest(spec, job.seed)
    await catalogue.generation.beginExecution(job.jobId)
    const startedMs = performance.now()
    const painted = await underHeartbeat({ jobId: job.jobId, specKey: spec.key }, (signal) =>
      provider.paint(request, currentAttempt(), signal),
    )
    const { sha256 } = await store.put(painted.png)
    if (existing && existing.sha256 !== sha256)
      throw new AssetloomError(
        'VerificationFailed',
        `variant ${existing.variantId} is damaged and ${provider.name} ${provider.version} no longer makes the same picture`,
        'restore the object store from a backup, or reject the variant and regenerate',
        { variantId: existing.variantId },
      )
    if (existing) return { variantId: existing.variantId }
    const { variantId } = await catalogue.generation.complete({
      job,
      sha256,
      width: painted.width,
      height: painted.height,
      provider: provider.name,
      providerVersion: provider.version,
      placeholder: painted.placeholder,
      promptHash: promptHashOf(request),
      costMicros: 0,
      paintMs: Math.round(performance.now() - startedMs),
    })
    return { variantId }
  }
}
