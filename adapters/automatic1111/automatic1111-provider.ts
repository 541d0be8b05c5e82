import { setTimeout as sleep } from 'node:timers/promises'
import { AssetloomError } from '../../core/errors.js'
import { fitDelivered } from '../../core/generation/fit-delivered.js'
import { gpuCostMicros } from '../../core/generation/job-cost.js'
import type {
  ImageProvider,
  MakingContext,
  PaintedImage,
  PaintRequest,
} from '../../core/generation/paint-request.js'
import { prepareSource } from '../../core/generation/prepare-source.js'
import { hashOf } from '../../core/hash.js'
import { baseName } from '../../core/models/identify-model.js'
import type { ModelKind, ModelUse } from '../../core/models/model-use.js'
import type { ImageCodec } from '../../core/ports.js'
import { blitRaster } from '../../core/raster/blit-raster.js'
import { createRaster, type Raster } from '../../core/raster/raster.js'
import { automatic1111Limits, hostedNames } from '../hosted/hosted-names.js'
import type { Closable, HostedService } from '../hosted/billed-access.js'
import { readPicture } from '../hosted/read-picture.js'
import {
  createHostedClient,
  failureOfStatus,
  parseJson,
  type HostedClient,
  type HostedReply,
} from '../hosted/hosted-client.js'
import {
  a1111ErrorSchema,
  a1111InfoSchema,
  type A1111Model,
  a1111ModelsSchema,
  a1111PicturesSchema,
  a1111ProgressSchema,
} from './a1111-answers.schema.js'
import { a1111BodyOf, a1111SeedOf, a1111SizeOf } from './a1111-request.js'

const automatic1111Name = hostedNames.automatic1111
const { framesMax: automatic1111FramesMax } = automatic1111Limits
const version = 'automatic1111/2'
const answerBytesMax = 48 * 1024 * 1024
const shortAnswerBytesMax = 8 * 1024 * 1024
const shortTimeoutMs = 10_000
const progressEveryMs = 1_000

export interface Automatic1111Options extends HostedService {
  /** What an hour of its GPU costs; 0 = nothing. Micros. */
  readonly gpuHourMicros: number
  readonly codec: ImageCodec
  readonly progressEveryMs?: number
}

export interface Automatic1111Provider extends ImageProvider, Closable {
  /** Its checkpoints, as `routeGeneration` and people want to know them. */
  listModels(signal: AbortSignal): Promise<A1111Model[]>
}

/**
 * Pictures of an AUTOMATIC1111 web UI started with --api. Frames that belong together: the first by txt2img, the others by
 * img2img from it. Its queue forgets everything at a restart and cannot be asked for a result again: a retry makes the
 * picture again, from the same seed.
 */
export function createAutomatic1111Provider(options: Automatic1111Options): Automatic1111Provider {
  const client = createHostedClient({
    service: automatic1111Name,
    baseUrl: options.baseUrl,
    variable: 'AUTOMATIC1111_URL',
    headers: { accept: 'application/json' },
    secrets: [],
    timeoutMs: options.timeoutMs,
  })
  return {
    name: automatic1111Name,
    version,
    takes: ['promptWeight', 'parameters', 'source'],
    async paint(request, attempt, signal, context): Promise<PaintedImage> {
      const count = request.frames?.length ?? 1
      if (count > automatic1111FramesMax)
        throw new AssetloomError(
          'InvalidInput',
          `${automatic1111Name} makes at most ${automatic1111FramesMax} frames of one asset, and ${count} are asked for`,
          'name another provider for this spec',
        )
      const startedMs = performance.now()
      const wanted = request.generation?.checkpoint
      const checkpoint = wanted === undefined ? null : await findModel(client, wanted, signal)
      const taskId = `assetloom-${hashOf({ job: context?.jobId ?? request.seed, attempt }).slice(0, 16)}`
      const rasters: Raster[] = []
      const begun = await beginFrom(options.codec, request, context)
      let first: string | null = begun.from
      let info: ReturnType<typeof readInfo> = {}
      for (let frame = 0; frame < count; frame++) {
        const work = { ...begun, request, taskId: `${taskId}-${frame}`, frame, from: first, checkpoint }
        const made = await makeOne(client, options, work, { signal, ...(context ? { context } : {}) })
        first ??= made.encoded
        info = made.info
        const picture = await readPicture(Buffer.from(made.encoded, 'base64'), automatic1111Name)
        rasters.push(fitDelivered(picture, request.generatedSize))
      }
      const strip = sideBySide(rasters)
      const executionMs = Math.round(performance.now() - startedMs)
      return {
        png: await options.codec.encodePng(strip),
        ...{ width: strip.width, height: strip.height, placeholder: false },
        costMicros: gpuCostMicros(executionMs, options.gpuHourMicros),
        provenance: {
          ...{
            executionMs,
            host: new URL(options.baseUrl).host,
            modelSeed: String(a1111SeedOf(request.seed)),
          },
          values: { ...info, frames: count },
          ...modelsOf(info, request),
          ...(request.source === undefined ? {} : { source: request.source }),
        },
      }
    },
    listModels: async (signal) => await listModels(client, signal),
    close: async () => await client.close(),
  }
}

