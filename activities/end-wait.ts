import type { GpuHostCatalogue } from '../core/scheduling/gpu-host-ports.js'

/** Who ends the wait of a job in place of a host. */
const nobody = 'kept'

/**
 * A job that was queued to be made again, and whose picture is there after all, waits for no host any more: a host would
 * load its models for nothing. Where a host has it, that one ends it.
 */
export async function endWait(
  gpuHosts: Pick<GpuHostCatalogue, 'claim' | 'finish'>,
  jobId: string,
): Promise<void> {
  const claim = await gpuHosts.claim({ jobId, host: nobody })
  if (claim.claimed) await gpuHosts.finish({ jobId, host: nobody, fence: claim.fence, as: 'made' })
}
