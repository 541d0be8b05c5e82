import { finishSound } from '../core/audio/finish-sound.js'
import { AssetloomError } from '../core/errors.js'
import { finishAsset as finishRaster } from '../core/finish/finish-asset.js'
import { measureLook } from '../core/library/measure-look.js'
import type { ProcessingRecord } from '../core/library-ports.js'
import type { VariantRow } from '../core/ports.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import type { PixelPorts } from './activity-ports.js'
import { underHeartbeat } from './heartbeat.js'

export interface FinishAssetInput {
  readonly projectId: string
  readonly runId: string
  readonly specRevisionId: string
  readonly variantId: string
  /** Also writes the stage `finishing`, in this round. Left out by executions that write it by a step of its own. */
  readonly round?: number
}

/** An approved variant becomes an asset version: cut out, at native size, in its palette, with its trim box. */
export function finishAsset(ports: PixelPorts) {
  return async (input: FinishAssetInput): Promise<{ assetVersionId: string }> => {
    const { projectId, runId, specRevisionId, variantId, round } = input
    const { catalogue } = ports
    if (round !== undefined)
      await catalogue.runs.setSpecStage({
        ...{ runId, specRevisionId, stage: 'finishing', round },
        unless: { finished: variantId },
      })
    const spec = await catalogue.runs.loadSpec(projectId, specRevisionId)
    const variant = await catalogue.review.findVariant(projectId, variantId)
    if (!variant)
      throw new AssetloomError('NotFound', `no variant ${variantId}`, 'it was deleted: generate again')
    const { look, ...finished } = await underHeartbeat({ specKey: spec.key, variantId }, () =>
      makeFrame(ports, spec, variant),
    )
    const { assetVersionId } = await catalogue.library.saveAssetVersion({
      projectId,
      runId,
      specId: variant.specId,
      specRevisionId,
      specKey: spec.key,
      variantId,
      ...finished,
      ...(look === null ? {} : { look }),
    })
    return { assetVersionId }
  }
}

/** The finished frame (or strip of frames, or sound) of a variant, stored. The same variant and spec give the same bytes. */
export async function makeFrame(
  { store, codec, frames, soundCodec }: Pick<PixelPorts, 'store' | 'codec' | 'frames' | 'soundCodec'>,
  spec: AssetSpec,
  variant: Pick<VariantRow, 'sha256' | 'specRevisionId'>,
) {
  // Read even where its frame is known: a variant whose bytes are damaged has to be noticed while it can be painted.
  const delivered = await store.get(variant.sha256)
  if (spec.sound !== undefined && spec.origin !== undefined) {
    const { sha256, sizeBytes } = await store.put(delivered)
    const steps = ['keep what was handed in']
    const processing: ProcessingRecord = { backgroundRemoval: null, scale: 1, palette: [], steps }
    return { sha256, sizeBytes, ...spec.size, trim: { x: 0, y: 0, ...spec.size }, processing, look: null }
  }
  if (spec.sound !== undefined) {
    const { sound, processing } = finishSound(await soundCodec.decode(delivered), spec.sound)
    const stored = await store.put(soundCodec.encodeWav(sound))
    return { ...stored, ...spec.size, trim: { x: 0, y: 0, ...spec.size }, processing, look: null }
  }
  const { frame, trim, processing } =
    frames?.get(variant.sha256, variant.specRevisionId) ??
    finishRaster(await codec.decodePng(delivered), spec)
  // A person's picture stays the file that it was, unless its background was to go.
  const isKept = spec.origin !== undefined && spec.origin.cutout !== true
  const png = isKept ? delivered : await codec.encodePng(frame)
  const { sha256, sizeBytes } = await store.put(png)
  const { width, height } = frame
  return { sha256, sizeBytes, width, height, trim, processing, look: measureLook(frame) }
}
