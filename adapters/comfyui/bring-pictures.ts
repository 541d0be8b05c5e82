import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import { graphSizeOf, type UploadedPictures } from '../../core/generation/comfy-values.js'
import type { GenerationRoute } from '../../core/generation/generation-route.js'
import type { JobSource } from '../../core/generation/job-source.schema.js'
import type { MakingContext, PaintRequest } from '../../core/generation/paint-request.js'
import { prepareSource, type SourcePlace } from '../../core/generation/prepare-source.js'
import { AssetloomError } from '../../core/errors.js'
import { graphLabel, type GraphTemplate } from '../../core/graphs/graph-template.js'
import type { ImageCodec } from '../../core/ports.js'
import { drawPose } from '../../core/poses/draw-pose.js'
import { poseOfFrame } from '../../core/poses/pose-of-frame.js'
import type { Raster } from '../../core/raster/raster.js'

export interface PicturePorts {
  readonly runner: Pick<ComfyRunner, 'upload'>
  readonly codec: ImageCodec
}

/** Where pictures go and how: `again` = the server has lost what it was given. */
export interface BringOptions {
  readonly signal: AbortSignal
  readonly load: MakingContext['load']
  readonly again: boolean
}

/**
 * Puts the pictures that a graph begins from among the inputs of the server: the source of the job and its mask, or a
 * skeleton for each frame. Nothing for a graph that takes none. Throws as prepareSource, ObjectStore.get and the runner do.
 */
export async function bringPictures(
  { runner, codec }: PicturePorts,
  request: PaintRequest,
  { route, template }: { readonly route: GenerationRoute; readonly template: GraphTemplate },
  { signal, load, again }: BringOptions,
): Promise<UploadedPictures> {
  const { inputs } = template.bindings
  const size = graphSizeOf(route, template)
  const upload = async (raster: Raster): Promise<string> =>
    await runner.upload(await codec.encodePng(raster), { signal, again })
  const { source, frames } = request
  if (source !== undefined) {
    if (inputs['image'] === undefined) throw takesNone(template)
    const place: SourcePlace = size === null ? { size: request.generatedSize, keepsSize: true } : { size }
    const { picture, mask } = await prepare(codec, load, source, place)
    const image = await upload(picture)
    return mask === null || inputs['mask'] === undefined ? { image } : { image, mask: await upload(mask) }
  }
  if (inputs['poses'] === undefined || frames === undefined || size === null) return {}
  const poses: string[] = []
  for (const frame of frames) poses.push(await upload(drawPose(poseOfFrame(frame), size)))
  return { poses }
}

async function prepare(
  codec: ImageCodec,
  load: MakingContext['load'],
  { sha256, mask }: JobSource,
  place: SourcePlace,
): Promise<ReturnType<typeof prepareSource>> {
  const picture = await codec.decodePng(await load(sha256))
  const marked = mask === undefined ? null : await codec.decodePng(await load(mask))
  return prepareSource(picture, marked, place)
}

function takesNone(template: GraphTemplate): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `graph ${graphLabel(template)} begins from no picture, and this job names one`,
    'order it again without its reference, or add a graph whose input "image" is a picture',
    { graph: template.bindings.name },
  )
}
