import type { Canvas } from '../../canvas.js'
import type { Light } from '../../light.js'
import type { Material } from '../../materials.js'
import { path } from '../../path.js'
import type { Point } from '../../shapes.js'
import {
  arc,
  curve,
  ellipse,
  minus,
  polygon,
  rect,
  roundRect,
  stroke,
  turnPoint,
  union,
} from '../../shapes.js'
import { paintFlame } from './flame.js'

/** What a figure of 28 units can carry in a hand. */
export const heldItems = [
  'sword',
  'dagger',
  'staff',
  'spear',
  'lance',
  'axe',
  'hammer',
  'bow',
  'lantern',
  'torch',
  'ladle',
  'book',
  'wand',
  'shield',
  'spark',
  'sack',
  'pickaxe',
  'fork',
  'mug',
  'flower',
  'rod',
] as const
export type HeldItem = (typeof heldItems)[number]

export interface Grip {
  readonly item: HeldItem
  /** The hand. */
  readonly at: Point
  /** Degrees clockwise; 0 points up. */
  readonly tilt: number
  readonly accent: Material
}

/** A thing in a hand, drawn over what is there. */
export function paintHeld(canvas: Canvas, light: Light, grip: Grip): void {
  const draw = painters[grip.item]
  draw(canvas, light, grip, (text) =>
    path(text, grip.at[0], grip.at[1]).map((p) => turnPoint(p, grip.at, grip.tilt)),
  )
}

type Place = (text: string) => Point[]
type PaintHeld = (canvas: Canvas, light: Light, grip: Grip, place: Place) => void

const shaft = (canvas: Canvas, place: Place, text: string, width = 1.4, material: Material = 'wood') =>
  canvas.line(place(text), material, 2, width, { rim: true })

