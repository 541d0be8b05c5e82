import type { NativePicture, NativeRequest } from '../../../adapters/procedural/native-picture.js'
import { paintNative } from '../../../adapters/procedural/paint-noun.js'
import type { SpecFrame } from '../../../core/spec/spec-frames.js'
import { nativeRequest } from './desert-list.js'
import { keepPalette, manySeeds } from './picture-measures.js'

/** Frames of animations, such as `idle:4 hit:5!` where `!` is a one-shot. */
export function animationFrames(text: string): SpecFrame[] {
  return text.split(' ').flatMap((part) => {
    const [name, count] = part.replace('!', '').split(':')
    return Array.from({ length: Number(count) }, (_, index) => ({
      name: `${name!}.${index}`,
      animation: name!,
      index,
      count: Number(count),
      loop: !part.endsWith('!'),
    }))
  })
}

export function stateFrames(...states: string[]): SpecFrame[] {
  return states.map((name, index) => ({ name, animation: null, index, count: states.length, loop: false }))
}

export function paintStrip(
  prompt: string,
  frames: readonly SpecFrame[],
  changes: Partial<NativeRequest> = {},
): { strip: NativePicture; pictures: NativePicture[] } {
  const request = nativeRequest(prompt, {
    palette: keepPalette,
    seed: manySeeds[0]!,
    assetType: 'character',
    ...(frames.length > 1 ? { frames } : {}),
    ...changes,
  })
  const strip = paintNative(request)
  return { strip, pictures: cutStrip(strip, request.nativeSize.width) }
}

/** Every frame of a strip as a picture of its own. */
export function cutStrip(strip: NativePicture, width: number): NativePicture[] {
  return Array.from({ length: strip.width / width }, (_, at) => {
    const cut = <T extends Uint16Array | Uint8Array>(from: T, to: T): T => {
      for (let y = 0; y < strip.height; y++)
        to.set(from.subarray(y * strip.width + at * width, y * strip.width + (at + 1) * width), y * width)
      return to
    }
    const size = width * strip.height
    const alpha = strip.alpha === undefined ? {} : { alpha: cut(strip.alpha, new Uint8Array(size)) }
    return { ...strip, width, pixels: cut(strip.pixels, new Uint16Array(size)), ...alpha }
  })
}

export const changedPixels = (a: NativePicture, b: NativePicture): number =>
  a.pixels.reduce((count, pixel, at) => count + (pixel === b.pixels[at] ? 0 : 1), 0)

export const paintedPixels = ({ pixels }: NativePicture): number =>
  pixels.filter((pixel) => pixel !== 0).length

/** Frames that equal the one before them, in the order of play; a loop's first frame comes after its last one. */
export function repeatedFrames(pictures: readonly NativePicture[], frames: readonly SpecFrame[]): string[] {
  return frames
    .filter(({ index, count, loop }, at) => {
      const before = index > 0 ? at - 1 : loop && count > 2 ? at + count - 1 : -1
      return before >= 0 && changedPixels(pictures[before]!, pictures[at]!) === 0
    })
    .map(({ name }) => name)
}

/** The step from the last frame to the first over the largest step within the loop. */
export function loopClosure(pictures: readonly NativePicture[]): number {
  const steps = pictures.slice(1).map((picture, at) => changedPixels(pictures[at]!, picture))
  return changedPixels(pictures.at(-1)!, pictures[0]!) / Math.max(1, ...steps)
}
