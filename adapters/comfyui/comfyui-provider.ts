import type { SoundCodec } from '../../core/audio/sound-ports.js'
import { durationMsOf } from '../../core/audio/sound.js'
import type { ComfyResult, ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { AssetloomError } from '../../core/errors.js'
import { paintValues, soundValues } from '../../core/generation/comfy-values.js'
import { fitDelivered } from '../../core/generation/fit-delivered.js'
import type { MakingProvenance } from '../../core/generation/generation-route.js'
import type { GraphSource } from '../../core/generation/graph-source.js'
import { gpuCostMicros } from '../../core/generation/job-cost.js'
import type { JobSource } from '../../core/generation/job-source.schema.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'
import { graphHashOf } from '../../core/graphs/graph-template.js'
import type { ImageCodec } from '../../core/ports.js'
import { bringPictures } from './bring-pictures.js'
import { createBackgroundRemover } from './cut-out.js'
import { runRoute, type RoutedWork, type RouteRunner } from './run-route.js'

/** Changes whenever the same request and route may give another graph: it is part of the cache key. */
export const comfyuiVersion = 'comfyui/2'

const name = 'comfyui'
/** Longer than any picture takes whose model is loaded first; a hung node is given up after it. */
const executionDefaultMaxMs = 15 * 60_000

export interface ComfyuiProviderOptions {
  readonly runner: ComfyRunner
  readonly graphs: GraphSource
  /** What an hour of this GPU costs, millionths of the currency. */
  readonly hourMicros?: number
  readonly executionMaxMs?: number
}

/**
 * Pictures by the graph and models of the job's route, on one ComfyUI. The file of the server is decoded and written again,
 * since its text holds the prompt with the name of the job: equal pixels are equal bytes. Throws InvalidInput for a job
 * without a route or with a graph that is not here as it was chosen, and as ComfyRunner does.
 */
export function createComfyuiProvider(
  options: ComfyuiProviderOptions & { readonly codec: ImageCodec },
): ImageProvider {
  const { codec, runner, hourMicros = 0 } = options
  return {
    ...{
      name,
      version: comfyuiVersion,
      countsExecutions: true,
      takes: ['promptWeight', 'parameters', 'source'],
    },
    remover: createBackgroundRemover(routeRunnerOf(options), { codec, hourMicros }),
    async paint(request, _attempt, signal, context) {
      const { work, result } = await runRoute(
        routeRunnerOf(options),
        { signal, context },
        async ({ route, template, again }) => {
          const bringing = { signal, load: context?.load ?? loadsNothing, again }
          const pictures = await bringPictures({ runner, codec }, request, { route, template }, bringing)
          return paintValues(request, route, template, pictures)
        },
      )
      const { width, height } = request.generatedSize
      const wanted = { width: width * (request.frames?.length ?? 1), height }
      const raster = await codec.decodePng(result.bytes)
      const fits = raster.width === wanted.width && raster.height === wanted.height
      if (!fits && request.frames !== undefined) throw otherSize(raster, wanted)
      const fitted = fits ? raster : fitDelivered(raster, wanted)
      return {
        png: await codec.encodePng(fitted),
        ...wanted,
        placeholder: false,
        ...accountOf(options, work, result, request.source),
      }
    },
  }
}

/** Sounds in the same way; what the server saves (FLAC) becomes WAV. */
export function createComfyuiSoundProvider(
  options: ComfyuiProviderOptions & { readonly soundCodec: SoundCodec },
): SoundProvider {
  const { soundCodec } = options
  return {
    ...{ name, version: comfyuiVersion, countsExecutions: true, takes: ['promptWeight', 'parameters'] },
    async render(request, _attempt, signal, context) {
      const { work, result } = await runRoute(
        routeRunnerOf(options),
        { signal, context },
        async ({ route, template }) => soundValues(request, route, template),
      )
      const sound = await soundCodec.decode(result.bytes, signal)
      return {
        wav: soundCodec.encodeWav(sound),
        durationMs: Math.round(durationMsOf(sound)),
        placeholder: false,
        ...accountOf(options, work, result),
      }
    },
  }
}

function routeRunnerOf({
  runner,
  graphs,
  executionMaxMs = executionDefaultMaxMs,
}: ComfyuiProviderOptions): RouteRunner {
  return { runner, graphs, executionMaxMs }
}

/** What the result cost and how it came about. */
function accountOf(
  { runner, hourMicros = 0 }: ComfyuiProviderOptions,
  { route, template, values, downsizedFrom }: RoutedWork,
  { submitNo, executionMs, serverVersion }: ComfyResult,
  source?: JobSource,
): { costMicros: number; provenance: MakingProvenance } {
  const { name: graph, version } = template.bindings
  const { seed, ...told } = values
  const plain = Object.entries(told).flatMap(([member, value]) =>
    typeof value === 'object' || typeof value === 'bigint' ? [] : [[member, value] as const],
  )
  return {
    costMicros: executionMs === null ? route.costMicros : gpuCostMicros(executionMs, hourMicros),
    provenance: {
      graph: { name: graph, version, hash: graphHashOf(template) },
      ...(route.uses === undefined ? {} : { models: route.uses }),
      values: Object.fromEntries(plain),
      ...(typeof seed === 'bigint' || typeof seed === 'number' ? { modelSeed: String(seed) } : {}),
      ...{ submitNo, host: runner.host },
      ...(serverVersion === undefined ? {} : { serverVersion }),
      ...(source === undefined ? {} : { source }),
      ...(downsizedFrom === undefined ? {} : { downsizedFrom }),
      ...(executionMs === null ? {} : { executionMs }),
    },
  }
}

function otherSize(
  { width, height }: { readonly width: number; readonly height: number },
  wanted: { readonly width: number; readonly height: number },
): AssetloomError {
  return new AssetloomError(
    'ProviderFailed',
    `the graph delivered frames of ${width}x${height} px together, and ${wanted.width}x${wanted.height} were asked for`,
    'a graph for frames has to scale each to outWidth x outHeight and put them side by side',
  )
}

async function loadsNothing(sha256: string): Promise<never> {
  throw new AssetloomError(
    'MissingObject',
    `nothing here can read the picture ${sha256.slice(0, 12)} that the work begins from`,
    'order it again: a job is given its store with its route',
  )
}
