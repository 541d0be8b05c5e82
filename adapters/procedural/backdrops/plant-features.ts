import type { Material } from '../materials.js'
import { placeNoise } from '../random.js'
import type { Ink, LayerBrush } from './layer-brush.js'
import { baseOf, inkOf } from './layer-brush.js'
import { lineNoise } from './scene-canvas.js'

export type Plant = (brush: LayerBrush, x: number, foot: number, size: number, ink: Ink) => void

/** Things along a ground line, further apart the nearer they are. */
export function scatter(brush: LayerBrush, base: number, plant: Plant, dense = 1): void {
  const { canvas, depth, salt } = brush
  const size = canvas.height * (0.05 + 0.09 * depth)
  const count = Math.max(2, Math.round((canvas.width / size / 3.2) * dense))
  const ink = inkOf(brush)
  for (let i = 0; i < count; i++) {
    const x = Math.round(((i + 0.8 * placeNoise(i, 21, salt)) / count) * canvas.width)
    plant(
      brush,
      x,
      Math.round(base + canvas.height * 0.06),
      size * (0.7 + 0.6 * placeNoise(i, 22, salt)),
      ink,
    )
  }
}

export const cactus: Plant = ({ canvas }, x, foot, size, [, tone]) => {
  const wide = Math.max(1, Math.round(size * 0.14))
  const block = (from: number, to: number, top: number, bottom: number): void => {
    for (let px = from; px <= to; px++)
      for (let y = top; y <= bottom; y++)
        canvas.set(x + px, y, 'cactus', tone - 0.6 + (px === from ? 0.8 : 0))
  }
  const high = Math.round(size * 1.5)
  block(-wide, wide, foot - high, foot)
  block(-3 * wide - 1, -wide, foot - Math.round(high * 0.5), foot - Math.round(high * 0.5) + wide)
  block(-3 * wide - 1, -2 * wide - 1, foot - Math.round(high * 0.8), foot - Math.round(high * 0.5))
  block(wide, 3 * wide + 1, foot - Math.round(high * 0.4), foot - Math.round(high * 0.4) + wide)
  block(2 * wide + 1, 3 * wide + 1, foot - Math.round(high * 0.68), foot - Math.round(high * 0.4))
}

export const bush: Plant = ({ canvas, salt }, x, foot, size, [material, tone]) => {
  const r = size * 0.5
  for (let y = Math.floor(-r); y <= 0; y++)
    for (let px = Math.floor(-r); px <= r; px++)
      if (px * px + y * y * 1.6 < r * r * (0.8 + 0.3 * placeNoise(px >> 1, y >> 1, salt)))
        canvas.set(x + px, foot + y, material, tone - 0.4 + (px + y < -r * 0.6 ? 1 : 0))
}

export const conifer: Plant = ({ canvas, hour }, x, foot, size, [material, tone]) => {
  const high = Math.round(size * 2.6)
  const snowy = material === 'white'
  const own: Material = snowy ? 'leaf' : material
  for (let y = 0; y < high; y++) {
    const share = y / high
    const tier = (share * 4) % 1
    const half = Math.round(size * 0.62 * (0.18 + 0.82 * share) * (0.55 + 0.45 * tier))
    for (let px = -half; px <= half; px++) {
      const capped = snowy && tier < 0.42
      const shade = px < -half * 0.2 ? 0.6 : px > half * 0.3 ? -0.6 : 0
      canvas.set(
        x + px,
        foot - high + y,
        capped ? 'white' : own,
        (capped ? 3 : snowy ? 0.8 - (hour === 'night' ? 0.5 : 0) : tone) + shade,
      )
    }
  }
}

export const roundTree: Plant = ({ canvas, salt }, x, foot, size, [material, tone]) => {
  const high = Math.round(size * 2.2)
  const trunk = Math.max(1, Math.round(size * 0.12))
  for (let y = 0; y < high; y++)
    for (let px = -trunk; px <= trunk; px++)
      canvas.set(x + px, foot - y, 'bark', Math.max(0, tone - 1 + (px < 0 ? 0.8 : 0)))
  for (const [dx, dy, k] of [
    [-0.6, 0.86, 0.62],
    [0.6, 0.82, 0.6],
    [0, 1.16, 0.72],
  ] as const) {
    const r = size * k
    const [cx, cy] = [x + dx * size, foot - high * dy]
    for (let y = Math.floor(cy - r); y <= cy + r; y++)
      for (let px = Math.floor(cx - r); px <= cx + r; px++) {
        const [u, v] = [(px + 0.5 - cx) / r, (y + 0.5 - cy) / r]
        if (u * u + v * v < 0.82 + 0.3 * placeNoise(px >> 1, y >> 1, salt))
          canvas.set(px, y, material, tone - (u + v) * 0.8)
      }
  }
}

/** Trees that stand so close that their feet are one dark ground. */
export function woods(plant: Plant, dense: number): (brush: LayerBrush) => void {
  return (brush) => {
    const base = baseOf(brush)
    scatter(brush, base, plant, dense)
    const [material, tone] = inkOf(brush)
    const noise = lineNoise(brush.canvas.width, brush.canvas.height * 0.2, brush.salt + 8)
    for (let x = 0; x < brush.canvas.width; x++) {
      const top = Math.round(base + brush.canvas.height * (0.05 - 0.03 * noise(x)))
      brush.canvas.column(x, top, material, (y) => tone - (y - top < 2 ? -0.4 : 0.5))
    }
  }
}

export function kelp(brush: LayerBrush): void {
  const { canvas, salt, depth } = brush
  const [material, tone] = inkOf({ ...brush, depth: Math.max(0.4, depth) })
  const count = Math.max(6, Math.round(canvas.width / (canvas.height * 0.09)))
  for (let i = 0; i < count; i++) {
    const x = ((i + placeNoise(i, 1, salt)) / count) * canvas.width
    const high = canvas.height * (0.12 + 0.3 * placeNoise(i, 2, salt)) * (0.5 + depth * 0.6)
    for (let y = 0; y < high; y++) {
      const bend = Math.sin(y / (canvas.height * 0.05) + i) * canvas.height * 0.012
      const half = Math.max(0, Math.round(canvas.height * 0.012 * (1 - y / high)))
      for (let px = -half; px <= half; px++)
        canvas.set(Math.round(x + bend) + px, canvas.height - 1 - y, material, tone + (px < 0 ? 0.7 : 0))
    }
  }
}
