import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { AssetloomError } from '../core/errors.js'
import type { GenerationRoute } from '../core/generation/generation-route.js'
import type { MakingContext } from '../core/generation/paint-request.js'
import { sha256Hex } from '../core/hash.js'
import type { VariantRow } from '../core/ports.js'
import { comparePictures, compareSounds, type MakingDistance } from '../core/reproduction/compare-pictures.js'
import { reproductionJobId } from '../core/reproduction/reproduction-job-id.js'
import type { ReproductionReport } from '../core/reproduction/reproduction-ports.js'
import { tellMakerDifferences, tellRouteDifferences } from '../core/reproduction/tell-differences.js'
import { lackingFiles } from '../core/scheduling/lacking-files.js'
import { isSound } from '../core/spec/spec-frames.js'
import { taskQueues } from '../core/task-queues.js'
import type { OrchestratePorts, PixelPorts } from './activity-ports.js'
import { inputOf, requireStep } from './chain-steps.js'
import { chooseMaking } from './choose-making.js'
import { executionsMax } from './generate-variant.js'
import { underHeartbeat } from './heartbeat.js'
import { isReadable } from './is-readable.js'
import { makeWithCutout } from './make-with-cutout.js'
import { paintAtOnce } from './paint-gate.js'

export interface ReproduceScope {
  readonly projectId: string
  readonly jobId: string
}

/** Where and how a variant is made again. */
export interface BegunReproduction {
  readonly variantId: string
  readonly generationJobId: string
  readonly taskQueue: string
  /** null = the built-in painter, or whoever the spec names. */
  readonly route: GenerationRoute | null
  readonly differs: readonly string[]
}

/**
 * Finds how a variant was made, says what is otherwise now, reserves its cost and queues the job. Throws NotFound,
 * InvalidInput for what nobody made here or for a graph or models that are gone, NoBudget (to be asked again) while the
 * project's budget does not reach, Unavailable while no host is there.
 */
export function beginReproduction(ports: OrchestratePorts) {
  const { catalogue, routing, recheckRoute, settings } = ports
  return async ({ projectId, jobId }: ReproduceScope): Promise<BegunReproduction> => {
    const { variantId } = inputOf('reproduce', await requireStep(catalogue, projectId, jobId))
    const variant = await catalogue.review.findVariant(projectId, variantId)
    if (variant === null)
      throw new AssetloomError('NotFound', `no variant ${variantId} in this project`, 'list those of a run')
    const spec = await catalogue.runs.loadSpec(projectId, variant.specRevisionId)
    if (spec.origin !== undefined)
      throw new AssetloomError(
        'InvalidInput',
        `${spec.key} was made outside and handed in: there is nothing to make again`,
        'its bytes are compared with their hash whenever they are read',
      )
    const kept = await catalogue.routes.find(variant.jobId)
    const { route, differs } = await reviseRoute(kept, variant, recheckRoute)
    if (route?.models !== undefined) await requireHost(ports, route)
    const generationJobId = reproductionJobId(jobId)
    const { waitsForBudget } = await catalogue.reproductions.begin({
      ...{ projectId, jobId, generationJobId, variantId },
      costMicros: Math.max(route?.costMicros ?? 0, variant.costMicros),
      ...(settings.prices === undefined ? {} : { prices: settings.prices }),
    })
    if (waitsForBudget)
      throw ApplicationFailure.create({
        message: `waits for budget: making ${spec.key} again would cost more than the project has left`,
        type: 'NoBudget',
        category: ApplicationFailureCategory.BENIGN,
      })
    if (route !== null)
      await routing?.queueJobs({
        ...{ projectId, jobIds: [generationJobId], provider: route.provider },
        models: route.models ?? null,
      })
    const taskQueue = route?.taskQueue ?? taskQueues.paint
    return { variantId, generationJobId, taskQueue, route, differs }
  }
}

/** The kept way with the graph as it is here now, in the size that was really painted. */
async function reviseRoute(
  kept: GenerationRoute | null,
  { provenance }: VariantRow,
  recheck: OrchestratePorts['recheckRoute'],
): Promise<{ route: GenerationRoute | null; differs: readonly string[] }> {
  if (kept === null) return { route: null, differs: [] }
  const { width, height } = provenance?.values ?? {}
  const painted =
    provenance?.downsizedFrom === undefined || width === undefined || height === undefined
      ? {}
      : { values: { ...kept.values, width, height } }
  const now = await recheck?.(kept)
  if (kept.graph !== undefined && now?.graph === null)
    throw new AssetloomError(
      'InvalidInput',
      `the graph ${kept.graph.name}@${kept.graph.version} that made it is not here any more`,
      'put its files back into graphs/ of the home: npx assetloom graph list shows what is there',
    )
  const route = { ...kept, ...painted, ...(now?.graph == null ? {} : { graph: now.graph }) }
  return { route, differs: now === undefined ? [] : tellRouteDifferences(kept, now) }
}

