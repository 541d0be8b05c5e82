import { placeNoise } from '../random.js'
import type { LayerBrush } from './layer-brush.js'
import { inkOf } from './layer-brush.js'
import type { SceneCanvas } from './scene-canvas.js'
import { lineNoise } from './scene-canvas.js'

/** The back of a cave: boulders packed side by side, each lit from the upper left, with hollows and a few crystals. */
export function wall({ canvas, salt }: LayerBrush): void {
  const { width, height } = canvas
  const size = Math.max(4, height * 0.11)
  const hollows = lineNoise(width, height * 0.5, salt + 31)
  for (let x = 0; x < width; x++)
    for (let y = 0; y < height; y++) {
      const { u, v, rest, id } = boulderAt(x, y, size, width, salt)
      // The middle catches what light there is; towards roof and floor it fades.
      const light = 1.5 - 2 * Math.abs(y / height - 0.55)
      const hollow = Math.max(0, 1 - Math.abs(y / height - 0.62) / (0.26 * hollows(x) + 0.001))
      const crack = rest < 0.16 ? -1.3 : 0
      const tone = light + (id - 0.5) * 0.7 - (u + v) * 0.75 + crack - (hollows(x) > 0.6 ? hollow * 1.6 : 0)
      canvas.set(x, y, 'darkStone', Math.max(0, Math.min(3, tone)))
    }
  for (let i = 0; i < 6; i++) crystals(canvas, i, salt)
}

interface Boulder {
  /** From the boulder's middle, about -1 to 1. */
  readonly u: number
  readonly v: number
  /** How much nearer its own middle is than the next one's: 0 on the border. */
  readonly rest: number
  readonly id: number
}

/** The cell of a jittered grid that a pixel is in (Worley, 1996), around the sides. */
function boulderAt(x: number, y: number, size: number, width: number, salt: number): Boulder {
  const columns = Math.max(2, Math.round(width / size))
  const wide = width / columns
  let [near, next, found] = [Infinity, Infinity, { u: 0, v: 0, id: 0 }]
  for (let row = Math.floor(y / size) - 1; row <= Math.floor(y / size) + 1; row++)
    for (let column = Math.floor(x / wide) - 1; column <= Math.floor(x / wide) + 1; column++) {
      const wrapped = (column + columns) % columns
      const cx = (column + 0.15 + 0.7 * placeNoise(wrapped, row, salt)) * wide
      const cy = (row + 0.15 + 0.7 * placeNoise(wrapped, row, salt + 1)) * size
      const [u, v] = [(x + 0.5 - cx) / wide, (y + 0.5 - cy) / size]
      const away = Math.hypot(u, v)
      if (away < near) {
        next = near
        near = away
        found = { u, v, id: placeNoise(wrapped, row, salt + 2) }
      } else if (away < next) next = away
    }
  return { ...found, rest: next - near }
}

/** Thin prisms that lean apart, lit on the left. */
function crystals(canvas: SceneCanvas, nth: number, salt: number): void {
  const foot = canvas.height * (0.55 + 0.35 * placeNoise(nth, 2, salt))
  const middle = placeNoise(nth, 1, salt) * canvas.width
  for (let i = -1; i <= 1; i++) {
    const high = canvas.height * (0.03 + 0.04 * placeNoise(nth, 5 + i, salt)) * (i === 0 ? 1.4 : 1)
    for (let step = 0; step < high; step++) {
      const x = Math.round(middle + i * (2 + step * 0.35))
      canvas.set(x, Math.round(foot - step), 'teal', step > high - 2 ? 4 : 3)
      canvas.set(x + 1, Math.round(foot - step), 'teal', step > high - 2 ? 3 : 1)
    }
  }
}

/** Columns where stalactites have met what grows below them: wide at both ends, with rings. */
export function pillars(brush: LayerBrush): void {
  const { canvas, depth, salt } = brush
  const { width, height } = canvas
  const [material, tone] = inkOf({ ...brush, depth: Math.max(0.36, depth) })
  const count = Math.max(3, Math.round(width / (height * (0.5 + 0.2 * depth))))
  for (let i = 0; i < count; i++) {
    const middle = ((i + 0.2 + 0.6 * placeNoise(i, 1, salt)) / count) * width
    const waist = height * (0.022 + 0.03 * placeNoise(i, 2, salt)) * (0.8 + depth)
    const at = 0.42 + 0.2 * placeNoise(i, 3, salt)
    const ring = 3 + Math.floor(placeNoise(i, 4, salt) * 4)
    for (let y = 0; y < height; y++) {
      const t = y / height
      const ends = (t < at ? (at - t) / at : (t - at) / (1 - at)) ** 3
      const bump = placeNoise(Math.floor(y / ring), i, salt) - 0.5
      const half = waist * (1 + 2.6 * ends) + bump * waist * 0.35
      const lean = Math.sin(t * 3 + i) * waist * 0.4
      for (let x = Math.floor(middle + lean - half); x <= middle + lean + half; x++) {
        const across = (x + 0.5 - middle - lean) / half
        const groove =
          placeNoise(y, i, salt + 7) < 0.14 ? -0.7 : placeNoise(x >> 1, i, salt + 8) < 0.2 ? -0.35 : 0
        canvas.set(
          x,
          y,
          material,
          Math.max(0.1, tone + 0.5 - across * 1.3 - (across > 0.8 ? 0.5 : 0) + groove),
        )
      }
    }
  }
}
