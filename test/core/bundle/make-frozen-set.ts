import { composeAtlas, type AtlasFrameInput, type AtlasOptions } from '../../../core/atlas/compose-atlas.js'
import { cutFrames, frameSizeOf, isStrip } from '../../../core/atlas/cut-frames.js'
import type { SoundInput } from '../../../core/bundle/bundle-sound.js'
import { blitRaster } from '../../../core/raster/blit-raster.js'
import { frameKey, framesOf, isSound, stripSizeOf } from '../../../core/spec/spec-frames.js'
import type { BundleFile } from '../../../core/bundle/bundle-file.js'
import { sha256Hex } from '../../../core/hash.js'
import type { ImageCodec } from '../../../core/ports.js'
import type { AtlasRow, FrozenAsset } from '../../../core/bundle-ports.js'
import { findOpaqueBox } from '../../../core/raster/opaque-box.js'
import { createRaster, type Raster } from '../../../core/raster/raster.js'
import { assetTypes, type AssetType } from '../../../core/spec/asset-spec.schema.js'

/** An approved and finished asset with ids that no text file but the manifest may hold. */
export function makeFrozenAsset(
  key: string,
  look: {
    sha256?: string
    sizeBytes?: number
    assetType?: AssetType
    width?: number
    height?: number
    trim?: FrozenAsset['asset']['trim']
    pivot?: { x: number; y: number }
    tags?: string[]
    placeholder?: boolean
    provider?: string
    /** Goes into every id, reviewer, time and cost. */
    run?: number
    background?: 'transparent' | 'opaque'
    animations?: FrozenAsset['spec']['animations']
    states?: string[]
    nineSlice?: FrozenAsset['spec']['nineSlice']
    sound?: FrozenAsset['spec']['sound']
  } = {},
): FrozenAsset {
  const run = look.run ?? 1
  const [width, height] = [look.width ?? 32, look.height ?? 32]
  const provider = look.provider ?? 'procedural'
  const id = (prefix: string) => `${prefix}_${run}-${key}`
  const sha256 = look.sha256 ?? sha256Hex(key)
  const { animations, states, nineSlice } = look
  const motion = {
    ...(animations === undefined ? {} : { animations }),
    ...(states === undefined ? {} : { states }),
  }
  const strip = isStrip(motion) ? stripSizeOf({ ...motion, size: { width, height } }) : { width, height }
  return {
    asset: {
      assetId: id('ast'),
      assetVersionId: id('asv'),
      version: 1,
      projectId: `prj_${run}`,
      runId: `run_${run}`,
      specId: id('spc'),
      specRevisionId: id('spr'),
      specKey: key,
      variantId: id('var'),
      sha256,
      sizeBytes: look.sizeBytes ?? 100,
      ...strip,
      trim: look.trim ?? { x: 0, y: 0, ...strip },
      processing: { backgroundRemoval: null, scale: 1, palette: [], steps: [] },
    },
    spec: {
      key,
      assetType: look.assetType ?? 'prop',
      category: look.assetType ?? 'prop',
      prompt: { positive: key, negative: '' },
      size: { width, height },
      pivot: look.pivot ?? { x: 0.5, y: 1 },
      seamless: false,
      background: look.background ?? 'transparent',
      variants: 4,
      palette: [],
      outlinePx: 1,
      light: 'upper-left',
      provider,
      tags: look.tags ?? ['pixel art'],
      ...motion,
      ...(nineSlice === undefined ? {} : { nineSlice }),
      ...(look.sound === undefined ? {} : { sound: look.sound }),
      source: { file: 'list.txt', line: 1, text: `prop: ${key}` },
    },
    variant: {
      variantId: id('var'),
      jobId: id('job'),
      projectId: `prj_${run}`,
      runId: `run_${run}`,
      specId: id('spc'),
      specKey: key,
      specRevisionId: id('spr'),
      round: 1,
      variantIndex: 0,
      seed: '0123456789abcdef',
      sha256: sha256Hex(`large ${key}`),
      width: width * 8,
      height: height * 8,
      provider,
      providerVersion: '1',
      placeholder: look.placeholder ?? true,
      promptHash: sha256Hex(`prompt ${key}`),
      costMicros: 1000 + run,
      paintMs: 12,
      score: 0.9,
      checks: [],
      version: 1,
      verdict: 'approved',
      decisionId: id('dec'),
      createdAt: `2026-01-0${run}T00:00:00.000Z`,
    },
    decision: { reviewer: `reviewer-of-run-${run}`, decidedAt: `2026-01-0${run}T01:02:03.000Z` },
  }
}

/** An atlas of one column, for tests that look at text only. */
export function stackAtlas(assets: readonly FrozenAsset[]): AtlasRow {
  let y = 0
  const frames = assets.flatMap(({ asset, spec }) => {
    if (isSound(spec)) return []
    const isWhole = isStrip(spec) || spec.nineSlice !== undefined
    const { width, height, ...trim } = isWhole ? { x: 0, y: 0, ...frameSizeOf(spec, asset) } : asset.trim
    return framesOf(spec).map((part) => {
      const frame = { key: frameKey(asset.specKey, part), page: 0, x: 0, y, width, height, trim }
      y += height + 2
      return frame
    })
  })
  if (frames.length === 0) return { atlasContentId: 'empty', pages: [], frames: [] }
  const width = Math.max(...frames.map((frame) => frame.width))
  return {
    atlasContentId: 'stack',
    pages: [{ sha256: sha256Hex('page'), sizeBytes: 50, width, height: y }],
    frames,
  }
}

