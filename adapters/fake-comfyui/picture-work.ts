import { blitRaster, copyRaster, cropRaster } from '../../core/raster/blit-raster.js'
import { createRaster, type Raster } from '../../core/raster/raster.js'
import { resampleLanczos } from '../../core/raster/resample-raster.js'
import { NodeFailure } from './node-values.js'

const sideMaxPx = 4_096

/** A picture of one colour, `0xrrggbb`, opaque. */
export function plainPicture(width: number, height: number, colour: number): Raster {
  assertSides(width, height)
  const out = createRaster(width, height)
  out.data.set([(colour >> 16) & 255, (colour >> 8) & 255, colour & 255, 255])
  const pixels = pixelsOf(out)
  pixels.fill(pixels[0]!)
  return out
}

export function greyPicture(width: number, height: number, share: number): Raster {
  const grey = Math.round(share * 255)
  return plainPicture(width, height, (grey << 16) | (grey << 8) | grey)
}

/** A side of 0 follows the other one; `center` cuts to the new shape first. */
export function resizePicture(
  picture: Raster,
  size: { width: number; height: number },
  method: string,
  crop = 'disabled',
): Raster {
  let { width, height } = size
  if (width === 0 && height === 0) return picture
  if (width === 0) width = Math.max(1, Math.round((picture.width * height) / picture.height))
  if (height === 0) height = Math.max(1, Math.round((picture.height * width) / picture.width))
  assertSides(width, height)
  const from = crop === 'center' ? cutToShape(picture, width / height) : picture
  if (from.width === width && from.height === height) return from
  if (method === 'nearest-exact') return nearest(from, width, height)
  return method === 'area' ? averageAreas(from, width, height) : resampleLanczos(from, width, height)
}

/** Four bytes a pixel at once. What was decoded may lie anywhere in its buffer: then it is a copy. */
function pixelsOf({ data }: Raster): Uint32Array {
  const { buffer, byteOffset } = data.byteOffset % 4 === 0 ? data : data.slice()
  return new Uint32Array(buffer, byteOffset, data.length / 4)
}

/** Each pixel the mean of those that it lies over, as torch's adaptive_avg_pool2d takes them. */
function averageAreas(
  { width: fromWidth, height: fromHeight, data }: Raster,
  width: number,
  height: number,
): Raster {
  const out = createRaster(width, height)
  const columns = Int32Array.from(
    { length: width * 2 },
    (_, at) => spanOf(at >> 1, width, fromWidth)[at & 1]!,
  )
  let to = 0
  for (let y = 0; y < height; y++) {
    const [top, bottom] = spanOf(y, height, fromHeight)
    for (let x = 0; x < width; x++, to += 4) {
      const [left, right] = [columns[x * 2]!, columns[x * 2 + 1]!]
      let [red, green, blue, alpha] = [0, 0, 0, 0]
      for (let row = top; row < bottom; row++)
        for (let at = (row * fromWidth + left) * 4; at < (row * fromWidth + right) * 4; at += 4) {
          red += data[at]!
          green += data[at + 1]!
          blue += data[at + 2]!
          alpha += data[at + 3]!
        }
      const count = (right - left) * (bottom - top)
      out.data[to] = Math.round(red / count)
      out.data[to + 1] = Math.round(green / count)
      out.data[to + 2] = Math.round(blue / count)
      out.data[to + 3] = Math.round(alpha / count)
    }
  }
  return out
}

/** From where to where the pixels lie that one of `sides` stands for. */
function spanOf(at: number, sides: number, fromSides: number): readonly [number, number] {
  return [Math.floor((at * fromSides) / sides), Math.ceil(((at + 1) * fromSides) / sides)]
}

function cutToShape(picture: Raster, shape: number): Raster {
  const width = Math.max(1, Math.min(picture.width, Math.round(picture.height * shape)))
  const height = Math.max(1, Math.min(picture.height, Math.round(picture.width / shape)))
  const box = { x: (picture.width - width) >> 1, y: (picture.height - height) >> 1, width, height }
  return cropRaster(picture, box)
}

function nearest(from: Raster, width: number, height: number): Raster {
  const out = createRaster(width, height)
  const [source, made] = [pixelsOf(from), pixelsOf(out)]
  const columns = Array.from({ length: width }, (_, x) =>
    Math.min(from.width - 1, Math.floor(((x + 0.5) * from.width) / width)),
  )
  for (let y = 0; y < height; y++) {
    const row = Math.min(from.height - 1, Math.floor(((y + 0.5) * from.height) / height)) * from.width
    for (let x = 0; x < width; x++) made[y * width + x] = source[row + columns[x]!]!
  }
  return out
}

/** Every channel but alpha through `change`. */
export function mapPicture(picture: Raster, change: (value: number, at: number) => number): Raster {
  const out = copyRaster(picture)
  for (let at = 0; at < out.data.length; at++)
    if ((at & 3) !== 3) out.data[at] = Math.max(0, Math.min(255, Math.round(change(out.data[at]!, at))))
  return out
}

/** The part that lies within, as ImageCrop takes it. */
export function cutPicture(
  picture: Raster,
  box: { x: number; y: number; width: number; height: number },
): Raster {
  const x = Math.min(box.x, picture.width - 1)
  const y = Math.min(box.y, picture.height - 1)
  const width = Math.min(box.width, picture.width - x)
  return cropRaster(picture, { x, y, width, height: Math.min(box.height, picture.height - y) })
}

/** A quarter turn clockwise. */
export function turnPicture(picture: Raster): Raster {
  const out = createRaster(picture.height, picture.width)
  for (let y = 0; y < picture.height; y++)
    for (let x = 0; x < picture.width; x++) {
      const from = (y * picture.width + x) * 4
      out.data.set(picture.data.subarray(from, from + 4), (x * out.width + (picture.height - 1 - y)) * 4)
    }
  return out
}

/** `source` on `destination` at x, y, by a mask (light = source) where there is one. */
export function composePictures(
  destination: Raster,
  source: Raster,
  x: number,
  y: number,
  mask?: Raster,
): Raster {
  const out = copyRaster(destination)
  if (mask === undefined) {
    blitRaster(out, source, x, y)
    return out
  }
  const fitted = resampleLanczos(mask, source.width, source.height)
  for (let row = 0; row < source.height && row + y < out.height; row++)
    for (let column = 0; column < source.width && column + x < out.width; column++) {
      const from = (row * source.width + column) * 4
      const to = ((row + y) * out.width + column + x) * 4
      const share = fitted.data[from]! / 255
      for (let channel = 0; channel < 4; channel++)
        out.data[to + channel] = Math.round(
          source.data[from + channel]! * share + out.data[to + channel]! * (1 - share),
        )
    }
  return out
}

/** Two pictures side by side or above each other, on white. */
export function stitchPictures(first: Raster, second: Raster, direction: string, gap: number): Raster {
  const across = direction === 'right' || direction === 'left'
  const width = across ? first.width + gap + second.width : Math.max(first.width, second.width)
  const height = across ? Math.max(first.height, second.height) : first.height + gap + second.height
  const out = plainPicture(width, height, 0xff_ff_ff)
  const [before, after] = direction === 'right' || direction === 'down' ? [first, second] : [second, first]
  blitRaster(out, before, 0, 0)
  blitRaster(out, after, across ? before.width + gap : 0, across ? 0 : before.height + gap)
  return out
}

function assertSides(width: number, height: number): void {
  if (width > sideMaxPx || height > sideMaxPx)
    throw new NodeFailure(
      'RuntimeError',
      `the stand-in paints at most ${sideMaxPx} px a side, not ${width}x${height}`,
    )
}
