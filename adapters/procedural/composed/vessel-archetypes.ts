import { bevel } from '../bevel.js'
import { path } from '../path.js'
import type { Point, Shape } from '../shapes.js'
import {
  arc,
  curve,
  ellipse,
  intersect,
  minus,
  polygon,
  rect,
  roundRect,
  stroke,
  turned,
  union,
} from '../shapes.js'
import { slant } from '../slant.js'
import type { Archetype, Brush } from './archetype.js'

/** A turned body: half widths at even heights from the top to the bottom, joined smoothly. */
function lathe(top: number, bottom: number, halves: readonly number[]): Shape {
  const step = (bottom - top) / (halves.length - 1)
  const half = (y: number): number => {
    const at = Math.min(halves.length - 1.001, Math.max(0, (y - top) / step))
    const [i, t] = [Math.floor(at), at - Math.floor(at)]
    const ease = t * t * (3 - 2 * t)
    return halves[i]! + (halves[i + 1]! - halves[i]!) * ease
  }
  const widest = Math.max(...halves)
  return {
    x0: 15 - widest,
    x1: 15 + widest,
    y0: top,
    y1: bottom,
    inside: (x, y) => y >= top && y < bottom && Math.abs(x - 15) <= half(y),
  }
}

export const vessel: Archetype = {
  name: 'vessel',
  words: [
    'pot',
    'vase',
    'urn',
    'cup',
    'mug',
    'bowl',
    'jug',
    'basket',
    'bin',
    'can',
    'tin',
    'tank',
    'cauldron',
    'goblet',
    'chalice',
    'jar',
    'kettle',
    'teapot',
    'amphora',
    'pitcher',
    'censer',
    'incense',
    'thurible',
    'canister',
    'tub',
    'drum',
    'bell',
    'lamp',
    'beaker',
    'hive',
    'beehive',
  ],
  materials: ['clay', 'brass', 'iron', 'steel', 'wood', 'stone', 'teal'],
  paint: (brush) => {
    const { canvas, light, word, variant, main, trim } = brush
    const tall = word.range(14, 27)
    const halves = Array.from({ length: word.int(4, 6) }, () => word.range(3.5, tall > 21 ? 10 : 13))
    const handles = word.pick(['none', 'none', 'one', 'two', 'arch'] as const)
    const lid = word.pick(['open', 'open', 'knob', 'dome'] as const)
    const spout = word.chance(0.25)
    const feet = word.chance(0.3)
    const jittered = halves.map((half) => half * variant.range(0.88, 1.12))
    const bottom = feet ? 26 : 29
    const top = bottom - tall
    const body = lathe(top, bottom, jittered)
    const middle = top + tall * word.range(0.25, 0.5)
    const wide = jittered[Math.floor(jittered.length / 2)]!
    if (feet)
      for (const x of [-0.7, 0.7]) canvas.fill(rect(15 + x * jittered.at(-1)! - 1.5, 24, 3, 5), trim, 1.6)
    if (handles === 'arch') canvas.line(arc(15, top + 2, jittered[0]! + 1, 9, 180, 360), trim, 2.6, 2)
    const sides = handles === 'two' ? [-1, 1] : handles === 'one' ? [variant.sign()] : []
    for (const side of sides) {
      const at = 15 + side * (wide + 0.6)
      canvas.fill(
        minus(ellipse(at, middle + 2, 4.6, 5), ellipse(at, middle + 2, 2.4, 2.8)),
        trim,
        light.ball(at, middle, 6, 6, [0.8, 3.4]),
      )
    }
    if (spout)
      canvas.fill(
        stroke(
          curve([15 + wide - 1, middle + 6], [15 + wide + 6, middle + 4], [15 + wide + 7, middle - 2]),
          [4.6, 2.6],
        ),
        main,
        2,
      )
    canvas.fill(body, main, light.upright(body.x0, body.x1, [0.5, 3.7]), { rim: true })
    for (let i = 0; i < variant.int(1, 3); i++) {
      const y = top + tall * (0.25 + 0.2 * i + variant.range(0, 0.1))
      canvas.fill(
        intersect(body, rect(0, y, 30, variant.pick([1, 2]))),
        i % 2 === 0 ? trim : main,
        light.upright(body.x0, body.x1, [0.6, 4]),
      )
    }
    paintMouth(brush, top, jittered[0]!, lid)
  },
}

function paintMouth(
  { canvas, light, trim, accent }: Brush,
  top: number,
  half: number,
  lid: 'open' | 'knob' | 'dome',
): void {
  const rim = ellipse(15, top, half + 0.8, Math.max(1.4, half * 0.24))
  if (lid === 'open') {
    canvas.fill(rim, trim, 3.4, { rim: true })
    canvas.ink(ellipse(15, top, half - 0.8, Math.max(0.7, half * 0.12)))
    return
  }
  const high = lid === 'dome' ? half * 0.9 : half * 0.4
  const cover = intersect(ellipse(15, top + 0.6, half + 0.6, high), rect(0, -20, 30, 20.6 + top))
  canvas.fill(cover, trim, light.ball(15, top, half + 1, high, [1, 3.8]), { rim: true })
  canvas.fill(ellipse(15, top - high - 0.6, 1.8, 1.8), accent, 3, { rim: true })
}