/** The picture that a still begins from and its mask, in the size that is asked for; base64. */
async function beginFrom(
  codec: ImageCodec,
  request: PaintRequest,
  context: MakingContext | undefined,
): Promise<{ readonly from: string | null; readonly mask?: string }> {
  const { source, frames } = request
  if (source === undefined) return { from: null }
  if (context === undefined || frames !== undefined || !['variation', 'inpaint'].includes(source.use))
    throw new AssetloomError(
      'InvalidInput',
      `${automatic1111Name} paints over single pictures, and ${frames === undefined ? source.use : 'frames'} was asked for`,
      'name another provider for this spec, or use variation or inpaint',
    )
  const read = async (sha256: string) => await codec.decodePng(await context.load(sha256))
  const marked = source.mask === undefined ? null : await read(source.mask)
  const { picture, mask } = prepareSource(await read(source.sha256), marked, { size: a1111SizeOf(request) })
  const encode = async (raster: Raster) => Buffer.from(await codec.encodePng(raster)).toString('base64')
  return { from: await encode(picture), ...(mask === null ? {} : { mask: await encode(mask) }) }
}

async function makeOne(
  client: HostedClient,
  { progressEveryMs: everyMs = progressEveryMs }: Automatic1111Options,
  work: Parameters<typeof a1111BodyOf>[0],
  { signal, context }: { readonly signal: AbortSignal; readonly context?: MakingContext },
) {
  const { path, json } = a1111BodyOf(work)
  const over = new AbortController()
  const watching = context
    ? watchProgress(client, work.taskId, context, everyMs, over.signal)
    : Promise.resolve()
  try {
    const reply = await client.ask({ method: 'POST', path, json, bytesMax: answerBytesMax, signal })
    if (reply.status !== 200) throw failureOf(reply, client)
    const pictures = a1111PicturesSchema.safeParse(parseJson(reply.bytes))
    if (!pictures.success)
      throw new AssetloomError(
        'ProviderFailed',
        `${automatic1111Name} answered without a picture`,
        'start it with --api and see AUTOMATIC1111_URL',
      )
    const [picture] = pictures.data.images
    const encoded = picture!.slice(picture!.startsWith('data:') ? picture!.indexOf(',') + 1 : 0)
    return { encoded, info: readInfo(pictures.data.info) }
  } catch (error) {
    if (signal.aborted && context?.cancels(signal.reason) === true) await interruptOwn(client, work.taskId)
    throw error
  } finally {
    over.abort()
    await watching
  }
}

/** Tells steps while the picture is made; whatever goes wrong with it is no fault of the picture. */
async function watchProgress(
  client: HostedClient,
  taskId: string,
  { onProgress }: MakingContext,
  everyMs: number,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await sleep(everyMs, undefined, { signal })
      const now = await readProgress(client, signal)
      if (now?.current_task !== taskId) onProgress({ phase: 'queued' })
      else
        onProgress({
          phase: 'running',
          value: now.state?.sampling_step ?? 0,
          max: now.state?.sampling_steps ?? 0,
        })
    } catch {
      // Ended by the picture itself, or asked again a second later.
    }
  }
}

async function readProgress(client: HostedClient, signal: AbortSignal) {
  const path = '/sdapi/v1/progress?skip_current_image=true'
  const reply = await client.ask({
    method: 'GET',
    path,
    bytesMax: shortAnswerBytesMax,
    signal,
    timeoutMs: shortTimeoutMs,
  })
  const progress = a1111ProgressSchema.safeParse(reply.status === 200 ? parseJson(reply.bytes) : null)
  return progress.success ? progress.data : null
}