/** A queue that no host will ever serve must not be waited at. */
async function requireHost({ catalogue }: OrchestratePorts, { models }: GenerationRoute): Promise<void> {
  const lacking = lackingFiles(await catalogue.gpuHosts.list(), models!)
  if (lacking.length === 0)
    throw new AssetloomError(
      'Unavailable',
      'no ComfyUI is at work here',
      'it goes on by itself when one is there: npx assetloom gpu status shows them',
    )
  if (lacking.some((files) => files.length === 0)) return
  throw new AssetloomError(
    'InvalidInput',
    `no ComfyUI here has ${lacking[0]!.join(', ')}`,
    'npx assetloom models check says what is there; npx assetloom models list where to get more',
  )
}

export interface ReproduceVariantInput extends ReproduceScope, Omit<BegunReproduction, 'taskQueue'> {}

/** Makes it again, compares, keeps the report with its charge, and ends the job. An earlier attempt's report stays. */
export function reproduceVariant(ports: PixelPorts) {
  const { catalogue } = ports
  return async (input: ReproduceVariantInput): Promise<void> => {
    const { projectId, jobId, variantId, generationJobId } = input
    const known = await catalogue.reproductions.find(jobId)
    const { outcome, differs, distance, sha256, originalSha256, costMicros, tookMs } =
      known ??
      (await catalogue.reproductions.complete({
        ...{ projectId, jobId, generationJobId, variantId },
        report: await makeAgain(ports, input),
      }))
    await catalogue.chains.settle({
      ...{ projectId, jobId, stage: 'done' },
      output: {
        ...{ variantId, outcome, sha256, originalSha256, costMicros, tookMs, differs: [...differs] },
        distance: distance === null ? null : { ...distance },
      },
    })
  }
}

async function makeAgain(ports: PixelPorts, input: ReproduceVariantInput): Promise<ReproductionReport> {
  const { catalogue, store, paintGate = paintAtOnce } = ports
  const { projectId, variantId, generationJobId, route, differs } = input
  const variant = await catalogue.review.findVariant(projectId, variantId)
  if (variant === null) throw new AssetloomError('NotFound', `no variant ${variantId}`, 'it was deleted')
  const spec = await catalogue.runs.loadSpec(projectId, variant.specRevisionId)
  const { seed, adjust } = variant
  const making = chooseMaking(ports, spec, {
    ...{ seed, route: route ?? undefined },
    ...(adjust === undefined ? {} : { adjust }),
  })
  return await underHeartbeat({ jobId: generationJobId }, async (signal, tell, isCancelled) => {
    const context: MakingContext = {
      ...{ jobId: generationJobId, route, cancels: isCancelled, anew: generationJobId },
      load: async (hash) => await store.get(hash),
      onProgress: ({ preview: _preview, ...progress }) => tell({ progress }),
    }
    return await paintGate(signal, async () => {
      if (!making.countsExecutions) {
        const executions = await catalogue.generation.beginExecution(generationJobId)
        if (executions > executionsMax) throw givenUp(spec.key)
      }
      const startedMs = performance.now()
      const keep = async (bytes: Uint8Array) => (await store.put(bytes)).sha256
      const made = await makeWithCutout(ports, { making, signal, context, keep })
      const tookMs = Math.round(performance.now() - startedMs)
      const sha256 = sha256Hex(made.bytes)
      const isSame = sha256 === variant.sha256
      const distance = isSame ? null : await measure(ports, variant.sha256, made.bytes, isSound(spec))
      const isNear = distance !== null && distance.figure <= distance.nearMax
      const { providerVersion } = making
      const maker = tellMakerDifferences(variant, { providerVersion, provenance: made.provenance })
      return {
        outcome: isSame ? 'identical' : isNear ? 'near' : 'drifted',
        ...{ originalSha256: variant.sha256, sha256, distance, differs: [...differs, ...maker] },
        provider: making.provider,
        costMicros: made.costMicros ?? making.costMicros,
        tookMs: made.provenance?.executionMs ?? tookMs,
      }
    })
  })
}

/** null = the original's bytes are not there any more, or the two differ in size or length. */
async function measure(
  { store, codec, soundCodec }: PixelPorts,
  originalSha256: string,
  bytes: Uint8Array,
  ofSounds: boolean,
): Promise<MakingDistance | null> {
  if (!(await isReadable(store, originalSha256))) return null
  const original = await store.get(originalSha256)
  if (!ofSounds) return comparePictures(await codec.decodePng(original), await codec.decodePng(bytes))
  const [before, after] = [await soundCodec.decode(original), await soundCodec.decode(bytes)]
  return compareSounds(before.channels, after.channels)
}

function givenUp(specKey: string): ApplicationFailure {
  return ApplicationFailure.create({
    type: 'ProviderFailed',
    message: `${specKey} was not made again: it was begun ${executionsMax} times and never came (see the worker's log)`,
    nonRetryable: true,
  })
}
