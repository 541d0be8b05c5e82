import type { Material } from '../materials.js'
import { placeNoise } from '../random.js'
import type { LayerBrush } from './layer-brush.js'
import { baseOf, inkOf } from './layer-brush.js'
import { bush, cactus, scatter } from './plant-features.js'
import { lineNoise, ridgeNoise } from './scene-canvas.js'

/** Ridges with a lit and a dark flank; high ones carry snow where it is not hot. */
export function mountains(brush: LayerBrush): void {
  const { canvas, hour, salt, depth } = brush
  const [material, tone] = inkOf(brush)
  const base = baseOf(brush)
  const ridge = ridgeNoise(canvas.width, canvas.height * (0.62 - 0.2 * depth), 4, salt)
  const high = canvas.height * (0.52 - 0.14 * depth)
  const snow: Material = hour === 'night' ? 'ghost' : 'white'
  for (let x = 0; x < canvas.width; x++) {
    const peak = 1 - Math.abs(ridge(x) * 2 - 1)
    const top = Math.round(base - high * (peak - 0.35) * 1.3)
    const slope = ridge(x + 2) - ridge(x - 2)
    const falling = ridge(x) > 0.5 ? slope < 0 : slope > 0
    const flank = (at: number): number => {
      const rise = ridge(at + 2) - ridge(at - 2)
      return (ridge(at) > 0.5 ? rise < 0 : rise > 0) ? -0.6 : 0.6
    }
    const capped = hour !== 'fire' && hour !== 'deep' && depth < 0.7
    canvas.column(x, top, material, (y) => {
      const deep = (y - top) / Math.max(1, high)
      // Gullies run down aslant and lose themselves in the haze at the foot.
      return tone + flank(x + (y - top) * 0.45) * Math.max(0, 1 - deep * 1.9) - deep * 0.2
    })
    const cap = base - high * 0.62
    if (capped)
      for (let y = top; y < cap + (placeNoise(x >> 1, 7, salt) - 0.5) * canvas.height * 0.05; y++)
        canvas.set(x, y, snow, falling ? 2.4 : 3.6)
  }
}

/** Table mountains: plateaus with steep walls and level bands of rock. */
export function mesas(brush: LayerBrush): void {
  const { canvas, salt, depth } = brush
  const [material, tone] = inkOf(brush)
  const base = baseOf(brush)
  const noise = lineNoise(canvas.width, canvas.height * (0.5 - 0.12 * depth), salt)
  const rough = lineNoise(canvas.width, canvas.height * 0.05, salt + 5)
  const high = canvas.height * (0.36 - 0.06 * depth)
  const heightAt = (x: number): number => {
    const level = noise(x)
    const step = level > 0.62 ? 1 : level > 0.5 ? 0.62 : level > 0.38 ? 0.2 : 0
    return high * step + rough(x) * canvas.height * 0.035
  }
  const band = Math.max(2, Math.round(canvas.height * 0.035))
  for (let x = 0; x < canvas.width; x++) {
    const top = Math.round(base - heightAt(x))
    const right = heightAt(x + 2) < heightAt(x) - 2
    const left = heightAt(x - 2) < heightAt(x) - 2
    canvas.column(x, top, material, (y) => {
      const layer = placeNoise(Math.floor((y + rough(x) * 3) / band), 3, salt)
      const edge = y - top < 2 ? 0.9 : right ? -0.8 : left ? 0.7 : 0
      const talus = y > base - 2 ? -0.2 : 0
      return tone + (layer - 0.5) * 1.1 + edge + talus
    })
  }
  if (depth > 0.6) scatter(brush, base, cactus)
}

export function hills(brush: LayerBrush): void {
  const { canvas, salt, depth } = brush
  const [material, tone] = inkOf(brush)
  const base = baseOf(brush)
  const noise = ridgeNoise(canvas.width, canvas.height * 0.7, 2, salt)
  for (let x = 0; x < canvas.width; x++) {
    const top = Math.round(base - canvas.height * 0.2 * (noise(x) - 0.3))
    const slope = noise(x + 3) - noise(x - 3)
    canvas.column(
      x,
      top,
      material,
      (y) =>
        tone +
        (y - top < 2 ? 0.9 : 0) -
        Math.max(-0.35, Math.min(0.35, slope * 3)) -
        ((y - top) / canvas.height) * 1.1,
    )
  }
  if (depth > 0.3) scatter(brush, base - canvas.height * 0.05, bush)
}

/** Sharp crests, lit on the one side. */
export function dunes(brush: LayerBrush): void {
  const { canvas, salt } = brush
  const [material, tone] = inkOf(brush)
  const base = baseOf(brush)
  const noise = lineNoise(canvas.width, canvas.height * 0.8, salt)
  const crest = lineNoise(canvas.width, canvas.height * 0.4, salt + 4)
  for (let x = 0; x < canvas.width; x++) {
    const top = Math.round(base - canvas.height * 0.2 * noise(x))
    const split = top + canvas.height * 0.3 * crest(x)
    canvas.column(
      x,
      top,
      material,
      (y) => tone + (y < split ? 0.8 : -0.5) + ((y + Math.round(noise(x) * 30)) % 7 === 0 ? -0.35 : 0),
    )
  }
  if (brush.depth > 0.6) scatter(brush, base, cactus)
}