export const implement: Archetype = {
  name: 'implement',
  words: [
    'sword',
    'blade',
    'knife',
    'spear',
    'wand',
    'rod',
    'pole',
    'broom',
    'shovel',
    'rake',
    'hoe',
    'saw',
    'wrench',
    'tool',
    'stick',
    'club',
    'mace',
    'whip',
    'pen',
    'quill',
    'brush',
    'needle',
    'spoon',
    'fork',
    'oar',
    'paddle',
    'scythe',
    'sickle',
    'halberd',
    'trident',
    'flail',
    'chisel',
    'pliers',
    'tongs',
    'scissors',
    'hook',
    'arrow',
    'lance',
    'sceptre',
    'scepter',
    'pike',
    'cane',
    'crook',
  ],
  materials: ['steel', 'iron', 'brass', 'bone'],
  paint: ({ canvas, light, word, variant, main, trim, accent }) => {
    const head = word.pick(Object.keys(implementHeads))
    const size = word.range(0.75, 1.35)
    const bend = word.pick([0, 0, 0, 3, -4])
    const tilt = word.pick([45, 45, 40, 12, -20]) + variant.range(-5, 5)
    const turn = (shape: Shape) => turned(shape, [15, 15], tilt)
    const shaft = turn(stroke(curve([15, 33], [15 + bend, 14], [15, 2]), word.pick([2.4, 3, 3.6])))
    canvas.fill(shaft, trim, slant(light, shaft, [1, 3]))
    bevel(canvas, light, shaft, 1)
    const piece = turn(implementHeads[head]!(size * variant.range(0.9, 1.1)))
    canvas.fill(piece, main, slant(light, piece, [1, 3.6]), { rim: true })
    bevel(canvas, light, piece, 1.2)
    const grip = turn(rect(13, variant.range(24, 27), 4, 5))
    canvas.fill(intersect(grip, { ...shaft, inside: (x, y) => grip.inside(x, y) }), accent, 2, { rim: true })
    if (word.chance(0.4)) canvas.fill(turn(ellipse(15, 34, 2.6, 2.6)), accent, 3, { rim: true })
  },
}

const implementHeads: Readonly<Record<string, (k: number) => Shape>> = {
  blade: (k) => polygon(path(`15,${-8 * k} 19,0 18,14 12,14 11,0`)),
  block: (k) => roundRect(15 - 8 * k, -2, 16 * k, 8 * k, 1),
  crescent: (k) => minus(ellipse(15, 2, 11 * k, 9 * k), ellipse(15, -3 * k, 10 * k, 8 * k)),
  tines: (k) =>
    union(
      ...[-6, 0, 6].map((x) => rect(14 + x * k, -8 * k, 2.4, 12 * k)),
      rect(14 - 6 * k, 3 * k, 12 * k + 2.4, 2.6),
    ),
  loop: (k) => minus(ellipse(15, -1, 7 * k, 7 * k), ellipse(15, -1, 3.6 * k, 3.6 * k)),
  scoop: (k) =>
    polygon([
      ...curve([15 - 5 * k, 6], [15 - 7 * k, -8], [15, -9 * k], 6),
      ...curve([15, -9 * k], [15 + 7 * k, -8], [15 + 5 * k, 6], 6),
    ]),
  teeth: (k) =>
    union(
      rect(14, -6 * k, 6 * k, 18),
      ...[0, 1, 2, 3].map((i) => polygon(path(`0,0 4,2.2 0,4.4`, 14 + 6 * k, -6 * k + i * 4.4))),
    ),
  spiked: (k) =>
    union(
      ellipse(15, 0, 5.4 * k, 5.4 * k),
      ...[0, 60, 120, 180, 240, 300].map((a) =>
        turned(polygon(path(`13.4,0 16.6,0 15,${-9 * k}`)), [15, 0], a),
      ),
    ),
  hook: (k) => stroke(arc(15 + 5 * k, 2, 5.4 * k, 7 * k, 180, 400), [3.4, 1.6]),
  broom: (k) => polygon(path(`13,4 17,4 ${15 + 6 * k},${-9 * k} ${15 - 6 * k},${-9 * k}`)),
  double: (k) =>
    union(
      polygon(path(`15,1 ${15 - 9 * k},-6 ${15 - 9 * k},9`)),
      polygon(path(`15,1 ${15 + 9 * k},-6 ${15 + 9 * k},9`)),
    ),
}

