import type { SpecFrame } from '../../core/spec/spec-frames.js'
import type { Material } from './materials.js'
import { materialIndex } from './materials.js'
import { poseOf, swing, wave } from './motion.js'
import { readAccent, readPrompt } from './noun.js'
import type { NativePicture, NativeRequest } from './native-picture.js'
import type { PaletteRamps } from './palette-ramps.js'
import { createRandom, placeNoise } from './random.js'

/** Opacity (0-1) at a place: `x`, `y` from -1 to 1 within the frame, (0, 0) its middle. */
type Falloff = (x: number, y: number) => number

interface SoftLook {
  readonly shape: 'round' | 'spark' | 'smoke' | 'ring' | 'ember' | 'streak'
  readonly turn: number
  readonly hardness: number
  readonly salt: number
}

const shapes: readonly (readonly [words: string, shape: SoftLook['shape']])[] = [
  ['ring shockwave halo bubble ripple circle', 'ring'],
  ['smoke cloud puff dust fog mist steam vapour vapor', 'smoke'],
  ['star sparkle twinkle flare glint cross', 'spark'],
  ['streak trail ray beam rain line', 'streak'],
  ['ember fire flame cinder', 'ember'],
]

/**
 * A particle with graded alpha and one colour of the palette, so that engines can tint and add it: densest in the
 * middle, nothing on the border. Frames swell and fade, a loop twinkles and closes.
 */
export function paintSoftParticle(request: NativeRequest, ramps: PaletteRamps): NativePicture {
  const { width, height } = request.nativeSize
  const none: SpecFrame = { name: '', animation: null, index: 0, count: 1, loop: false }
  const frames = request.frames !== undefined && request.frames.length > 1 ? request.frames : [none]
  const total = width * frames.length
  const pixels = new Uint16Array(total * height)
  const alpha = new Uint8Array(total * height)
  const look = lookOf(request)
  const material = materialOf(request)
  frames.forEach((frame, at) => {
    const { phase, state } = poseOf(frame, 'pulse')
    const life = state !== null ? 0.5 + frame.index * 0.13 : phase
    const falloff = falloffOf(
      { ...look, turn: look.turn + (frame.loop ? 0 : life * 0.6), salt: look.salt },
      life,
      frame,
    )
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const density = falloff((2 * (x + 0.5)) / width - 1, (2 * (y + 0.5)) / height - 1)
        const opacity = Math.round(255 * Math.min(1, Math.max(0, density)))
        const to = y * total + at * width + x
        alpha[to] = opacity
        // Empty pixels keep the colour too: smooth scaling then has no dark rim.
        pixels[to] = ramps.tones[materialIndex.get(material)! * 5 + 4]! + 1
      }
  })
  return { width: total, height, pixels, ramps, alpha }
}

function materialOf({ prompt }: NativeRequest): Material {
  const { words } = readPrompt(prompt)
  const named = readAccent(prompt)
  if (named !== null) return named
  return words.has('ember') || words.has('fire') || words.has('flame') ? 'fire' : 'white'
}

function lookOf(request: NativeRequest): SoftLook {
  const random = createRandom(request.seed)
  const { words } = readPrompt(request.prompt)
  const any = (known: string): boolean => known.split(' ').some((word) => words.has(word))
  const asked = words.has('round') ? 'round' : shapes.find(([known]) => any(known))?.[1]
  return {
    shape: asked ?? 'round',
    turn: random.range(0, Math.PI / 2),
    hardness: random.range(0.9, 2.2),
    salt: random.int(0, 9999),
  }
}

const smooth = (t: number): number => (t <= 0 ? 0 : t >= 1 ? 1 : t * t * (3 - 2 * t))

function falloffOf(
  { shape, turn, hardness, salt }: SoftLook,
  life: number,
  { loop, count }: SpecFrame,
): Falloff {
  const moves = count > 1
  const size = !moves ? 0.94 : loop ? 0.8 + 0.14 * wave(life) : 0.5 + 0.44 * Math.sqrt(life)
  const strength = !moves ? 1 : loop ? 1 - 0.2 * wave(life + 0.2) : 1 - 0.72 * life
  const [cos, sin] = [Math.cos(turn), Math.sin(turn)]
  const disc: Falloff = (x, y) => strength * smooth(1 - Math.hypot(x, y) / size) ** hardness
  const forms: Readonly<Record<SoftLook['shape'], Falloff>> = {
    round: disc,
    ring: (x, y) => {
      const r = Math.hypot(x, y) / size
      return strength * smooth(1 - Math.abs(r - 0.7) / 0.28)
    },
    spark: (x, y) => {
      const [u, v] = [Math.abs(x), Math.abs(y)]
      const ray = Math.max(0, 1 - Math.max(u, v) / size) * Math.max(0, 1 - (Math.min(u, v) / size) * 9)
      return strength * Math.min(1, ray * 1.2 + smooth(1 - Math.hypot(x, y) / (size * 0.42)))
    },
    streak: (x, y) => {
      const [along, across] = [x * cos + y * sin, y * cos - x * sin]
      return strength * smooth(1 - Math.abs(along) / size) * smooth(1 - Math.abs(across) / (size * 0.16))
    },
    ember: (x, y) =>
      strength * smooth(1 - Math.hypot(x * 1.25, (y + 0.12) * 0.95) / size) * (0.86 + 0.14 * swing(life + x)),
    smoke: (x, y) => {
      const [u, v] = [x * cos + y * sin, y * cos - x * sin]
      const cloud =
        softNoise(u * 2.2 + 9, v * 2.2 + 9, salt) * 0.65 +
        softNoise(u * 4.6 + 9, v * 4.6 + 9, salt + 1) * 0.35
      return (
        strength *
        smooth((1 - Math.hypot(x, y) / size) * 1.25) *
        smooth(cloud * 1.7 - 0.25 - (moves && !loop ? life * 0.35 : 0))
      )
    },
  }
  return forms[shape]
}

function softNoise(x: number, y: number, salt: number): number {
  const [left, top] = [Math.floor(x), Math.floor(y)]
  const [s, t] = [smooth(x - left), smooth(y - top)]
  const at = (i: number, j: number): number => placeNoise(left + i, top + j, salt)
  return (at(0, 0) * (1 - s) + at(1, 0) * s) * (1 - t) + (at(0, 1) * (1 - s) + at(1, 1) * s) * t
}

/** How far a halo of light reaches around a thing, pixels. */
const haloPx = 3

/** Any other thing with a soft rim: opaque where it is painted, with a fading halo around. */
export function softenEdges(picture: NativePicture): NativePicture {
  const { width, height, pixels } = picture
  const alpha = Uint8Array.from(pixels, (pixel) => (pixel === 0 ? 0 : 255))
  const soft = pixels.slice()
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) {
      if (pixels[y * width + x] !== 0) continue
      let [best, colour] = [haloPx + 1, 0]
      for (let j = -haloPx; j <= haloPx; j++)
        for (let i = -haloPx; i <= haloPx; i++) {
          const [px, py] = [x + i, y + j]
          if (px < 0 || py < 0 || px >= width || py >= height || pixels[py * width + px] === 0) continue
          const away = Math.hypot(i, j)
          if (away < best) [best, colour] = [away, pixels[py * width + px]!]
        }
      if (colour === 0) continue
      soft[y * width + x] = colour
      alpha[y * width + x] = Math.round(150 * Math.max(0, 1 - best / (haloPx + 1)))
    }
  return { ...picture, pixels: soft, alpha }
}
