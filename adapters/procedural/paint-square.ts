import { createRandom } from './random.js'
import { createRamps } from './palette-ramps.js'
import type { NativePicture, NativeRequest } from './paint-noun.js'

/**
 * A centred square of half the side in one colour of the palette, which the seed chooses: the cheapest picture that
 * cutting out, scoring and packing still take. Same size and backdrop rules as a painted one.
 */
export function paintSquare(request: NativeRequest): NativePicture {
  const { width, height } = request.nativeSize
  const ramps = createRamps(request.palette)
  const colour = 1 + Math.floor(createRandom(request.seed).next() * ramps.colours.length)
  const pixels = new Uint16Array(width * height)
  for (let y = Math.floor(height / 4); y < Math.ceil((height * 3) / 4); y++)
    pixels.fill(colour, y * width + Math.floor(width / 4), y * width + Math.ceil((width * 3) / 4))
  return { width, height, pixels, ramps }
}