/** Its interrupt stops whatever runs, so it is sent only while our own work does. A failure costs GPU time and no more. */
async function interruptOwn(client: HostedClient, taskId: string): Promise<void> {
  const signal = AbortSignal.timeout(shortTimeoutMs)
  try {
    if ((await readProgress(client, signal))?.current_task !== taskId) return
    await client.ask({
      method: 'POST',
      path: '/sdapi/v1/interrupt',
      json: {},
      bytesMax: shortAnswerBytesMax,
      signal,
    })
  } catch {
    // The server is away, and with it the work.
  }
}

async function listModels(client: HostedClient, signal: AbortSignal): Promise<A1111Model[]> {
  const reply = await client.ask({
    ...{
      method: 'GET',
      path: '/sdapi/v1/sd-models',
      bytesMax: shortAnswerBytesMax,
      timeoutMs: shortTimeoutMs,
    },
    signal,
  })
  if (reply.status !== 200) throw failureOf(reply, client)
  const models = a1111ModelsSchema.safeParse(parseJson(reply.bytes))
  if (models.success) return models.data
  throw new AssetloomError(
    'ProviderFailed',
    `${automatic1111Name} told no models`,
    'start it with --api and see AUTOMATIC1111_URL',
  )
}

/** The server's title of a checkpoint that a spec names by file or name. Throws InvalidInput that names what there is. */
async function findModel(client: HostedClient, wanted: string, signal: AbortSignal): Promise<string> {
  const models = await listModels(client, signal)
  const bare = (text: string) => text.replace(/^.*[\\/]/, '').replace(/\.(safetensors|ckpt)$/, '')
  const found = models.find(({ model_name: name, filename }) =>
    [name, filename ?? ''].some((one) => bare(one) === bare(wanted)),
  )
  if (found) return found.title
  const names = models.slice(0, 10).map(({ model_name: name }) => name)
  throw new AssetloomError(
    'InvalidInput',
    `${automatic1111Name} has no checkpoint "${wanted}"`,
    names.length === 0 ? 'put one into its models folder' : `it has: ${names.join(', ')}`,
  )
}

function failureOf(reply: HostedReply, client: HostedClient): AssetloomError {
  const said = a1111ErrorSchema.safeParse(parseJson(reply.bytes))
  const words = client.clean(said.success ? said.data : '')
  // Out of memory passes as a server error: the next try may find more of it.
  if (/outofmemory|out of memory/i.test(words))
    return new AssetloomError(
      'ProviderFailed',
      `the GPU of ${automatic1111Name} is out of memory: ${words}`,
      'it is tried again; ask for a smaller size when this goes on',
    )
  const names = { service: automatic1111Name, variable: 'AUTOMATIC1111_URL', keyVariable: null }
  return failureOfStatus(names, reply, words)
}

function readInfo(text: string | null | undefined): Record<string, string> {
  const info = a1111InfoSchema.safeParse(parseJson(Buffer.from(text ?? '')))
  if (!info.success) return {}
  const { sd_model_name: checkpoint, sd_model_hash: hash } = info.data
  return { ...(checkpoint ? { checkpoint } : {}), ...(hash ? { checkpointHash: hash } : {}) }
}

/**
 * The models that it says that it used; absent where it does not tell its checkpoint. It tells no licence: whoever releases
 * judges them by the catalogue, by the names of their files.
 */
function modelsOf(
  { checkpoint }: Readonly<Record<string, string>>,
  { loras = [] }: PaintRequest,
): { readonly models?: readonly ModelUse[] } {
  if (checkpoint === undefined) return {}
  const used = (kind: ModelKind, file: string): ModelUse => ({
    ...{ kind, name: baseName(file), file, sha256: null, licence: null, commercial: 'unknown' },
  })
  return { models: [used('checkpoint', checkpoint), ...loras.map(({ name }) => used('lora', name))] }
}

function sideBySide(rasters: readonly Raster[]): Raster {
  const [first] = rasters
  if (first === undefined) throw new RangeError('a strip has at least one frame')
  if (rasters.length === 1) return first
  const strip = createRaster(first.width * rasters.length, first.height)
  for (const [at, raster] of rasters.entries()) blitRaster(strip, raster, at * first.width, 0)
  return strip
}
