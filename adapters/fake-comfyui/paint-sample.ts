import type { Raster } from '../../core/raster/raster.js'
import { assetTypes, type AssetType } from '../../core/spec/asset-spec.schema.js'
import type { SpecFrame } from '../../core/spec/spec-frames.js'
import { deliverPicture } from '../procedural/delivery.js'
import type { NativePicture, NativeRequest } from '../procedural/native-picture.js'
import { paintNative } from '../procedural/paint-noun.js'

export interface SampleWords {
  readonly positive: string
  /** Of the canvas, pixels. */
  readonly width: number
  readonly height: number
  /** 16 hex digits. */
  readonly seed: string
}

/** Shorter sides that a native picture has where the size of the canvas allows it, pixels. */
const nativeSideMinPx = 48
const factors = [32, 24, 16, 12, 10, 8, 6, 5, 4, 3, 2, 1]
/** Of each side, where words ask for a margin; a long canvas may lose a third of its short side to a cut. */
const marginShare = 0.1
const longMarginShare = 0.2
const longFrom = 1.9
const framesMax = 64
/** Strips that the next frames are cut from: those of a prompt come one after the other. */
const stripsMax = 8

/** What a model would make of words: the procedural painter's picture, with the margin and the plain ground asked for. */
export function paintSample(input: SampleWords): Raster {
  const { positive, width, height, seed } = input
  const factor = factorOf(width, height)
  const isFramed = /\bmargin around\b/i.test(positive)
  const share = Math.max(width, height) / Math.min(width, height) >= longFrom ? longMarginShare : marginShare
  const marginPx = isFramed ? Math.max(1, Math.round((Math.min(width, height) / factor) * share)) : 0
  const nativeSize = { width: width / factor - 2 * marginPx, height: height / factor - 2 * marginPx }
  const picture = paintMoment(requestOf(positive, nativeSize, seed), frameOf(positive))
  return deliverPicture(marginPx === 0 ? picture : withMargin(picture, marginPx), {
    ...{ factor, seed, spriteNoise: 2, backdropNoise: parseInt(seed.slice(-1), 16) % 4 },
  })
}

/** Whether words say which one of several pictures of a thing they mean. */
export function namesFrame(words: string): boolean {
  return frameOf(words) !== null
}

function factorOf(width: number, height: number): number {
  const fits = (factor: number) => width % factor === 0 && height % factor === 0
  return factors.find((each) => fits(each) && Math.min(width, height) / each >= nativeSideMinPx) ?? 1
}

function requestOf(positive: string, nativeSize: NativeRequest['nativeSize'], seed: string): NativeRequest {
  const isSurface = /\b(tileset|tileable|seamless|texture)\b/i.test(positive)
  const isScene = /\b(backdrop|parallax|panorama)\b/i.test(positive)
  const palette = [...new Set(positive.toLowerCase().match(/#[0-9a-f]{6}\b/g) ?? [])]
  // What it is comes before what it is for; the rest is about the look of the picture.
  const [subject = positive] = positive.split(/,\s*game sprite\b/i)
  return {
    prompt: positive,
    ...(isScene ? {} : { subject: subject.replaceAll(/\bpixel art,\s*/gi, '') }),
    assetType: isSurface ? 'tile' : isScene ? 'backdrop' : (typeOf(positive) ?? 'prop'),
    ...{ nativeSize, seed, seamless: isSurface, outlinePx: 1, light: 'upper-left' },
    background: isSurface || isScene ? 'opaque' : 'transparent',
    palette: palette.length >= 4 ? palette : [],
  }
}

function typeOf(positive: string): AssetType | undefined {
  const told = /\bgame sprite, ([a-z-]+)/i.exec(positive)?.[1]?.toLowerCase()
  return assetTypes.find((known) => known === told)
}

/** The frame that words name: `walk animation, frame 2 of 6`, `pressed state`. */
function frameOf(words: string): SpecFrame | null {
  const moving = /,\s*([a-z0-9][a-z0-9 ]{0,40}) animation, frame (\d{1,3}) of (\d{1,3})\b/i.exec(words)
  if (moving !== null) {
    const [animation, index, count] = [
      moving[1]!.replaceAll(' ', '-'),
      Number(moving[2]) - 1,
      Number(moving[3]),
    ]
    const isOne = index >= 0 && index < count && count >= 2 && count <= framesMax
    return isOne ? { name: `${animation}.${index}`, animation, index, count, loop: true } : null
  }
  const name = /,\s*([a-z0-9][a-z0-9 ]{0,40}) state\b/i.exec(words)?.[1]?.replaceAll(' ', '-')
  return name === undefined ? null : { name, animation: null, index: 0, count: 2, loop: false }
}

const strips = new Map<string, NativePicture>()

/** One picture, or the one of a strip that the words name: all frames of an animation are drawn at one scale. */
function paintMoment(request: NativeRequest, frame: SpecFrame | null): NativePicture {
  if (frame === null || request.assetType === 'backdrop') return paintNative(request)
  const frames = Array.from({ length: frame.count }, (_, index): SpecFrame => {
    if (frame.animation !== null) return { ...frame, index, name: `${frame.animation}.${index}` }
    return index === 0 ? frame : { ...frame, index, name: '' }
  })
  const prompt = request.prompt.replace(/(animation, frame )\d+/i, '$1')
  const key = JSON.stringify([{ ...request, prompt }, frames])
  const strip = strips.get(key) ?? paintNative({ ...request, frames })
  if (strips.size >= stripsMax) strips.delete(strips.keys().next().value!)
  strips.set(key, strip)
  return cutFrame(strip, frame.index, request.nativeSize.width)
}

function cutFrame(
  { pixels, width, height, ramps }: NativePicture,
  index: number,
  frameWidth: number,
): NativePicture {
  const out = new Uint16Array(frameWidth * height)
  for (let y = 0; y < height; y++) {
    const from = y * width + index * frameWidth
    out.set(pixels.subarray(from, from + frameWidth), y * frameWidth)
  }
  return { width: frameWidth, height, pixels: out, ramps }
}

function withMargin({ pixels, width, height, ramps }: NativePicture, marginPx: number): NativePicture {
  const wide = width + 2 * marginPx
  const out = new Uint16Array(wide * (height + 2 * marginPx))
  for (let y = 0; y < height; y++)
    out.set(pixels.subarray(y * width, (y + 1) * width), (y + marginPx) * wide + marginPx)
  return { width: wide, height: height + 2 * marginPx, pixels: out, ramps }
}
