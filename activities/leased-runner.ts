import type { ComfyProgress, ComfyRunner } from '../core/comfyui/comfy-work.js'
import { AssetloomError } from '../core/errors.js'
import { shareOfWork } from '../core/generation/share-of-work.js'
import type { Log } from '../core/log.js'
import { jobLeaseMs, type GpuHostCatalogue, type JobLease } from '../core/scheduling/gpu-host-ports.js'
import { noteStep, timeBySteps, type StepPace } from '../core/scheduling/step-pace.js'

/** Two renewals may be lost before the lease is. */
const renewalsPerLease = 3
/** The holder may give the job back before its lease ends. */
const askAgainMaxMs = 5_000

/** What a host's jobs came to since its process began. */
export interface HostFigures {
  /** Jobs that it has now. */
  readonly running: number
  /** Jobs that it was ever given. */
  readonly started: number
  /** Results that were executed here to their end. */
  readonly executions: number
  /** Of them: those that came after another attempt had taken the job. */
  readonly discarded: number
  /** Time in which at least one job was with the server and not executed yet; milliseconds. */
  readonly busyMs: number
  /** The job at work by the steps that its samplers made; null = none, or not two steps yet. Absent = nobody looks. */
  readonly prompt?: { readonly jobMs: number; readonly leftMs: number } | null
}

/** A runner whose jobs nobody else has meanwhile. */
export interface LeasedRunner extends ComfyRunner {
  figures(): HostFigures
  /** Lets go of all jobs, whose prompts go on: the next attempt attaches to them. New ones are refused. */
  drain(): void
}

/**
 * Takes the lease of a job before its work, renews it meanwhile, and gives it up with the result: a result whose lease has
 * gone to another attempt is discarded. Rejects with Unavailable (tried again) where somebody else has the job, took it,
 * or the host drains.
 */
export function leaseRuns(
  runner: ComfyRunner,
  {
    gpuHosts,
    log,
    leaseMs = jobLeaseMs,
  }: {
    readonly gpuHosts: Pick<GpuHostCatalogue, 'claim' | 'renew' | 'finish'>
    readonly log: Log
    readonly leaseMs?: number
  },
): LeasedRunner {
  const { host } = runner
  const draining = new AbortController()
  const count = { running: 0, started: 0, executions: 0, discarded: 0 }
  const gpu = createBusyTime()
  const steps = watchSteps()
  return {
    host,
    figures: () => ({ ...count, busyMs: gpu.busyMs(), prompt: steps.told() }),
    drain: () =>
      draining.abort(unavailable(`${host} ends`, 'its prompt goes on, and the next attempt attaches')),
    // What is uploaded belongs to no job: whoever takes the job over finds it there.
    upload: async (png, options) => await runner.upload(png, options),
    run: async (work, options) => {
      draining.signal.throwIfAborted()
      const { jobId } = work
      const claim = await gpuHosts.claim({ jobId, host, leaseMs })
      if (!claim.claimed)
        throw unavailable(
          `${claim.holder} has this job`,
          `its lease ends in ${Math.ceil(claim.leaseMs / 1_000)} s`,
          { retryAfterMs: Math.min(Math.ceil(claim.leaseMs), askAgainMaxMs) },
        )
      const lease: JobLease = { jobId, host, fence: claim.fence }
      const renewal = keepRenewing(gpuHosts, { ...lease, leaseMs }, log)
      const executed = gpu.begin()
      count.running += 1
      count.started += 1
      let ending: 'made' | 'queued' = 'queued'
      try {
        const result = await runner.run(work, {
          ...options,
          signal: AbortSignal.any([options.signal, renewal.lost, draining.signal]),
          // Who took the job may attach to the same prompt.
          cancels: (reason) =>
            reason !== renewal.lost.reason && reason !== draining.signal.reason && options.cancels(reason),
          ...steps.listen(jobId, options, executed),
        })
        if (!result.adopted) count.executions += 1
        ending = 'made'
        if (await gpuHosts.finish({ ...lease, as: ending })) return result
        if (!result.adopted) count.discarded += 1
        throw taken(jobId)
      } finally {
        executed()
        steps.forget(jobId)
        count.running -= 1
        renewal.stop()
        // A host that ends keeps its leases to their end: its next process attaches, while another would begin again.
        if (ending === 'queued' && !draining.signal.aborted)
          await gpuHosts.finish({ ...lease, as: ending }).catch((error: unknown) => {
            log('warn', `the lease of a job runs out by itself: ${String(error)}`, { jobId })
          })
      }
    },
  }
}

function keepRenewing(
  gpuHosts: Pick<GpuHostCatalogue, 'renew'>,
  lease: JobLease & { readonly leaseMs: number },
  log: Log,
): { readonly lost: AbortSignal; readonly stop: () => void } {
  const lost = new AbortController()
  const renew = async (): Promise<void> => {
    try {
      if (!(await gpuHosts.renew(lease))) lost.abort(taken(lease.jobId))
    } catch (error) {
      // Work goes on while the catalogue is away: whether its result counts is asked at its end.
      log('warn', `a lease could not be renewed: ${String(error)}`, { jobId: lease.jobId })
    }
  }
  const timer = setInterval(() => void renew(), lease.leaseMs / renewalsPerLease)
  return { lost: lost.signal, stop: () => clearInterval(timer) }
}

/** A ComfyUI works at one prompt at a time: the one whose steps were heard of last. */
function watchSteps() {
  let seen: { readonly jobId: string; readonly pace: StepPace } | null = null
  const forget = (jobId: string): void => {
    if (seen?.jobId === jobId) seen = null
  }
  return {
    forget,
    told: () => timeBySteps(seen?.pace ?? null, performance.now()),
    /** Passes all on. */
    listen: (
      jobId: string,
      { onProgress, onExecuted }: Pick<Parameters<ComfyRunner['run']>[1], 'onProgress' | 'onExecuted'>,
      executed: () => void,
    ) => ({
      onProgress: (progress: ComfyProgress): void => {
        const share = progress.phase === 'running' ? shareOfWork(progress) : null
        const known = seen?.jobId === jobId ? seen.pace : null
        if (share !== null) seen = { jobId, pace: noteStep(known, { share, atMs: performance.now() }) }
        onProgress(progress)
      },
      onExecuted: (): void => {
        executed()
        forget(jobId)
        onExecuted?.()
      },
    }),
  }
}

function createBusyTime(): { begin: () => () => void; busyMs: () => number } {
  let working = 0
  let sinceMs = 0
  let totalMs = 0
  const busyMs = () => totalMs + (working > 0 ? performance.now() - sinceMs : 0)
  return {
    busyMs,
    begin: () => {
      if (working === 0) sinceMs = performance.now()
      working += 1
      let isEnded = false
      return () => {
        if (isEnded) return
        isEnded = true
        working -= 1
        if (working === 0) totalMs += performance.now() - sinceMs
      }
    },
  }
}

function taken(jobId: string): AssetloomError {
  return unavailable(`another attempt has taken job ${jobId.slice(0, 12)}`, 'its result counts, not this one')
}

function unavailable(message: string, hint: string, details: Record<string, number> = {}): AssetloomError {
  return new AssetloomError('Unavailable', message, hint, details)
}
