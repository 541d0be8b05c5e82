import type { Raster } from '../../core/raster/raster.js'
import { createRaster } from '../../core/raster/raster.js'
import type { NativePicture } from './native-picture.js'
import type { Rgb } from './palette-ramps.js'
import { oklabDistance, parseHex, toOklab } from './palette-ramps.js'

const backdrops: readonly Rgb[] = ['#ff00ff', '#00ff00', '#00ffff', '#2020ff', '#ffff00', '#ff2020'].map(
  parseHex,
)

/** The backdrop whose nearest colour of the palette is farthest away in OKLab; the first of equals. */
export function chooseBackdrop(colours: readonly Rgb[]): Rgb {
  const labs = colours.map(toOklab)
  const rated = backdrops.map((rgb) => {
    const lab = toOklab(rgb)
    return { rgb, away: Math.min(...labs.map((other) => oklabDistance(lab, other))) }
  })
  return rated.reduce((best, next) => (next.away > best.away + 1e-9 ? next : best)).rgb
}

/** How a picture is delivered: what a diffusion model would hand over. */
export interface DeliveryOptions {
  /** Whole number of delivered pixels for one native pixel. */
  readonly factor: number
  /** 16 hex digits; noise is the same for the same seed. */
  readonly seed: string
  /** Noise amplitude on the picture and on the backdrop, 8-bit steps. */
  readonly spriteNoise: number
  readonly backdropNoise: number
}

/**
 * The native picture enlarged by nearest neighbour on a backdrop far from every colour of its palette, with light
 * noise on both, fully opaque. The noise is equal on all three channels: the hue of a pixel stays where it is.
 */
export function deliverPicture(picture: NativePicture, options: DeliveryOptions): Raster {
  const { factor } = options
  if (picture.alpha !== undefined) return deliverSoft(picture, picture.alpha, factor)
  const raster = createRaster(picture.width * factor, picture.height * factor)
  const backdrop = chooseBackdrop(picture.ramps.colours)
  const seedHigh = parseInt(options.seed.slice(0, 8), 16)
  let state = (seedHigh ^ parseInt(options.seed.slice(8), 16)) | 1
  const { data } = raster
  let at = 0
  for (let y = 0; y < raster.height; y++) {
    const row = Math.floor(y / factor) * picture.width
    for (let nativeX = 0; nativeX < picture.width; nativeX++) {
      const index = picture.pixels[row + nativeX]!
      const [red, green, blue] = index === 0 ? backdrop : picture.ramps.colours[index - 1]!
      const amplitude = index === 0 ? options.backdropNoise : options.spriteNoise
      const span = 2 * amplitude + 1
      for (let i = 0; i < factor; i++, at += 4) {
        // xorshift32 (Marsaglia, 2003): good enough for noise and cheap enough for a million pixels.
        state ^= state << 13
        state ^= state >>> 17
        state ^= state << 5
        const noise = ((state >>> 16) % span) - amplitude
        data[at] = clampByte(red + noise)
        data[at + 1] = clampByte(green + noise)
        data[at + 2] = clampByte(blue + noise)
        data[at + 3] = 255
      }
    }
  }
  return raster
}

/** Graded alpha is delivered as it is: a painted backdrop could not be told from light, and noise would show in it. */
function deliverSoft(
  { width, height, pixels, ramps }: NativePicture,
  alpha: Uint8Array,
  factor: number,
): Raster {
  const raster = createRaster(width * factor, height * factor)
  for (let y = 0; y < raster.height; y++)
    for (let x = 0; x < raster.width; x++) {
      const from = Math.floor(y / factor) * width + Math.floor(x / factor)
      const index = pixels[from]!
      if (index > 0) raster.data.set(ramps.colours[index - 1]!, (y * raster.width + x) * 4)
      raster.data[(y * raster.width + x) * 4 + 3] = alpha[from]!
    }
  return raster
}

const clampByte = (value: number): number => (value < 0 ? 0 : value > 255 ? 255 : value)
