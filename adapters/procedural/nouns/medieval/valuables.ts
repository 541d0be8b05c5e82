import { bevel } from '../../bevel.js'
import type { Material } from '../../materials.js'
import type { Motion, Pose } from '../../motion.js'
import { swing } from '../../motion.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import { ellipse, minus, polygon, rect, roundRect, union } from '../../shapes.js'
import { slant } from '../../slant.js'

/** Half the width of a coin that turns, in design units; the still's own where nothing turns. */
function turnedWidth(pose: Pose | null, still: number): number {
  if (pose === null || pose.motion !== 'spin') return still
  return Math.max(1.2, 13 * Math.abs(Math.cos(Math.PI * pose.phase * (pose.loop ? 2 : 1))))
}

export const coin: Noun = {
  moves: new Set<Motion>(['spin']),
  names: ['coin', 'gold coin', 'token', 'doubloon', 'penny'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, has, light, pose }) => {
    const metal: Material = has('silver') ? 'steel' : has('copper', 'bronze') ? 'clay' : 'gold'
    const turn = turnedWidth(pose, random.chance(0.35) ? 13 : random.range(7, 12))
    const size = random.range(0.8, 1.05)
    const device = random.pick(['crown', 'bar', 'star', 'head', 'square'] as const)
    const side = pose?.motion === 'spin' && swing(pose.phase) < 0 ? -1 : 1
    const edge = turn < 13 ? 2.4 * side : 0
    if (edge !== 0) canvas.fill(ellipse(15 + edge, 15, turn, 13), metal, 0.9)
    const face = ellipse(15 - edge / 2, 15, turn, 13)
    canvas.fill(face, metal, slant(light, face, [1.6, 3.4]), { rim: edge !== 0 })
    bevel(canvas, light, face, 1.6)
    if (turn < 4.4) return
    const inner = ellipse(15 - edge / 2, 15, turn - 3, 10)
    canvas.fill(minus(inner, ellipse(15 - edge / 2, 15, turn - 4.2, 8.8)), metal, 1)
    const k = turn / 13
    const marks = {
      crown: path('9,19 9,11 12,14 15,9 18,14 21,11 21,19'),
      bar: path('13,8 17,8 17,22 13,22'),
      star: path('15,7 17,12.4 22.4,12.6 18.2,16 19.8,21.4 15,18.2 10.2,21.4 11.8,16 7.6,12.6 13,12.4'),
      head: path('13,8 17,8 19,11 18,15 21,21 10,21 12,16 11,11'),
      square: path('11,11 19,11 19,19 11,19'),
    }
    const mark = polygon(
      marks[device].map(([x, y]) => [15 - edge / 2 + (x - 15) * k * size, 15 + (y - 15) * size] as const),
    )
    canvas.fill(mark, metal, 1.4)
    bevel(canvas, { ...light, x: -light.x, y: -light.y }, mark, 1.4)
  },
}

/** Facets as polygons with the direction that each looks into; (15, 15) is the middle. */
const cuts: readonly (readonly (readonly [points: string, nx: number, ny: number])[])[] = [
  [
    ['8,5 22,5 20,11 10,11', 0, -0.7],
    ['8,5 10,11 2,12', -0.8, -0.3],
    ['22,5 28,12 20,11', 0.8, -0.3],
    ['2,12 10,11 15,28', -0.7, 0.5],
    ['10,11 20,11 15,28', 0, 0.1],
    ['28,12 20,11 15,28', 0.7, 0.6],
  ],
  [
    ['15,1 9,10 15,13', -0.5, -0.5],
    ['15,1 21,10 15,13', 0.5, -0.4],
    ['9,10 15,13 15,24 9,20', -0.7, 0],
    ['21,10 15,13 15,24 21,20', 0.7, 0.1],
    ['9,20 15,24 15,29', -0.5, 0.7],
    ['21,20 15,24 15,29', 0.5, 0.8],
  ],
  [
    ['9,2 21,2 18,9 12,9', 0, -0.9],
    ['9,2 12,9 8,12 3,8 3,8', -0.6, -0.6],
    ['21,2 27,8 22,12 18,9', 0.6, -0.5],
    ['3,8 8,12 8,18 3,22', -0.9, 0],
    ['27,8 22,12 22,18 27,22', 0.9, 0.1],
    ['12,9 18,9 22,12 22,18 18,21 12,21 8,18 8,12', -0.1, -0.3],
    ['3,22 8,18 12,21 9,28', -0.6, 0.6],
    ['27,22 22,18 18,21 21,28', 0.6, 0.7],
    ['9,28 12,21 18,21 21,28', 0, 0.9],
  ],
]

