import type { Material } from '../materials.js'
import { swing, wave } from '../motion.js'
import { placeNoise } from '../random.js'
import type { Point, Shape } from '../shapes.js'
import { ellipse, minus, polygon, rect, stroke, union } from '../shapes.js'
import type { Spell } from './effect.js'
import { effect, thrown } from './effect.js'

interface Puff {
  readonly x: number
  readonly y: number
  readonly r: number
  readonly age: number
}

/** Balls of vapour: dark below, lit above; old ones get holes and go. */
function paintPuffs({ canvas, material }: Pick<Spell, 'canvas' | 'material'>, puffs: readonly Puff[]): void {
  const there = puffs.filter(({ r }) => r > 0.5)
  if (there.length === 0) return
  const balls = (grow: number, dx: number, dy: number): Shape =>
    union(...there.map(({ x, y, r }) => ellipse(x + dx * r, y + dy * r, r * grow, r * grow)))
  canvas.fill(balls(1, 0, 0), material, 1)
  canvas.fill(balls(0.84, -0.1, -0.14), material, 2)
  canvas.fill(balls(0.52, -0.24, -0.32), material, 3)
  for (const { x, y, r, age } of there)
    if (age > 0.62)
      canvas.erase(ellipse(x + r * 0.2, y + r * 0.25, r * (age - 0.5) * 1.5, r * (age - 0.5) * 1.5))
}

export const smokeEffect = effect(
  ['smoke', 'steam', 'fog', 'mist', 'vapour', 'vapor', 'cloud', 'poison cloud', 'gas', 'puff', 'poof'],
  'ash',
  (spell) => {
    const { t, loop, random, context } = spell
    const salt = random.int(0, 999)
    const bursts = context.has('puff', 'poof') || !loop
    const puffs = Array.from({ length: 8 }, (_, i): Puff => {
      const noise = (k: number): number => placeNoise(i, k, salt)
      if (bursts) {
        const angle = (i / 8) * 2 * Math.PI + noise(1)
        const far = 8.6 * thrown(t) * (0.6 + 0.4 * noise(2))
        const r = 4.6 * Math.sin(Math.PI * (0.2 + 0.72 * t)) * (0.7 + 0.5 * noise(3))
        return { x: 15 + Math.cos(angle) * far, y: 16 + Math.sin(angle) * far * 0.8 - 3 * t, r, age: t }
      }
      const age = (t + i / 8) % 1
      return {
        x: 15 + swing(age * 0.8 + noise(1)) * 2.4 * age + (noise(2) - 0.5) * 4,
        y: 26 - age * 21,
        r: (1.2 + 4.2 * Math.sin(Math.PI * Math.min(1, age * 0.9 + 0.06))) * (0.7 + 0.4 * noise(3)),
        age,
      }
    })
    paintPuffs(
      spell,
      puffs.sort((a, b) => b.age - a.age),
    )
  },
)

export const dustEffect = effect(
  ['dust', 'landing dust', 'dust cloud', 'dirt', 'sand puff', 'footstep dust', 'landing', 'skid'],
  'cloth',
  (spell) => {
    const { t, random } = spell
    const salt = random.int(0, 999)
    const puffs = Array.from({ length: 8 }, (_, i): Puff => {
      const side = i % 2 === 0 ? -1 : 1
      const far = (3 + 9.6 * thrown(t)) * (0.45 + 0.55 * placeNoise(i, 1, salt))
      const r = 3.6 * Math.sin(Math.PI * (0.26 + 0.66 * t)) * (0.6 + 0.5 * placeNoise(i, 2, salt))
      return { x: 15 + side * far, y: 27 - r * 0.7 - 5 * t * placeNoise(i, 3, salt), r, age: t }
    })
    paintPuffs(spell, puffs)
  },
)

function star({ canvas }: Pick<Spell, 'canvas'>, [x, y]: Point, r: number, material: Material): void {
  if (r < 0.9) {
    if (r > 0.25) canvas.dot(Math.floor(x), Math.floor(y), material, 4)
    return
  }
  canvas.fill(
    polygon([
      [x, y - r],
      [x + r * 0.28, y],
      [x, y + r],
      [x - r * 0.28, y],
    ]),
    material,
    3,
  )
  canvas.fill(
    polygon([
      [x - r, y],
      [x, y - r * 0.28],
      [x + r, y],
      [x, y + r * 0.28],
    ]),
    material,
    3,
  )
  canvas.fill(ellipse(x, y, r * 0.34, r * 0.34), 'white', 4)
}

export const magicEffect = effect(
  [
    'magic',
    'sparkle',
    'twinkle',
    'glitter',
    'enchantment',
    'spell',
    'shimmer',
    'stars',
    'fairy dust',
    'aura',
    'charge',
    'portal',
  ],
  'purple',
  (spell) => {
    const { t, loop, random, material } = spell
    const count = random.int(6, 8)
    const salt = random.int(0, 999)
    for (let i = 0; i < count; i++) {
      const born = placeNoise(i, 1, salt)
      const age = loop ? (t + born) % 1 : Math.min(1, Math.max(0, (t - born * 0.35) / 0.65))
      const angle = i * 2.4 + placeNoise(i, 2, salt)
      const far = loop
        ? 4 + 8.4 * placeNoise(i, 3, salt)
        : 2.4 + 9.4 * thrown(age) * (0.55 + 0.45 * placeNoise(i, 3, salt))
      const at: Point = [15 + Math.cos(angle) * far, 15 + Math.sin(angle) * far - (loop ? age * 4 - 2 : 0)]
      const size =
        4.2 * Math.sin(Math.PI * Math.min(1, age * 0.92 + 0.06)) * (0.6 + 0.5 * placeNoise(i, 4, salt))
      star(spell, at, size, i % 3 === 0 ? 'white' : material)
    }
    if (loop || t < 0.5) star(spell, [15, 15], loop ? 4.5 + 1.4 * swing(t) : 7 * (1 - t), material)
  },
)

