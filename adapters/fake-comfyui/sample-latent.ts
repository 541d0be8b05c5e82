import { createHash } from 'node:crypto'
import type { Sound } from '../../core/audio/sound.js'
import { soundLimits } from '../../core/audio/sound.js'
import { readWav } from '../../core/audio/wav.js'
import type { SoundProvider } from '../../core/generation/sound-request.js'
import type { ImageCodec } from '../../core/ports.js'
import { copyRaster } from '../../core/raster/blit-raster.js'
import { createRaster, type Raster } from '../../core/raster/raster.js'
import { resampleLanczos } from '../../core/raster/resample-raster.js'
import { NodeFailure, type LatentValue } from './node-values.js'
import { namesFrame, paintSample } from './paint-sample.js'

/** Who plays in place of a model, and who writes pictures. */
export interface Artists {
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

const shortMaxS = 1
const shortestMs = 100

/** From here on nothing of the picture that is there is kept. */
const denoiseAnewMin = 0.75
/** From here on what moves is free to move. */
const denoiseFrameMin = 0.3

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
  const { positive } = input
  const { width, height } = latent
  const pictures: Raster[] = []
  const seeds: string[] = []
  for (let index = 0; index < latent.count; index++) {
    const before = latent.pictures?.[index % latent.pictures.length] ?? null
    const own = seedOf(content, index)
    const former = latent.seeds?.[index % latent.seeds.length]
    const isAnew = before === null || input.denoise >= denoiseAnewMin
    const seed = !isAnew && former !== undefined && isOtherMoment(input) ? former : own
    const after =
      isAnew || seed === former
        ? paintSample({ positive, width, height, seed })
        : changePicture(before, input.denoise, own)
    pictures.push(before !== null && latent.mask !== undefined ? within(latent.mask, before, after) : after)
    seeds.push(isAnew ? own : (former ?? own))
  }
  return { ...latent, pictures, seeds }
}

/** Painted over a picture of words, which say a frame now: the same thing at another moment. */
function isOtherMoment({ latent, positive, denoise }: SampleInput): boolean {
  return latent.mask === undefined && denoise >= denoiseFrameMin && namesFrame(positive)
}

function seedOf(content: string, index: number): string {
  return createHash('sha256').update(`${content}/${index}`).digest('hex').slice(0, 16)
}

/** The picture moved by a few pixels and with noise: the same thing, seen once more. */
function changePicture(before: Raster, denoise: number, seed: string): Raster {
  const { width, height } = before
  const out = createRaster(width, height)
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
  let to = 0
  for (let y = 0; y < height; y++) {
    const row = clamp(y + moveY, height - 1) * width
    for (let x = 0; x < width; x++, to += 4) {
      const from = (row + clamp(x + moveX, width - 1)) * 4
      const noise = Math.round((next() * 2 - 1) * amplitude)
      out.data[to] = clamp(before.data[from]! + noise, 255)
      out.data[to + 1] = clamp(before.data[from + 1]! + noise, 255)
      out.data[to + 2] = clamp(before.data[from + 2]! + noise, 255)
      out.data[to + 3] = before.data[from + 3]!
    }
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
  // In the least that a model can be asked for, a short sound and then silence.
  const isShort = !isMusic && seconds <= shortMaxS && !/\bloop/i.test(input.positive)
  const longestMs = Math.max(shortestMs, durationMs)
  const { wav } = await synthesiser.render(
    {
      ...{ prompt: input.positive, negative: input.negative, seed },
      assetType: isMusic ? 'music' : 'sfx',
      sound: {
        durationMs: { min: isShort ? shortestMs : longestMs, max: longestMs },
        ...{ loop: false, formats: ['wav'], peakDb: -1, trimBelowDb: -60 },
      },
    },
    1,
    signal,
  )
  return padded(readWav(wav), longestMs)
}

function padded(sound: Sound, durationMs: number): Sound {
  const samples = Math.round((durationMs / 1000) * sound.sampleRateHz)
  const channels = sound.channels.map((channel) => {
    const out = new Float32Array(Math.max(samples, channel.length))
    out.set(channel)
    return out
  })
  return { ...sound, channels }
}

function clamp(value: number, max: number): number {
  return value < 0 ? 0 : value > max ? max : value
}