export function grass(brush: LayerBrush): void {
  const { canvas, salt } = brush
  hills({ ...brush, depth: Math.max(brush.depth, 0.9) })
  const [material, tone] = inkOf(brush)
  const noise = ridgeNoise(canvas.width, canvas.height * 0.7, 2, salt)
  const base = baseOf({ ...brush, depth: Math.max(brush.depth, 0.9) })
  for (let x = 0; x < canvas.width; x++) {
    const top = Math.round(base - canvas.height * 0.2 * (noise(x) - 0.3))
    const blade = Math.round(placeNoise(x, 4, salt) ** 2 * canvas.height * 0.06)
    for (let y = 1; y <= blade; y++) canvas.set(x, top - y, material, tone + 0.4 + (y === blade ? 0.8 : 0))
    if (placeNoise(x, 5, salt) < 0.03)
      canvas.set(x, top - blade - 1, placeNoise(x, 6, salt) < 0.5 ? 'red' : 'yellow', 3)
  }
}

/** Lines of waves with bright crests, closer together towards the horizon. */
export function sea(brush: LayerBrush): void {
  const { canvas, depth, salt, hour } = brush
  const [, tone] = inkOf({ ...brush, depth: Math.max(0.4, depth) })
  const base = Math.round(baseOf(brush))
  const swell = lineNoise(canvas.width, canvas.height * 0.12, salt)
  for (let x = 0; x < canvas.width; x++) {
    const top = Math.round(base + (swell(x) - 0.5) * canvas.height * 0.035 * depth)
    canvas.column(x, top, 'water', (y) => {
      const row = Math.floor((y - top) / (2 + (y - top) * 0.08))
      const crest = placeNoise(Math.floor((x + row * 7) / (4 + row * 0.6)), row, salt)
      return (
        tone +
        (y - top < 2 ? 1 : 0) +
        (crest < 0.16 ? (hour === 'night' ? 0.7 : 1.2) : 0) -
        ((y - top) / canvas.height) * 0.8
      )
    })
  }
}

/** Teeth of rock from above and below. */
export function cave(brush: LayerBrush): void {
  const { canvas, depth, salt } = brush
  const [material, tone] = inkOf(brush)
  const reach = canvas.height * (0.14 + 0.2 * depth)
  for (const [upper, shift] of [
    [true, 0],
    [false, 50],
  ] as const) {
    const slow = lineNoise(canvas.width, canvas.height * 0.4, salt + shift)
    const sharp = lineNoise(canvas.width, canvas.height * (0.07 + 0.05 * depth), salt + shift + 1)
    const long = (x: number): number =>
      Math.round(reach * (0.35 + 0.5 * slow(x)) + reach * 0.9 * Math.max(0, sharp(x) - 0.45) ** 1.4 * 2)
    for (let x = 0; x < canvas.width; x++) {
      const length = long(x)
      const flank = Math.sign(long(x + 1) - long(x - 1)) * (upper ? 1 : 1)
      for (let i = 0; i < length; i++) {
        const y = upper ? i : canvas.height - 1 - i
        canvas.set(
          x,
          y,
          material,
          tone + (length - i < 3 ? 0.7 : 0) + flank * 0.4 + (placeNoise(x >> 2, y >> 2, salt) - 0.5) * 0.7,
        )
      }
    }
  }
}

export function rocks(brush: LayerBrush): void {
  const { canvas, salt, hour, depth } = brush
  const floating = hour === 'space'
  const [material, tone] = inkOf({ ...brush, depth: Math.max(0.4, depth) })
  const count = floating ? 7 : 9
  for (let i = 0; i < count; i++) {
    const r = canvas.height * (0.03 + 0.09 * placeNoise(i, 1, salt)) * (0.6 + depth)
    const cx = placeNoise(i, 2, salt) * canvas.width
    const cy = floating
      ? placeNoise(i, 3, salt) * canvas.height * 0.8 + canvas.height * 0.1
      : canvas.height - r * 0.3
    for (let y = Math.floor(cy - r); y <= cy + r; y++)
      for (let x = Math.floor(cx - r * 1.3); x <= cx + r * 1.3; x++) {
        const [u, v] = [(x - cx) / (r * 1.25), (y - cy) / r]
        if (u * u + v * v < 0.75 + 0.4 * placeNoise(Math.floor(u * 3) + i * 9, Math.floor(v * 3), salt))
          canvas.set(
            x,
            y,
            material,
            tone - (u + v) * 1.1 + (placeNoise(x >> 1, y >> 1, salt) < 0.1 ? -0.8 : 0),
          )
      }
  }
}
