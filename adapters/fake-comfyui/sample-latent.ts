import { createHash } from 'node:crypto'
import type { Sound } from '../../core/audio/sound.js'
import { soundLimits } from '../../core/audio/sound.js'
import { readWav } from '../../core/audio/wav.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'
import type { ImageCodec } from '../../core/ports.js'
import { copyRaster } from '../../core/raster/blit-raster.js'
import type { Raster } from '../../core/raster/raster.js'
import { resampleLanczos } from '../../core/raster/resample-raster.js'
import { NodeFailure, type LatentValue } from './node-values.js'

/** Who paints and plays in place of a model. */
export interface Artists {
  readonly painter: ImageProvider
  readonly synthesiser: SoundProvider
  readonly codec: ImageCodec
}

export interface SampleInput {
  readonly positive: string
  readonly negative: string
  readonly latent: LatentValue
  /** 0-1: how much of the picture that is there is made anew. */
  readonly denoise: number
  /** Of everything that the sampler gets, 64 hex digits: equal content gives equal pictures. */
  readonly content: string
}

/** Sides that a native picture is painted with where the size allows it, pixels. */
const nativeSideMinPx = 48
const factors = [32, 24, 16, 12, 10, 8, 6, 5, 4, 3, 2, 1]

/** From here on nothing of the picture that is there is kept. */
const denoiseAnewMin = 0.75

/**
 * What a sampler makes of a latent: the procedural painter's picture of the prompt, or the picture that is there a little
 * changed, as far as `denoise` says; inside of a mask only. A sound's latent gets sounds.
 */
export async function sampleLatent(
  input: SampleInput,
  artists: Artists,
  signal: AbortSignal,
): Promise<LatentValue> {
  const { latent, content } = input
  if (latent.sound !== undefined) {
    const sounds: Sound[] = []
    for (let index = 0; index < latent.count; index++)
      sounds.push(await playSound(input, seedOf(content, index), latent.sound, artists, signal))
    return { ...latent, sound: { ...latent.sound, sounds } }
  }
  const pictures: Raster[] = []
  for (let index = 0; index < latent.count; index++) {
    const before = latent.pictures?.[index % latent.pictures.length] ?? null
    const seed = seedOf(content, index)
    const isAnew = before === null || input.denoise >= denoiseAnewMin
    const after = isAnew
      ? await paint(input, seed, artists, signal)
      : changePicture(before, input.denoise, seed)
    pictures.push(before !== null && latent.mask !== undefined ? within(latent.mask, before, after) : after)
  }
  return { ...latent, pictures }
}

function seedOf(content: string, index: number): string {
  return createHash('sha256').update(`${content}/${index}`).digest('hex').slice(0, 16)
}

async function paint(
  input: SampleInput,
  seed: string,
  { painter, codec }: Artists,
  signal: AbortSignal,
): Promise<Raster> {
  const { width, height } = input.latent
  const fits = (factor: number) => width % factor === 0 && height % factor === 0
  const factor = factors.find((each) => fits(each) && Math.min(width, height) / each >= nativeSideMinPx) ?? 1
  const isSurface = /\b(tileset|tileable|seamless|texture)\b/i.test(input.positive)
  const isScene = /\b(backdrop|parallax|panorama)\b/i.test(input.positive)
  const palette = [...new Set(input.positive.toLowerCase().match(/#[0-9a-f]{6}\b/g) ?? [])]
  const { png } = await painter.paint(
    {
      ...{ prompt: input.positive, negative: input.negative, seed },
      assetType: isSurface ? 'tile' : isScene ? 'backdrop' : 'prop',
      nativeSize: { width: width / factor, height: height / factor },
      generatedSize: { width, height },
      seamless: isSurface,
      background: isSurface || isScene ? 'opaque' : 'transparent',
      palette: palette.length >= 4 ? palette : [],
      ...{ outlinePx: 1, light: 'upper-left' },
    },
    1,
    signal,
  )
  return await codec.decodePng(png)
}

/** The picture moved by a few pixels and with noise: the same thing, seen once more. */
function changePicture(before: Raster, denoise: number, seed: string): Raster {
  const { width, height } = before
  const out = copyRaster(before)
  const reach = Math.round(denoise * 0.06 * Math.min(width, height))
  let state = parseInt(seed.slice(0, 8), 16) | 1
  const next = (): number => {
    // xorshift32 (Marsaglia, 2003).
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 8) / 0x100_0000
  }
  const [moveX, moveY] = [Math.round((next() * 2 - 1) * reach), Math.round((next() * 2 - 1) * reach)]
  const amplitude = Math.round(denoise * 24)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      const from = (clamp(y + moveY, height - 1) * width + clamp(x + moveX, width - 1)) * 4
      const to = (y * width + x) * 4
      const noise = Math.round((next() * 2 - 1) * amplitude)
      for (let channel = 0; channel < 3; channel++)
        out.data[to + channel] = clamp(before.data[from + channel]! + noise, 255)
      out.data[to + 3] = before.data[from + 3]!
    }
  return out
}

/** `after` where the mask is light, else `before`. */
function within(mask: Raster, before: Raster, after: Raster): Raster {
  const { width, height } = before
  const fitted = resampleLanczos(mask, width, height)
  const painted = resampleLanczos(after, width, height)
  const out = copyRaster(before)
  for (let at = 0; at < out.data.length; at += 4)
    if (fitted.data[at]! >= 128) out.data.set(painted.data.subarray(at, at + 4), at)
  return out
}

async function playSound(
  input: SampleInput,
  seed: string,
  { seconds, isMusic }: { seconds: number; isMusic: boolean },
  { synthesiser }: Artists,
  signal: AbortSignal,
): Promise<Sound> {
  const durationMs = Math.round(seconds * 1000)
  if (seconds > soundLimits.durationMaxS - 30)
    throw new NodeFailure('RuntimeError', `the stand-in plays at most ${soundLimits.durationMaxS - 30} s`)
  const { wav } = await synthesiser.render(
    {
      ...{ prompt: input.positive, negative: input.negative, seed },
      assetType: isMusic ? 'music' : 'sfx',
      sound: {
        durationMs: { min: Math.max(10, durationMs), max: Math.max(10, durationMs) },
        ...{ loop: false, formats: ['wav'], peakDb: -1, trimBelowDb: -60 },
      },
    },
    1,
    signal,
  )
  return readWav(wav)
}

function clamp(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value
}
