import { createRandom } from './random.js'
import { createRamps } from './palette-ramps.js'
import type { NativePicture, NativeRequest } from './native-picture.js'

/**
 * A centred square of half the side in one colour of the palette, which the seed chooses: the cheapest picture that
 * cutting out, scoring and packing still take. Same size and backdrop rules as a painted one.
 */
export function paintSquare(request: NativeRequest): NativePicture {
  const { width, height } = request.nativeSize
  const ramps = createRamps(request.palette)
  const colour = 1 + Math.floor(createRandom(request.seed).next() * ramps.colours.length)
  const frames = Math.max(1, request.frames?.length ?? 1)
  const total = width * frames
  const pixels = new Uint16Array(total * height)
  for (let at = 0; at < frames; at++) {
    // Every second frame is a pixel lower, so that no two neighbours are equal.
    const top = Math.floor(height / 4) + (at % 2)
    for (let y = top; y < Math.ceil((height * 3) / 4); y++) {
      const row = y * total + at * width
      pixels.fill(colour, row + Math.floor(width / 4), row + Math.ceil((width * 3) / 4))
    }
  }
  return { width: total, height, pixels, ramps }
}