const painters: Readonly<Record<HeldItem, PaintHeld>> = {
  sword: (canvas, _light, _grip, place) => {
    canvas.fill(polygon(place('-1.1,-2 -1.1,-12 0,-14 1.1,-12 1.1,-2')), 'steel', 4, { rim: true })
    canvas.line(place('0.6,-2 0.6,-12'), 'steel', 2, 0.8)
    canvas.line(place('-2.6,-1.6 2.6,-1.6'), 'gold', 3, 1.3)
    shaft(canvas, place, '0,-1 0,2')
  },
  dagger: (canvas, _light, _grip, place) => {
    canvas.fill(polygon(place('-1,-1.4 -1,-5 0,-7.4 1,-5 1,-1.4')), 'steel', 4, { rim: true })
    canvas.line(place('-1.6,-1 1.6,-1'), 'brass', 3, 1)
  },
  staff: (canvas, light, { accent }, place) => {
    shaft(canvas, place, '0,8 0.4,0 0,-10')
    const [top] = place('0,-12')
    canvas.fill(
      ellipse(top![0], top![1], 2.8, 2.8),
      accent,
      light.ball(top![0], top![1], 2.8, 2.8, [1.4, 4.4]),
      { rim: true },
    )
  },
  wand: (canvas, _light, { accent }, place) => {
    shaft(canvas, place, '0,1 0,-6', 1.2, 'darkWood')
    const [tip] = place('0,-7')
    canvas.fill(
      polygon(path('0,-2.6 0.8,-0.8 2.6,0 0.8,0.8 0,2.6 -0.8,0.8 -2.6,0 -0.8,-0.8', tip![0], tip![1])),
      accent,
      4,
    )
  },
  spear: (canvas, _light, _grip, place) => {
    shaft(canvas, place, '0,8 0,-12')
    canvas.fill(polygon(place('-1.8,-11 0,-17 1.8,-11 0,-9.6')), 'steel', 3.4, { rim: true })
  },
  lance: (canvas, _light, _grip, place) => {
    canvas.fill(polygon(place('-1.5,5 -1.7,-1 0,-18 1.7,-1 1.5,5')), 'steel', 3.2, { rim: true })
    canvas.line(place('0.6,-1 0.2,-16'), 'steel', 1, 0.8)
    canvas.fill(polygon(place('-3,-1 3,-1 1.6,1.6 -1.6,1.6')), 'brass', 3, { rim: true })
  },
  axe: (canvas, _light, _grip, place) => {
    shaft(canvas, place, '0,5 0,-10')
    canvas.fill(polygon(place('0.6,-10 5,-12 6,-8 5,-4 0.6,-6')), 'steel', 3.2, { rim: true })
    canvas.line(place('5.2,-11 5.8,-8 5.2,-5'), 'steel', 4, 0.8)
  },
  hammer: (canvas, _light, _grip, place) => {
    shaft(canvas, place, '0,4 0,-7')
    canvas.fill(polygon(place('-4,-10.4 4,-10.4 4,-6 -4,-6')), 'iron', 2.6, { rim: true })
    canvas.line(place('-3.4,-9.6 3.4,-9.6'), 'iron', 4, 0.9)
  },
  pickaxe: (canvas, _light, _grip, place) => {
    shaft(canvas, place, '0,5 0,-9')
    canvas.fill(
      polygon(place('-6.6,-5.6 -3,-9.6 0,-10.6 3,-9.6 6.6,-5.6 3,-7.4 0,-8.2 -3,-7.4')),
      'iron',
      3,
      { rim: true },
    )
  },
  fork: (canvas, _light, _grip, place) => {
    shaft(canvas, place, '0,8 0,-8')
    for (const text of ['-2.4,-8 -2.4,-13', '0,-8 0,-13', '2.4,-8 2.4,-13', '-2.4,-8 2.4,-8'])
      canvas.line(place(text), 'iron', 3, 1)
  },
  rod: (canvas, _light, _grip, place) => {
    shaft(canvas, place, '0,4 1,-6 4,-13', 1.2)
    canvas.line(place('4,-13 8,-4'), 'white', 3, 0.6)
  },
  bow: (canvas, _light, _grip, place) => {
    canvas.line(place('0.4,-9 -2.6,0 0.4,9'), 'white', 2, 0.6)
    const bend = [...curve([0.4, -9.4], [5, -4.6], [2, 0], 6), ...curve([2, 0], [5, 4.6], [0.4, 9.4], 6)]
    const text = bend.map(([x, y]) => `${x},${y}`).join(' ')
    canvas.line(place(text), 'wood', 3, 1.4, { rim: true })
  },
  lantern: (canvas, _light, { at: [x, y] }) => {
    canvas.line(arc(x, y + 1.6, 1.6, 1.6, 180, 360), 'brass', 3, 0.8)
    canvas.fill(
      roundRect(x - 2.5, y + 2, 5, 6, 1),
      'fire',
      (px, py) => 4.4 - Math.hypot(px - x, py - y - 5) * 0.6,
      { rim: true },
    )
    canvas.fill(rect(x - 3, y + 1.6, 6, 1.4), 'brass', 3)
    canvas.fill(rect(x - 3, y + 7, 6, 1.6), 'brass', 2)
  },
  torch: (canvas, _light, _grip, place) => {
    shaft(canvas, place, '0,3 0,-4', 1.8)
    const [tip] = place('0,-3.4')
    paintFlame(canvas, { x: tip![0], y: tip![1], width: 5.4, height: 8, lean: 0.6 })
  },
  ladle: (canvas, light, _grip, place) => {
    shaft(canvas, place, '0,3 0,-6', 1.2, 'steel')
    const [bowl] = place('1.6,-7.4')
    canvas.fill(ellipse(bowl![0], bowl![1], 3, 2.4), 'steel', light.ball(bowl![0], bowl![1], 3, 2.4), {
      rim: true,
    })
    canvas.ink(ellipse(bowl![0], bowl![1] - 0.6, 1.6, 0.7))
  },
  book: (canvas, _light, { at: [x, y], accent }) => {
    canvas.fill(roundRect(x - 3, y - 4, 6, 7, 0.8), accent, 2, { rim: true })
    canvas.fill(rect(x + 2, y - 3, 1, 5), 'bone', 3)
    canvas.fill(rect(x - 1.4, y - 1.6, 2.4, 2), 'gold', 3)
  },
  shield: (canvas, _light, { at: [x, y], accent }) => {
    const face = (grow: number) =>
      polygon([
        ...path(`${-4.2 - grow},${-5 - grow} ${4.2 + grow},${-5 - grow}`, x, y),
        ...curve([x + 4.2 + grow, y], [x + 4, y + 4 + grow], [x, y + 6 + grow], 6),
        ...curve([x, y + 6 + grow], [x - 4, y + 4 + grow], [x - 4.2 - grow, y], 6),
      ])
    canvas.fill(face(0), 'steel', 3.4, { rim: true })
    canvas.fill(face(-1.2), accent, (px) => (px < x ? 2.6 : 1.6))
    canvas.fill(union(rect(x - 0.6, y - 4, 1.3, 8), rect(x - 3, y - 1.6, 6, 1.3)), 'bone', 3)
  },
  spark: (canvas, _light, { at: [x, y], accent }) => {
    const star = (r: number) =>
      polygon(
        path(
          `0,${-r} ${r * 0.24},${-r * 0.24} ${r},0 ${r * 0.24},${r * 0.24} 0,${r} ${-r * 0.24},${r * 0.24} ${-r},0 ${-r * 0.24},${-r * 0.24}`,
          x,
          y - 3,
        ),
      )
    canvas.fill(star(5), accent, 3)
    canvas.fill(ellipse(x, y - 3, 2, 2), accent, 4)
    canvas.fill(ellipse(x, y - 3, 1, 1), 'white', 4)
  },
  sack: (canvas, light, { at: [x, y] }) => {
    canvas.fill(
      union(ellipse(x, y + 4, 4, 4.4), rect(x - 1.4, y - 2, 2.8, 3)),
      'cloth',
      light.ball(x, y + 3, 4.4, 5, [0.8, 3]),
      { rim: true },
    )
    canvas.line(path('-1.6,0.4 1.6,0.4', x, y), 'rope', 1)
  },
  mug: (canvas, light, { at: [x, y] }) => {
    canvas.fill(minus(ellipse(x + 2.6, y - 1, 2, 2), ellipse(x + 2.6, y - 1, 0.9, 0.9)), 'wood', 2)
    canvas.fill(rect(x - 2, y - 3.6, 4, 5), 'wood', light.upright(x - 2, x + 2), { rim: true })
    canvas.fill(ellipse(x, y - 3.8, 2.2, 1.1), 'white', 4)
  },
  flower: (canvas, _light, _grip, place) => {
    canvas.line(place('0,2 0,-5'), 'leaf', 2, 0.9)
    const [head] = place('0,-6')
    canvas.fill(stroke([head!, head!], 3.6), 'pink', 3, { rim: true })
    canvas.dot(Math.floor(head![0]), Math.floor(head![1]), 'yellow', 4)
  },
}