export const wheel: Archetype = {
  name: 'wheel',
  words: [
    'disc',
    'disk',
    'ball',
    'orb',
    'compass',
    'button',
    'medallion',
    'gear',
    'cog',
    'gong',
    'globe',
    'clock',
    'sundial',
    'astrolabe',
    'target',
    'badge',
    'watch',
    'turbine',
    'fan',
    'mandala',
    'emblem',
    'rune',
    'sun',
    'star',
    'shuriken',
    'pendant',
    'amulet',
    'necklace',
    'medal',
    'talisman',
    'portal',
  ],
  materials: ['brass', 'steel', 'gold', 'wood', 'stone', 'purple'],
  paint: ({ canvas, light, word, variant, main, trim, accent }) => {
    const spokes = word.int(4, 10)
    const edge = word.pick(['teeth', 'rays', 'petals', 'plain', 'rays'] as const)
    const hole = word.pick([0, 0, 0.3, 0.5])
    const stand = word.pick(['none', 'none', 'foot', 'ring'] as const)
    const core = edge === 'plain' ? 13 : word.range(6.5, 10)
    const start = variant.range(0, 360 / spokes)
    const spikes = Array.from({ length: edge === 'plain' ? 0 : spokes }, (_, i) =>
      turned(spikeOf(edge, core), [15, 14], start + (i * 360) / spokes),
    )
    if (stand === 'foot')
      canvas.fill(polygon(path('13,24 17,24 21,33 9,33')), trim, light.upright(9, 21, [0.8, 3]))
    if (stand === 'ring') canvas.fill(minus(ellipse(15, -2, 4, 4), ellipse(15, -2, 2, 2)), trim, 2.4)
    const face = ellipse(15, 14, core, core)
    const whole =
      hole > 0
        ? minus(union(face, ...spikes), ellipse(15, 14, core * hole, core * hole))
        : union(face, ...spikes)
    canvas.fill(whole, main, slant(light, whole, [0.8, 3.6]), { rim: true })
    bevel(canvas, light, whole, 1.2)
    const inner = minus(ellipse(15, 14, core * 0.78, core * 0.78), ellipse(15, 14, core * 0.62, core * 0.62))
    canvas.fill(inner, trim, slant(light, inner, [1, 3.4]), { clip: 'over' })
    if (hole === 0)
      canvas.fill(
        ellipse(15, 14, core * 0.3, core * 0.3),
        accent,
        light.ball(15, 14, core * 0.3, core * 0.3),
        { rim: true },
      )
  },
}

function spikeOf(edge: 'teeth' | 'rays' | 'petals' | 'plain', core: number): Shape {
  const out = 14 - core
  if (edge === 'teeth') return rect(13, 0.5, 4, out)
  if (edge === 'petals') return ellipse(15, 14 - core - 0.6, 3.6, 4.4)
  return polygon(path(`${15 - 3},${14 - core + 1.5} ${15 + 3},${14 - core + 1.5} 15,0`))
}

export const stringed: Archetype = {
  name: 'stringed',
  words: [
    'lute',
    'guitar',
    'violin',
    'harp',
    'lyre',
    'banjo',
    'cello',
    'mandolin',
    'instrument',
    'balalaika',
  ],
  materials: ['wood', 'darkWood', 'brown', 'red'],
  paint: ({ canvas, light, word, variant, main, trim, accent }) => {
    const [upper, lower] = [word.range(4, 6.4), word.range(6, 8.6)]
    const long = word.range(10, 16)
    const head: Point = [15, 11 - long]
    const tilt = word.pick([30, 40, 20]) + variant.range(-6, 6)
    const turn = (shape: Shape) => turned(shape, [15, 15], tilt)
    const body = turn(union(ellipse(15, 24, lower, lower * 0.9), ellipse(15, 16, upper, upper)))
    const neck = turn(rect(13.6, head[1], 2.8, 14 - head[1]))
    canvas.fill(neck, trim, 2)
    canvas.fill(turn(roundRect(12, head[1] - 4, 6, 5, 1)), accent, 2, { rim: true })
    canvas.fill(body, main, light.ball(15, 19, 11, 11, [0.8, 3.6]), { rim: true })
    bevel(canvas, light, body, 1.2)
    canvas.ink(turn(ellipse(15, 19, 2.4, 2.4)))
    for (const x of [14.2, 15.8])
      canvas.line(
        [
          [x, head[1]],
          [x, 26],
        ].map((p) => turnAt(p as [number, number], tilt)),
        'bone',
        4,
        0.6,
      )
    canvas.fill(turn(rect(12, 25, 6, 1.4)), accent, 1)
  },
}

function turnAt([x, y]: Point, degrees: number): Point {
  const a = (degrees * Math.PI) / 180
  return [
    15 + (x - 15) * Math.cos(a) - (y - 15) * Math.sin(a),
    15 + (x - 15) * Math.sin(a) + (y - 15) * Math.cos(a),
  ]
}
