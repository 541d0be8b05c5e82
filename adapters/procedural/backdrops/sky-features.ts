import type { Material } from '../materials.js'
import { placeNoise } from '../random.js'
import type { Ink, LayerBrush } from './layer-brush.js'
import type { SceneCanvas } from './scene-canvas.js'
import { skies } from './scene-plan.js'

export function sky({ canvas, hour, salt }: LayerBrush): void {
  const { width, height } = canvas
  const stops = skies[hour]
  for (let y = 0; y < height; y++) {
    const along = Math.min(stops.length - 1.01, (y / height) * 1.12 * (stops.length - 1))
    const at = Math.floor(along)
    const rest = along - at
    for (let x = 0; x < width; x++) {
      // Whole tones only, so that the borders between two colours are what is dithered.
      const up = rest > 0.5 - 0.22 && placeDither(x, y) < (rest - 0.28) / 0.44
      const [material, tone] = stops[up ? at + 1 : at]!
      canvas.set(x, y, material, tone)
    }
  }
  const starry = hour === 'night' || hour === 'space'
  if (starry) scatterStars(canvas, hour === 'space' ? 0.012 : 0.006, salt)
  if (hour === 'night') disc(canvas, 0.24, 0.2, 0.075, ['bone', 4], salt, true)
  if (hour === 'dawn' || hour === 'dusk') disc(canvas, 0.66, 0.5, 0.1, ['yellow', 4], salt, false)
  if (hour === 'day') disc(canvas, 0.78, 0.18, 0.06, ['yellow', 4], salt, false)
  if (hour === 'day' || hour === 'dawn' || hour === 'dusk')
    clouds({ canvas, depth: 0, hour, ground: 'white', salt: salt + 3 })
}

const dither = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5]

const placeDither = (x: number, y: number): number => (dither[(y % 4) * 4 + (x % 4)]! + 0.5) / 16

export function scatterStars(canvas: SceneCanvas, share: number, salt: number): void {
  for (let y = 0; y < canvas.height; y++)
    for (let x = 0; x < canvas.width; x++) {
      const noise = placeNoise(x, y, salt)
      if (noise < share) canvas.set(x, y, noise < share * 0.3 ? 'white' : 'blue', noise < share * 0.6 ? 4 : 3)
      if (noise < share * 0.06) for (const step of [-1, 1]) canvas.set(x + step, y, 'blue', 3)
    }
}

function disc(
  canvas: SceneCanvas,
  atX: number,
  atY: number,
  size: number,
  [material, tone]: Ink,
  salt: number,
  cratered: boolean,
): void {
  const [cx, cy] = [(atX + placeNoise(1, 1, salt) * 0.1) * canvas.width, atY * canvas.height]
  const r = Math.max(2, size * Math.min(canvas.width, canvas.height * 1.6))
  for (let y = Math.floor(cy - r); y <= cy + r; y++)
    for (let x = Math.floor(cx - r); x <= cx + r; x++) {
      const away = Math.hypot(x + 0.5 - cx, y + 0.5 - cy)
      if (away > r) continue
      const spot =
        cratered &&
        placeNoise(Math.floor((x - cx) / (r * 0.4)), Math.floor((y - cy) / (r * 0.4)), salt) < 0.25
      canvas.set(x, y, material, tone - (spot ? 1 : 0))
    }
}

/** Rows of balls with a flat underside, lit from above. */
export function clouds(brush: LayerBrush): void {
  const { canvas, depth, hour, salt } = brush
  const tint: Ink =
    hour === 'dawn'
      ? ['pink', 3]
      : hour === 'dusk'
        ? ['red', 3]
        : hour === 'night'
          ? ['blue', 1]
          : hour === 'storm'
            ? ['stone', 2]
            : ['white', 3]
  const count = depth === 0 ? 4 : 6
  const unit = canvas.height / 100
  for (let i = 0; i < count; i++) {
    const cx = ((i + placeNoise(i, 1, salt)) / count) * canvas.width
    const floor =
      canvas.height *
      (depth === 0 ? 0.12 + 0.3 * placeNoise(i, 2, salt) : 0.45 + 0.5 * depth * placeNoise(i, 2, salt))
    const wide = (9 + 12 * placeNoise(i, 3, salt)) * unit * (1 + depth)
    for (let ball = 0; ball < 5; ball++) {
      const bx = cx + (ball - 2) * wide * 0.42
      const r = wide * (0.46 - 0.09 * Math.abs(ball - 2)) * (0.8 + 0.4 * placeNoise(i, 10 + ball, salt))
      for (let y = Math.floor(floor - r); y <= floor; y++)
        for (let x = Math.floor(bx - r); x <= bx + r; x++)
          if (((x + 0.5 - bx) / r) ** 2 + ((y + 0.5 - floor) / (r * 0.8)) ** 2 < 1)
            canvas.set(x, y, tint[0], tint[1] + (floor - y > r * 0.42 ? 1 : floor - y < r * 0.14 ? -0.6 : 0))
    }
  }
}

export function planets(brush: LayerBrush): void {
  const { canvas, salt } = brush
  const worlds: readonly Material[] = ['teal', 'orange', 'purple', 'red', 'blue']
  for (let i = 0; i < 2; i++) {
    const r = canvas.height * (i === 0 ? 0.2 : 0.07)
    const [cx, cy] = [
      (0.25 + 0.5 * i + 0.15 * placeNoise(i, 1, salt)) * canvas.width,
      (0.3 + 0.3 * placeNoise(i, 2, salt)) * canvas.height,
    ]
    const material = worlds[Math.floor(placeNoise(i, 3, salt) * worlds.length)]!
    for (let y = Math.floor(cy - r); y <= cy + r; y++)
      for (let x = Math.floor(cx - r); x <= cx + r; x++) {
        const [u, v] = [(x + 0.5 - cx) / r, (y + 0.5 - cy) / r]
        if (u * u + v * v > 1) continue
        const band = placeNoise(Math.floor((v + u * 0.16) * 7), i, salt)
        canvas.set(x, y, material, 2.2 - (u + v) * 1.3 + (band - 0.5) * 1.1)
      }
    if (i === 0)
      for (let a = 0; a < 400; a++) {
        const angle = (a / 400) * 2 * Math.PI
        const [x, y] = [
          cx + Math.cos(angle) * r * 1.65,
          cy + Math.sin(angle) * r * 0.36 + Math.cos(angle) * r * 0.3,
        ]
        if (Math.sin(angle) > 0 || Math.hypot(x - cx, y - cy) > r)
          canvas.set(Math.round(x), Math.round(y), 'bone', 3)
      }
  }
}