export const gem: Noun = {
  names: ['gem', 'ruby', 'emerald', 'sapphire', 'diamond', 'jewel', 'amethyst', 'gemstone', 'topaz'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, has, light, accent }) => {
    const own: Material | null = has('ruby')
      ? 'red'
      : has('emerald')
        ? 'green'
        : has('sapphire')
          ? 'blue'
          : has('diamond')
            ? 'glass'
            : has('topaz')
              ? 'orange'
              : has('amethyst')
                ? 'purple'
                : null
    const any = random.pick(['red', 'green', 'blue', 'purple', 'teal'] as const)
    const [wide, tall] = [random.range(0.78, 1.1), random.range(0.85, 1.1)]
    const at = (points: string) =>
      path(points).map(([x, y]) => [15 + (x - 15) * wide, 15 + (y - 15) * tall] as const)
    for (const [points, nx, ny] of random.pick(cuts))
      canvas.fill(polygon(at(points)), own ?? accent ?? any, light.face(nx, ny, 0.5, [0.4, 4.4]))
    canvas.dot(10, 7, 'white', 4)
  },
}

export const ring: Noun = {
  names: ['ring', 'gold ring', 'magic ring'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, has, light, accent }) => {
    const metal: Material = has('silver', 'iron') ? 'steel' : has('bone') ? 'bone' : 'gold'
    const stone = accent ?? random.pick(['red', 'blue', 'green', 'purple'] as const)
    const [wide, thick] = [random.range(8.5, 11.5), random.range(2.2, 4)]
    const setting = random.pick(['square', 'oval', 'point'] as const)
    const band = minus(ellipse(15, 19, wide, 10), ellipse(15, 19.4, wide - thick, 10 - thick))
    canvas.fill(band, metal, slant(light, band, [1.2, 3.6]))
    bevel(canvas, light, band, 1.2)
    canvas.fill(roundRect(10, 7.6, 10, 4, 1), metal, 2, { rim: true })
    const stones = {
      square: roundRect(10.4, 1.4, 9.2, 8.2, 2),
      oval: ellipse(15, 5.6, 6, 4.6),
      point: polygon(path('9.4,5 12,1.4 18,1.4 20.6,5 15,11')),
    }
    const shape = stones[setting]
    canvas.fill(shape, stone, slant(light, shape, [1, 3.4]), { rim: true })
    bevel(canvas, light, shape, 1.4)
    canvas.dot(12, 3, 'white', 4)
  },
}

export const crown: Noun = {
  names: ['crown', 'tiara', 'diadem', 'coronet'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, has, light }) => {
    const metal: Material = has('silver', 'iron') ? 'steel' : has('bone') ? 'bone' : 'gold'
    const spikes = random.pick([3, 3, 4])
    const stone = random.pick(['red', 'blue', 'green', 'purple'] as const)
    const lining = random.pick(['red', 'purple', 'blue'] as const)
    const tall = random.range(3.5, 9.5)
    const dip = random.range(12, 17)
    const points = Array.from({ length: spikes * 2 + 1 }, (_, i) => {
      const t = i / (spikes * 2)
      return [
        1.5 + 27 * t,
        i % 2 === 0 ? (i === 0 || i === spikes * 2 ? 9 : dip) : tall - Math.sin(t * Math.PI) * 3,
      ] as const
    })
    canvas.fill(ellipse(15, 15, 11, 5), lining, light.ball(15, 13, 12, 7, [0.4, 2]))
    const rim = union(polygon([...points, [26.5, 24], [3.5, 24]]), ellipse(15, 23, 11.5, 4))
    canvas.fill(rim, metal, light.upright(1, 29, [0.9, 3.7]), { rim: true })
    bevel(canvas, light, rim, 1.1)
    points
      .filter((_, i) => i % 2 === 1)
      .forEach(([x, y]) => canvas.fill(ellipse(x, y, 1.8, 1.8), stone, 3, { rim: true }))
    canvas.fill(rect(4, 19.6, 22, 1), metal, 1)
    for (const x of [8, 15, 22])
      canvas.fill(ellipse(x, 22.6, x === 15 ? 2.2 : 1.6, 1.8), x === 15 ? stone : 'white', 3.4, { rim: true })
  },
}
