import { composeAtlas, defaultAtlasOptions } from '../core/atlas/compose-atlas.js'
import type { ChainStepRow } from '../core/chain/chain-ports.js'
import type { PictureJobType } from '../core/chain/job-type.js'
import type { JsonObject } from '../core/chain/json-value.js'
import { pictureFolder } from '../core/chain/picture-reference.js'
import { transformPicture, typesBySpec, type TransformType } from '../core/chain/transform-picture.js'
import { AssetloomError } from '../core/errors.js'
import type { VariantRow } from '../core/ports.js'
import { findOpaqueBox } from '../core/raster/opaque-box.js'
import type { Raster } from '../core/raster/raster.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import { isSound } from '../core/spec/spec-frames.js'
import type { PixelPorts } from './activity-ports.js'
import type { ChainStepInput } from './chain-generate.js'
import { findPictures, type ChainPicture } from './chain-picture-sources.js'
import { inputOf, requireStep } from './chain-steps.js'
import { underHeartbeat } from './heartbeat.js'
import { repairVariant } from './repair-frozen-assets.js'

export interface ProcessPicturesInput extends ChainStepInput {
  readonly type: PictureJobType
}

/**
 * The work of every job on stored pictures: reads them, works on each, keeps the results as objects, and writes the
 * job's output: `{ runId, dir, images: [{ name, sha256, width, height, variantId, ... }] }`, for an atlas also `frames`.
 * The same pictures and input give the same bytes, so a second attempt makes nothing new.
 */
export function processPictures(ports: PixelPorts) {
  const { catalogue } = ports
  return async ({ projectId, jobId, type }: ProcessPicturesInput): Promise<{ pictures: number }> => {
    const row = await requireStep(catalogue, projectId, jobId)
    const { pictures, runId } = await findPictures(catalogue, row, inputOf(type, row))
    const made = await underHeartbeat({ jobId, type }, async (signal) =>
      type === 'atlas_pack'
        ? await packPictures(ports, row, pictures, signal)
        : await transformPictures(ports, { ...row, type }, pictures, signal),
    )
    const output = { ...(runId === null ? {} : { runId }), dir: pictureFolder(jobId, 'images'), ...made }
    await catalogue.chains.settle({ projectId, jobId, stage: 'done', output })
    return { pictures: pictures.length }
  }
}

async function transformPictures(
  ports: PixelPorts,
  row: ChainStepRow & { readonly type: TransformType },
  pictures: readonly ChainPicture[],
  signal: AbortSignal,
): Promise<JsonObject> {
  const { type } = row
  const input = inputOf(type, row)
  const images: JsonObject[] = []
  for (const picture of pictures) {
    signal.throwIfAborted()
    const { raster, spec } = await readPicture(ports, row, picture)
    const { raster: out, told } = transformPicture(type, raster, input, spec)
    const sha256 = out === raster ? picture.sha256 : await keep(ports, out)
    images.push({ ...entryOf(picture, sha256, out), ...told })
  }
  return { images }
}

async function packPictures(
  ports: PixelPorts,
  row: ChainStepRow,
  pictures: readonly ChainPicture[],
  signal: AbortSignal,
): Promise<JsonObject> {
  const { maxSize, padding, extrude } = inputOf('atlas_pack', row)
  const frames = []
  for (const picture of pictures) {
    signal.throwIfAborted()
    const { raster } = await readPicture(ports, row, picture)
    const trim = findOpaqueBox(raster) ?? { x: 0, y: 0, width: 1, height: 1 }
    frames.push({ key: picture.name, raster, trim })
  }
  const atlas = composeAtlas(frames, {
    maxSidePx: maxSize ?? defaultAtlasOptions.maxSidePx,
    paddingPx: padding ?? defaultAtlasOptions.paddingPx,
    extrudePx: extrude ?? defaultAtlasOptions.extrudePx,
  })
  const images: JsonObject[] = []
  for (const [index, page] of atlas.pages.entries()) {
    const name = `atlas-${index + 1}.png`
    images.push({ name, sha256: await keep(ports, page), width: page.width, height: page.height })
  }
  return { images, frames: atlas.frames.map((frame) => ({ ...frame, trim: { ...frame.trim } })) }
}

/** The picture and, where one is needed, its spec. Damaged bytes of a variant are painted again from its seed. */
async function readPicture(
  ports: PixelPorts,
  { projectId, type }: ChainStepRow,
  { name, sha256, variantId }: ChainPicture,
): Promise<{ raster: Raster; spec: AssetSpec | null }> {
  const { catalogue, store, codec } = ports
  const variant = variantId === null ? null : await catalogue.review.findVariant(projectId, variantId)
  const spec = variant === null ? null : await catalogue.runs.loadSpec(projectId, variant.specRevisionId)
  if (spec !== null && isSound(spec))
    throw new AssetloomError(
      'InvalidInput',
      `${name} is a sound; ${type} works on pictures`,
      'chain it behind a job that makes pictures',
    )
  if (variant !== null && variant.sha256 === sha256) await mend(ports, variant)
  const raster = await codec.decodePng(await store.get(sha256))
  return { raster, spec: typesBySpec.some((one) => one === type) ? spec : null }
}

async function mend(ports: PixelPorts, variant: VariantRow): Promise<void> {
  if (variant.pictureRemovedAt === undefined) return await repairVariant(ports, variant)
  throw new AssetloomError(
    'MissingObject',
    `the picture of variant ${variant.variantId} was given up by the project's retention`,
    'generate it again',
  )
}

async function keep({ store, codec }: PixelPorts, raster: Raster): Promise<string> {
  return (await store.put(await codec.encodePng(raster))).sha256
}

function entryOf({ name, variantId }: ChainPicture, sha256: string, { width, height }: Raster): JsonObject {
  return { name, sha256, width, height, ...(variantId === null ? {} : { variantId }) }
}