export const healEffect = effect(
  ['heal', 'healing', 'regeneration', 'cure', 'buff', 'level up', 'blessing', 'restore', 'power up'],
  'green',
  (spell) => {
    const { canvas, t, loop, random, material } = spell
    const salt = random.int(0, 999)
    for (let i = 0; i < 6; i++) {
      const age = loop ? (t + i / 6) % 1 : Math.min(1, Math.max(0, t * 1.3 - (i / 6) * 0.3))
      const x = 4.5 + 21 * placeNoise(i, 1, salt)
      const y = 26 - age * 21
      const r = 3 * Math.sin(Math.PI * Math.min(1, age * 0.9 + 0.08)) * (0.7 + 0.4 * placeNoise(i, 2, salt))
      if (r < 0.6) continue
      const cross = union(
        rect(x - r * 0.36, y - r, r * 0.72, 2 * r),
        rect(x - r, y - r * 0.36, 2 * r, r * 0.72),
      )
      canvas.fill(cross, material, age < 0.6 ? 3 : 2)
      canvas.dot(Math.floor(x), Math.floor(y), material, 4)
    }
    const ring = 11 * (loop ? 0.8 + 0.2 * wave(t) : 0.5 + 0.5 * thrown(t))
    canvas.fill(minus(ellipse(15, 27, ring, 2.4), ellipse(15, 27, ring - 1.6, 1.2)), material, 3)
  },
)

export const splashEffect = effect(
  ['splash', 'water splash', 'drip', 'droplet', 'blood splash', 'splatter', 'bubble', 'bubbles', 'spray'],
  'water',
  ({ canvas, t, random, material, context }) => {
    const salt = random.int(0, 999)
    const bubbles = context.has('bubble', 'bubbles')
    for (let i = 0; i < 9; i++) {
      const side = (i - 4) / 4
      if (bubbles) {
        const age = (t + placeNoise(i, 1, salt)) % 1
        const r = (0.8 + 2.2 * placeNoise(i, 2, salt)) * (0.5 + 0.5 * age)
        const at: Point = [6 + 18 * placeNoise(i, 3, salt) + swing(age + i * 0.3), 27 - age * 23]
        canvas.fill(minus(ellipse(at[0], at[1], r, r), ellipse(at[0], at[1], r * 0.6, r * 0.6)), material, 3)
        canvas.dot(Math.floor(at[0] - r * 0.4), Math.floor(at[1] - r * 0.4), 'white', 4)
        continue
      }
      const high = (1 - side * side * 0.6) * (14 + 7 * placeNoise(i, 1, salt))
      const y = 26 - high * 4 * t * (1 - t) * 1.02
      const x = 15 + side * (3 + 10 * t)
      const r = (1.4 + 1.1 * placeNoise(i, 2, salt)) * (1 - 0.45 * t)
      const fall = t < 0.5 ? 2.6 : -1.6
      canvas.fill(
        stroke(
          [
            [x, y],
            [x - side * 0.8, y + fall * (1 - Math.abs(t - 0.5))],
          ],
          [r * 2, r],
        ),
        material,
        i % 2 === 0 ? 3 : 2,
      )
      canvas.dot(Math.floor(x), Math.floor(y - 0.5), 'white', 4)
    }
    if (bubbles) return
    const wide = 4 + 9 * thrown(t)
    canvas.fill(minus(ellipse(15, 27, wide, 2), ellipse(15, 27, wide - 1.8, 0.9)), material, t < 0.6 ? 3 : 2)
    if (t < 0.45)
      canvas.fill(
        polygon([
          [11, 27],
          [15 - 1.6, 25 - 26 * t],
          [15 + 1.6, 25 - 26 * t],
          [19, 27],
        ]),
        material,
        2,
      )
  },
)

export const leafEffect = effect(
  [
    'leaf',
    'leaves',
    'petal',
    'petals',
    'snow',
    'snowflake',
    'snowfall',
    'rain',
    'feather',
    'confetti',
    'ash fall',
    'weather',
  ],
  'leaf',
  ({ canvas, t, random, context }) => {
    const salt = random.int(0, 999)
    const kind = context.has('snow', 'snowflake', 'snowfall') ? 'snow' : context.has('rain') ? 'rain' : 'leaf'
    const colours: readonly Material[] =
      kind === 'snow'
        ? ['white']
        : kind === 'rain'
          ? ['water']
          : context.has('confetti')
            ? ['red', 'yellow', 'blue', 'green']
            : context.has('petal', 'petals')
              ? ['pink']
              : ['leaf', 'orange', 'moss']
    for (let i = 0; i < 10; i++) {
      const age = (t * (kind === 'rain' ? 2 : 1) + placeNoise(i, 1, salt)) % 1
      const x =
        2 +
        26 * placeNoise(i, 2, salt) +
        (kind === 'rain' ? 0 : 2.4 * swing(age * 1 + placeNoise(i, 3, salt)))
      const y = 1.5 + age * 27
      const material = context.accent ?? colours[i % colours.length]!
      if (kind === 'rain')
        canvas.line(
          [
            [x, y - 2],
            [x - 0.8, y + 1.6],
          ],
          material,
          3,
          0.9,
        )
      else if (kind === 'snow') star({ canvas }, [x, y], 1 + placeNoise(i, 4, salt), 'white')
      else canvas.fill(ellipse(x, y, 1.1 + 0.9 * Math.abs(swing(age * 2 + 0.1)), 1.2), material, 3)
    }
  },
)
