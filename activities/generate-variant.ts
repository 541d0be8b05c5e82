import { ApplicationFailure } from '@temporalio/common'
import { AssetloomError } from '../core/errors.js'
import type { GenerationRoute, MakingProvenance } from '../core/generation/generation-route.js'
import type { Adjustable } from '../core/generation/job-adjust.js'
import { jobProgressOf } from '../core/generation/job-progress.js'
import type { MakingContext } from '../core/generation/paint-request.js'
import type { GenerationJob } from '../core/ports.js'
import { namedUploads } from '../core/spec/reference-rules.js'
import type { PixelPorts } from './activity-ports.js'
import { chooseMaking, type MadeVariant, type Making } from './choose-making.js'
import { endWait } from './end-wait.js'
import { paintAtOnce } from './paint-gate.js'
import { isReadable } from './is-readable.js'
import { type TellHeartbeat, underHeartbeat } from './heartbeat.js'
import { keepTrying } from './keep-trying.js'
import { makeWithCutout } from './make-with-cutout.js'
import { type PictureShelf, shelfOf } from './kept-pictures.js'

/** A picture that was begun this often without a result never will be one: each costs GPU time. */
export const executionsMax = 12

export interface GenerateVariantInput {
  readonly job: GenerationJob
  /** Stored bytes were found damaged: make the same picture again if this one is. */
  readonly repair: boolean
  /** Who makes it with what. Left out: whoever the job or its spec names. */
  readonly route?: GenerationRoute
}

export interface GeneratedVariant {
  /** Of a draft: its job. */
  readonly variantId: string
  /** What of an adjustment its provider follows; absent when the variant was there already. */
  readonly takes?: readonly Adjustable[]
}

/**
 * Makes one picture or sound and keeps it: bytes first, then variant row and ledger in one transaction. Called twice, by a
 * retry or by two workers at once, it still gives one variant and one charge: the job id decides. Where the store is full
 * or the catalogue away, the painted picture waits up to `patienceMs` for them instead of being painted again. What was
 * made before of the same content is taken as it is, at no cost. A draft is made in the same way and kept apart.
 */
export function generateVariant(ports: PixelPorts, { patienceMs = 0 } = {}) {
  const { catalogue, store, paintGate = paintAtOnce } = ports
  return async ({ job, repair, route }: GenerateVariantInput): Promise<GeneratedVariant> => {
    const shelf = shelfOf(catalogue, job)
    const existing = await shelf.findOfJob(job.jobId)
    // Nothing was made from a draft that is not there, or whose bytes were given up.
    const isUnused = repair && job.stage === 'draft' && existing?.isGivenUp !== false
    if (isUnused || (existing && (!repair || (await isReadable(store, existing.sha256))))) {
      if (repair && route?.models !== undefined) await endWait(catalogue.gpuHosts, job.jobId)
      return { variantId: existing?.id ?? job.jobId }
    }
    const spec = await catalogue.runs.loadSpec(job.projectId, job.specRevisionId)
    for (const sha256 of namedUploads(spec)) await requireUpload(catalogue, job.projectId, sha256)
    const making = chooseMaking(ports, spec, { ...job, route })
    const taken = existing ? null : await takeMade(shelf, { store, job, making })
    if (taken !== null) return { variantId: taken, takes: making.takes }
    return await underHeartbeat(
      { jobId: job.jobId, specKey: spec.key },
      async (signal, tell, isCancelled) => {
        const context: MakingContext = {
          ...{ jobId: job.jobId, route: route ?? null, cancels: isCancelled },
          load: async (hash) => await store.get(hash),
          onProgress: tellsProgress(ports, { job, specKey: spec.key, tell }),
        }
        const waiting = { patienceMs, signal, onWait: (waitsFor: string) => tell({ waitsFor }) }
        // Counted behind the gate: a job that still waits for its slot when the worker dies was not painted. Stored there
        // too: while the store is full, nothing is painted beyond what fills the slots.
        const { painted, paintMs, sha256 } = await paintGate(signal, async () => {
          if (!making.countsExecutions) {
            const executions = await catalogue.generation.beginExecution(job.jobId)
            if (!existing && executions > executionsMax) throw givenUp(spec.key)
          }
          const startedMs = performance.now()
          const keep = async (bytes: Uint8Array) => (await keepTrying(() => store.put(bytes), waiting)).sha256
          const made = await makeWithCutout(ports, { making, signal, context, keep }).catch(
            (error: unknown) => {
              // Its provider counts by itself, and will not begin it again whoever asks.
              throw isExhausted(error) ? givenUp(spec.key, error.message) : error
            },
          )
          const tookMs = Math.round(performance.now() - startedMs)
          return { painted: made, paintMs: tookMs, sha256: await keep(made.bytes) }
        })
        if (existing && existing.sha256 !== sha256) throw otherPicture(existing.id, making)
        if (existing) return { variantId: existing.id }
        const row = rowOf(making, painted, { job, sha256, paintMs })
        const kept = await keepTrying(() => shelf.complete(row), waiting)
        return { variantId: kept.id, takes: making.takes }
      },
    )
  }
}

