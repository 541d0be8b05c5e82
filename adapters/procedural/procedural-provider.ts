import { AssetloomError } from '../../core/errors.js'
import type { ImageProvider, PaintedImage, PaintRequest } from '../../core/generation/paint-request.js'
import type { ImageCodec } from '../../core/ports.js'
import { deliverPicture } from './delivery.js'
import { readFaultWords, sufferFaults } from './fault-words.js'
import { paintSquare } from './paint-square.js'
import type { NativePicture } from './native-picture.js'
import { paintNative } from './paint-noun.js'

/** Changes whenever the same request may give other bytes: it is part of the cache key. */
export const proceduralVersion = 'procedural/2'

const deliveredPixelsMax = 16_777_216
/** `fault:instant` stands for a painter that costs nothing: nor should the pixels it hands over. */
const instantFactorMax = 8

export interface ProceduralProviderOptions {
  readonly codec: ImageCodec
  /** Honours the fault words of fault-words.ts; off unless asked for, so that no user's prompt can trip them. */
  readonly faults?: boolean
}

/**
 * The built-in painter: pixel art made by rules, without a GPU, a model or an account. Its pictures are placeholders
 * and say so. Frames are delivered side by side in one strip. Throws InvalidInput when the delivered size is no whole multiple of the native one or is too large.
 */
export function createProceduralProvider(options: ProceduralProviderOptions): ImageProvider {
  return {
    name: 'procedural',
    version: proceduralVersion,
    // Rules have no words to weigh and no steps to add: what they follow is how clean the colours are delivered.
    takes: ['parameters'],
    async paint(request, attempt, signal): Promise<PaintedImage> {
      signal.throwIfAborted()
      const factor = deliveryFactor(request)
      const read = options.faults === true ? readFaultWords(request.prompt) : null
      if (read !== null) await sufferFaults(read.faults, attempt, signal)
      const paint = read?.faults.instant === true ? paintSquare : paintNative
      let picture = paint(read === null ? request : { ...request, prompt: read.prompt })
      if (read?.faults.empty === true) picture = emptied(picture)
      if (read?.faults.cutOff === true) picture = pushOverTheEdge(picture, request.nativeSize.width)
      if (isLayered(request)) picture = withPlainAlpha(picture)
      signal.throwIfAborted()
      const raster = deliverPicture(picture, {
        factor: read?.faults.instant === true ? Math.min(factor, instantFactorMax) : factor,
        seed: request.seed,
        spriteNoise: request.adjust?.parameters?.paletteStrength === undefined ? 2 : 1,
        backdropNoise: parseInt(request.seed.slice(-1), 16) % 4,
      })
      const png = await options.codec.encodePng(raster)
      signal.throwIfAborted()
      return { png, width: raster.width, height: raster.height, placeholder: true }
    },
  }
}

/** The layers of a backdrop touch every border: no background around them could be told from them. */
function isLayered({ assetType, background, frames }: PaintRequest): boolean {
  return assetType === 'backdrop' && background === 'transparent' && frames !== undefined
}

/** What is not painted is clear, without a background to be taken off. */
function withPlainAlpha(picture: NativePicture): NativePicture {
  return { ...picture, alpha: Uint8Array.from(picture.pixels, (index) => (index > 0 ? 255 : 0)) }
}

function deliveryFactor({ nativeSize, generatedSize, frames }: PaintRequest): number {
  const factor = generatedSize.width / nativeSize.width
  const whole = Number.isInteger(factor) && factor >= 1 && generatedSize.height / nativeSize.height === factor
  if (!whole)
    throw new AssetloomError(
      'InvalidInput',
      `${generatedSize.width}x${generatedSize.height} is no whole multiple of ${nativeSize.width}x${nativeSize.height}`,
      'Ask for a generated size that is the native size times a whole number.',
    )
  const count = Math.max(1, frames?.length ?? 1)
  if (generatedSize.width * count * generatedSize.height > deliveredPixelsMax)
    throw new AssetloomError(
      'InvalidInput',
      `${generatedSize.width * count}x${generatedSize.height} is more than ${deliveredPixelsMax} pixels`,
      'Ask for a smaller generated size or for fewer frames.',
    )
  return factor
}

function emptied(picture: NativePicture): NativePicture {
  const { length } = picture.pixels
  const alpha = picture.alpha === undefined ? {} : { alpha: new Uint8Array(length) }
  return { ...picture, pixels: new Uint16Array(length), ...alpha }
}

/** Every frame moved left by a third of its width, so that its border cuts it. */
function pushOverTheEdge(picture: NativePicture, frameWidth: number): NativePicture {
  const shift = Math.ceil(frameWidth / 3)
  const pixels = new Uint16Array(picture.pixels.length)
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++)
      if ((x % frameWidth) + shift < frameWidth)
        pixels[y * picture.width + x] = picture.pixels[y * picture.width + x + shift]!
  return { ...picture, pixels }
}