/** The files of every sound of the set, as an encoder would have left them in the store. */
export function stackSounds(assets: readonly FrozenAsset[]): Map<string, SoundInput> {
  const sounds = assets.filter(({ spec }) => isSound(spec))
  return new Map(
    sounds.map(({ asset: { specKey } }) => [
      specKey,
      {
        files: (['ogg', 'wav'] as const).map((format) => ({
          format,
          sha256: sha256Hex(`${specKey}.${format}`),
          sizeBytes: 70,
        })),
        durationMs: 350,
        sampleRateHz: 44_100,
      },
    ]),
  )
}

export interface DrawnSet {
  readonly assets: FrozenAsset[]
  readonly atlas: AtlasRow
  /** Untrimmed frames by their names. */
  readonly rasters: ReadonlyMap<string, Raster>
  readonly pages: readonly Raster[]
  /** Stored bytes by hash. */
  readonly objects: ReadonlyMap<string, Uint8Array>
}

const pictureTypes = assetTypes.filter((assetType) => !isSound({ assetType }))

/** Every third asset of `moving` sets is animated, every third has states with borders. */
function motionOf(
  index: number,
): Pick<NonNullable<Parameters<typeof makeFrozenAsset>[1]>, 'animations' | 'states' | 'nineSlice'> {
  if (index % 3 === 0)
    return {
      animations: [
        { name: 'idle', frames: 2 + (index % 4), fps: 6, loop: true },
        { name: 'walk-on', frames: 3, fps: 12.5, loop: index % 2 === 0 },
      ],
    }
  if (index % 3 === 1)
    return { states: ['normal', 'hover', 'con'], nineSlice: { left: 2, top: 1, right: 3, bottom: 0 } }
  return {}
}

/** A frozen set with real pixels: hard and soft edges, trimmed and untrimmed frames, every asset type that has pictures. */
export async function drawFrozenSet(
  codec: ImageCodec,
  count: number,
  options: AtlasOptions,
  look: { moving?: boolean; firstIndex?: number } = {},
): Promise<DrawnSet> {
  const objects = new Map<string, Uint8Array>()
  const rasters = new Map<string, Raster>()
  const store = async (raster: Raster) => {
    const png = await codec.encodePng(raster)
    const sha256 = sha256Hex(png)
    objects.set(sha256, png)
    return { sha256, sizeBytes: png.length, width: raster.width, height: raster.height }
  }
  const assets: FrozenAsset[] = []
  const inputs: AtlasFrameInput[] = []
  const first = look.firstIndex ?? 0
  for (let index = first; index < first + count; index++) {
    const assetType = pictureTypes[index % pictureTypes.length] ?? 'prop'
    const motion = look.moving === true ? motionOf(index) : {}
    const key = `${assetType}-${index}`
    const [width, height] = [8 + ((index * 7) % 57), 8 + ((index * 13) % 41)]
    const frames = framesOf(motion)
    const strip = createRaster(width * frames.length, height)
    for (const [at, frame] of frames.entries()) {
      // One frame in each long animation is empty, as a flicker that goes out is.
      const raster =
        at === 4
          ? createRaster(width, height)
          : drawRaster(width, height, index + at * 5, assetType === 'tile')
      blitRaster(strip, raster, at * width, 0)
      rasters.set(frameKey(key, frame), raster)
    }
    const trim = findOpaqueBox(strip) ?? { x: 0, y: 0, width: strip.width, height }
    const pivot = index % 2 === 0 ? { x: 0.5, y: 1 } : { x: 0.5, y: 0.5 }
    const { sha256, sizeBytes } = await store(strip)
    const frozen = makeFrozenAsset(key, {
      sha256,
      sizeBytes,
      width,
      height,
      assetType,
      trim,
      pivot,
      ...motion,
    })
    assets.push(frozen)
    inputs.push(...cutFrames(frozen.spec, strip, trim))
  }
  const composed = composeAtlas(inputs, options)
  const pages = []
  for (const page of composed.pages) pages.push(await store(page))
  const atlas = { atlasContentId: 'drawn', pages, frames: composed.frames }
  return { assets, atlas, rasters, pages: composed.pages, objects }
}

/** An ellipse off the centre with a half-transparent rim; tiles fill their frame. Colours depend on the place. */
export function drawRaster(width: number, height: number, seed: number, full: boolean): Raster {
  const raster = createRaster(width, height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const distance = Math.hypot((x - width * 0.45) / (width * 0.4), (y - height * 0.55) / (height * 0.38))
      const alpha = full || distance < 0.8 ? 255 : distance < 1 ? 40 + ((x * 31 + y * 17) % 200) : 0
      if (alpha > 0)
        raster.data.set(
          [(x * 9 + seed * 37) % 256, (y * 11 + seed * 59) % 256, (x * y + seed) % 256, alpha],
          (y * width + x) * 4,
        )
    }
  return raster
}

/** The file's bytes: written ones, or the stored picture. */
export function bytesOf(file: BundleFile, objects: ReadonlyMap<string, Uint8Array>): Uint8Array {
  if ('bytes' in file) return file.bytes
  const bytes = objects.get(file.sha256)
  if (bytes === undefined) throw new Error(`no object ${file.sha256} for ${file.path}`)
  return bytes
}