/** The row of what was made; the time is that of the execution where its server told it. */
function rowOf(
  making: Making,
  painted: MadeVariant,
  made: { readonly job: GenerationJob; readonly sha256: string; readonly paintMs: number },
): Parameters<PictureShelf['complete']>[0] {
  const { provider, providerVersion, promptHash, cacheKey } = making
  const { width, height, placeholder } = painted
  const provenance = provenanceOf(painted.provenance, made.job, making)
  return {
    ...{ ...made, width, height, placeholder, provider, providerVersion, promptHash },
    paintMs: provenance?.executionMs ?? made.paintMs,
    costMicros: painted.costMicros ?? making.costMicros,
    ...(provenance === undefined ? {} : { provenance }),
    ...(cacheKey === null || !isAsAsked(provenance) ? {} : { cacheKey }),
  }
}

/** What a server could only do in part is not what was asked for: the next one is tried in full. */
function isAsAsked({ downsizedFrom, cutout }: MakingProvenance = {}): boolean {
  return downsizedFrom === undefined && cutout?.refused === undefined
}

/** With the draft that it was made from, where its provider looks at one. */
function provenanceOf(
  told: MakingProvenance | undefined,
  { draft }: GenerationJob,
  { followsSource }: Making,
): MakingProvenance | undefined {
  if (draft === undefined || !followsSource) return told
  return { ...told, draft }
}

/** The id of this job's own picture, of bytes that are there already; null = they have to be made. */
async function takeMade(
  shelf: PictureShelf,
  of: {
    readonly store: PixelPorts['store']
    readonly job: GenerationJob
    readonly making: Making
  },
): Promise<string | null> {
  const { store, job, making } = of
  const { cacheKey, provider, providerVersion, promptHash } = making
  const made = cacheKey === null ? null : await shelf.findMade(job.projectId, cacheKey)
  if (made === null || !(await isReadable(store, made.sha256))) return null
  const { sha256, width, height, placeholder, id, provenance = {} } = made
  const { submitNo: _no, executionMs: _ms, host: _host, draft: _draft, ...kept } = provenance
  const { graph: cutoutGraph } = kept.cutout ?? {}
  const cutout = cutoutGraph === undefined ? {} : { cutout: { graph: cutoutGraph } }
  const anew = { ...kept, ...cutout, cachedFrom: kept.cachedFrom ?? id }
  const taken = await shelf.complete({
    ...{ job, sha256, width, height, placeholder, provider, providerVersion, promptHash },
    ...{ costMicros: 0, paintMs: 0, provenance: provenanceOf(anew, job, making) ?? anew },
  })
  return taken.id
}

/** For whoever watches the run, and, without pictures, for whoever looks into Temporal. */
function tellsProgress(
  { tellProgress }: PixelPorts,
  of: { readonly job: GenerationJob; readonly specKey: string; readonly tell: TellHeartbeat },
): MakingContext['onProgress'] {
  return (progress) => {
    const { preview: _, ...progressWithoutPicture } = progress
    of.tell({ progress: progressWithoutPicture })
    tellProgress?.(jobProgressOf(of.job, of.specKey, progress))
  }
}

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

function isExhausted(error: unknown): error is AssetloomError {
  return error instanceof AssetloomError && error.details['kind'] === 'exhausted'
}

function givenUp(
  specKey: string,
  why = `it was begun ${executionsMax} times and never came`,
): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'ProviderFailed',
    message: `a picture of ${specKey} was given up: ${why} (see the worker's log, then regenerate)`,
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
