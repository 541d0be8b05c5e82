import { ApplicationFailure } from '@temporalio/common'
import { AssetloomError } from '../core/errors.js'
import type { Adjustable } from '../core/generation/job-adjust.js'
import type { GenerationJob } from '../core/ports.js'
import type { PixelPorts } from './activity-ports.js'
import { chooseMaking, type Making } from './choose-making.js'
import type { PaintGate } from './paint-gate.js'
import { isReadable } from './is-readable.js'
import { currentAttempt, underHeartbeat } from './heartbeat.js'
import { keepTrying } from './keep-trying.js'

/** A picture that was begun this often without a result never will be one: each costs GPU time. */
const executionsMax = 12

export interface GenerateVariantInput {
  readonly job: GenerationJob
  /** Stored bytes were found damaged: make the same picture again if this one is. */
  readonly repair: boolean
}

export interface GeneratedVariant {
  readonly variantId: string
  /** What of an adjustment its provider follows; absent when the variant was there already. */
  readonly takes?: readonly Adjustable[]
}

/**
 * Makes one picture or sound and keeps it: bytes first, then variant row and ledger in one transaction. Called twice, by a
 * retry or by two workers at once, it still gives one variant and one charge: the job id decides. Where the store is full
 * or the catalogue away, the painted picture waits up to `patienceMs` for them instead of being painted again.
 */
export function generateVariant(ports: PixelPorts, { patienceMs = 0 } = {}) {
  const { catalogue, store, paintGate = paintAtOnce } = ports
  return async ({ job, repair }: GenerateVariantInput): Promise<GeneratedVariant> => {
    const existing = await catalogue.generation.findVariantOfJob(job.jobId)
    if (existing && (!repair || (await isReadable(store, existing.sha256))))
      return { variantId: existing.variantId }
    const spec = await catalogue.runs.loadSpec(job.projectId, job.specRevisionId)
    if (spec.origin !== undefined) await requireUpload(catalogue, job.projectId, spec.origin.sha256)
    const making = chooseMaking(ports, spec, job)
    return await underHeartbeat({ jobId: job.jobId, specKey: spec.key }, async (signal, tell) => {
      const waiting = { patienceMs, signal, onWait: (waitsFor: string) => tell({ waitsFor }) }
      // Counted behind the gate: a job that still waits for its slot when the worker dies was not painted. Stored there
      // too: while the store is full, nothing is painted beyond what fills the slots.
      const { painted, paintMs, sha256 } = await paintGate(signal, async () => {
        const executions = await catalogue.generation.beginExecution(job.jobId)
        if (!existing && executions > executionsMax) throw givenUp(spec.key)
        const startedMs = performance.now()
        const made = await making.make(currentAttempt(), signal)
        const tookMs = Math.round(performance.now() - startedMs)
        const stored = await keepTrying(() => store.put(made.bytes), waiting)
        return { painted: made, paintMs: tookMs, sha256: stored.sha256 }
      })
      if (existing && existing.sha256 !== sha256) throw otherPicture(existing.variantId, making)
      if (existing) return { variantId: existing.variantId }
      const { width, height, placeholder } = painted
      const { provider, providerVersion, promptHash, costMicros, takes } = making
      const { variantId } = await keepTrying(
        () =>
          catalogue.generation.complete({
            ...{ job, sha256, width, height, placeholder, provider, providerVersion, promptHash, paintMs },
            costMicros,
          }),
        waiting,
      )
      return { variantId, takes }
    })
  }
}

const paintAtOnce: PaintGate = async (_signal, work) => await work()

/** The store is one for all projects: a list may only name bytes that its own project was given. */
async function requireUpload(
  { uploads }: PixelPorts['catalogue'],
  projectId: string,
  sha256: string,
): Promise<void> {
  if ((await uploads.find(projectId, sha256)) !== null) return
  throw new AssetloomError(
    'InvalidInput',
    `this project has no upload ${sha256.slice(0, 12)}`,
    'import the file again',
    { sha256 },
  )
}

function givenUp(specKey: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'ProviderFailed',
    message: `a picture of ${specKey} was begun ${executionsMax} times and never came (see the worker's log, then regenerate)`,
    nonRetryable: true,
  })
}

function otherPicture(variantId: string, { provider, providerVersion }: Making): AssetloomError {
  return new AssetloomError(
    'VerificationFailed',
    `variant ${variantId} is damaged and ${provider} ${providerVersion} no longer makes the same bytes`,
    'restore the object store from a backup, or reject the variant and regenerate',
    { variantId },
  )
}
