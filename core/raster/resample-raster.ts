import { createRaster, type Raster } from './raster.js'

/** Lobes of the kernel: 3 keeps edges crisp without much ringing. */
const lobes = 3

/**
 * The raster at another size by the Lanczos kernel with three lobes (C. Lanczos 1956; as a windowed sinc in Turkowski,
 * "Filters for Common Resampling Tasks", 1990). When it shrinks, the kernel is as wide as the area that a pixel stands
 * for. Colours are weighed by their alpha, so that what is clear lends no colour to an edge.
 */
export function resampleLanczos(raster: Raster, width: number, height: number): Raster {
  for (const side of [width, height])
    if (!Number.isInteger(side) || side < 1)
      throw new RangeError(`${width}x${height} is not a size in whole pixels`)
  if (width === raster.width && height === raster.height) return raster
  const across = resampleRows(premultiply(raster), raster.width, raster.height, width)
  // Rows and columns change places, so that one function does both passes.
  const turned = resampleRows(transpose(across, width, raster.height), raster.height, width, height)
  return unpremultiply(transpose(turned, height, width), width, height)
}

function resampleRows(from: Float32Array, width: number, height: number, toWidth: number): Float32Array {
  const out = new Float32Array(toWidth * height * 4)
  const step = width / toWidth
  const radius = lobes * Math.max(1, step)
  for (let x = 0; x < toWidth; x++) {
    const centre = (x + 0.5) * step
    const first = Math.max(0, Math.floor(centre - radius))
    const last = Math.min(width - 1, Math.ceil(centre + radius))
    const weights = new Float64Array(last - first + 1)
    let total = 0
    for (let at = first; at <= last; at++) {
      const weight = lanczos((at + 0.5 - centre) / Math.max(1, step))
      weights[at - first] = weight
      total += weight
    }
    for (let y = 0; y < height; y++)
      for (let channel = 0; channel < 4; channel++) {
        let sum = 0
        for (let at = first; at <= last; at++)
          sum += weights[at - first]! * from[(y * width + at) * 4 + channel]!
        out[(y * toWidth + x) * 4 + channel] = sum / total
      }
  }
  return out
}

function lanczos(x: number): number {
  if (x === 0) return 1
  if (Math.abs(x) >= lobes) return 0
  const angle = Math.PI * x
  return (lobes * Math.sin(angle) * Math.sin(angle / lobes)) / (angle * angle)
}

function transpose(from: Float32Array, width: number, height: number): Float32Array {
  const out = new Float32Array(from.length)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      for (let channel = 0; channel < 4; channel++)
        out[(x * height + y) * 4 + channel] = from[(y * width + x) * 4 + channel]!
  return out
}

function premultiply({ data }: Raster): Float32Array {
  const out = new Float32Array(data.length)
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3]! / 255
    for (let channel = 0; channel < 3; channel++) out[at + channel] = data[at + channel]! * alpha
    out[at + 3] = data[at + 3]!
  }
  return out
}

function unpremultiply(from: Float32Array, width: number, height: number): Raster {
  const out = createRaster(width, height)
  for (let at = 0; at < from.length; at += 4) {
    const alpha = Math.min(255, Math.max(0, Math.round(from[at + 3]!)))
    // The overshoot of the kernel leaves traces around everything that are no part of it.
    if (alpha < 2) continue
    for (let channel = 0; channel < 3; channel++)
      out.data[at + channel] = Math.min(
        255,
        Math.max(0, Math.round((from[at + channel]! * 255) / from[at + 3]!)),
      )
    out.data[at + 3] = alpha
  }
  return out
}
