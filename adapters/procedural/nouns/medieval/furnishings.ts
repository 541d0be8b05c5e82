import { bevel } from '../../bevel.js'
import type { Material } from '../../materials.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import { ellipse, intersect, polygon, rect, roundRect, union } from '../../shapes.js'
import { slant } from '../../slant.js'
import { addBricks, addGrain, addPlanks } from '../../textures.js'

export const door: Noun = {
  names: ['door', 'wooden door', 'dungeon door', 'castle gate', 'gate', 'castle door', 'trapdoor'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has, accent }) => {
    const arched = random.chance(0.65)
    const wood: Material =
      accent ?? (has('iron', 'metal', 'steel') ? 'iron' : random.pick(['wood', 'darkWood', 'brown'] as const))
    const open = has('open', 'opened')
    const hatch = random.pick(['none', 'bars', 'none'] as const)
    const metal = random.pick(['iron', 'brass', 'steel'] as const)
    const arch = (grow: number) =>
      arched
        ? union(ellipse(15, 11, 9 + grow, 8 + grow), rect(6 - grow, 11, 18 + grow * 2, 18))
        : rect(6 - grow, 4 - grow, 18 + grow * 2, 25 + grow)
    const surround = arch(3)
    canvas.fill(surround, 'stone', slant(light, surround, [1, 3.4]))
    addBricks(canvas, surround, { width: 5, height: 4 }, random.int(0, 999))
    const leaf = arch(0)
    canvas.ink(leaf)
    const panel = open ? intersect(leaf, polygon(path('6,3 13,6 13,30 6,29'))) : leaf
    canvas.fill(panel, wood, light.upright(2, 28, [1.2, 3.2]), { rim: true })
    addPlanks(canvas, panel, open ? 3 : 4.5, 'upright')
    addGrain(canvas, panel, random.int(0, 999), 'upright', 0.05)
    for (const y of [10, 22])
      canvas.fill(intersect(panel, rect(6, y, open ? 7 : 13, 2.4)), metal, 2.6, { rim: true })
    if (open) return
    canvas.fill(ellipse(21, 18, 1.8, 1.8), metal, 4, { rim: true })
    if (hatch === 'bars') {
      canvas.ink(rect(11, 12.6, 8, 6))
      for (const x of [12.6, 15, 17.4]) canvas.line(path(`${x},12.6 ${x},18`), metal, 3, 1)
    }
  },
}

export const bed: Noun = {
  names: ['bed', 'cot', 'bunk', 'wooden bed'],
  frame: { width: 30, height: 30 },
  paint: (canvas, { random, light, accent }) => {
    const cover = accent ?? random.pick(['red', 'blue', 'green', 'purple'] as const)
    const wood = random.pick(['wood', 'darkWood', 'brown'] as const)
    const wide = random.range(17, 26)
    const left = 15 - wide / 2
    const pillows = wide > 20 ? 2 : 1
    const folded = random.range(11, 16)
    const crest = random.chance()
    const top = union(
      rect(left, 3, wide, 8),
      crest ? ellipse(15, 4, wide * 0.36, 3) : rect(left - 1, 1.6, 3, 6),
    )
    canvas.fill(top, wood, slant(light, top, [1.2, 3.2]))
    for (const x of [left - 1, left + wide - 2])
      canvas.fill(rect(x, 2, 3, 27), wood, light.upright(x, x + 3, [1, 3.4]), { rim: true })
    canvas.fill(rect(left + 1.4, 7, wide - 2.8, 18), 'white', light.upright(left, left + wide, [2.4, 4]), {
      rim: true,
    })
    for (let i = 0; i < pillows; i++) {
      const half = (wide - 5) / pillows
      canvas.fill(roundRect(left + 2.4 + i * half, 7.4, half - 0.4, 5, 2), 'white', 4, { rim: true })
    }
    const quilt = rect(left + 1.4, folded, wide - 2.8, 26 - folded)
    canvas.fill(quilt, cover, light.upright(left - 2, left + wide + 2, [1.2, 3.3]), { rim: true })
    canvas.fill(rect(left + 1.4, folded, wide - 2.8, 2.4), cover, 4)
    for (let y = folded + 5; y < 24; y += 4) canvas.shade(rect(left + 1.4, y, wide - 2.8, 1), -1)
    canvas.fill(rect(left, 24, wide, 4), wood, 2, { rim: true })
    bevel(canvas, light, rect(left, 24, wide, 4), 1)
  },
}

export const table: Noun = {
  names: ['table', 'wooden table', 'round table', 'desk', 'dining table'],
  frame: { width: 30, height: 26 },
  paint: (canvas, { random, light, has, accent }) => {
    const wood = accent ?? random.pick(['wood', 'darkWood', 'brown'] as const)
    const round = has('round') || random.chance(0.3)
    const cloth = random.chance(0.3)
    const item = random.pick(['none', 'mug', 'candle', 'none'] as const)
    const [wide, inset] = [random.range(12, 14), random.range(1.4, 4)]
    const legs = round ? [13] : [16.4 - wide + inset, 10.6 + wide - inset]
    for (const x of legs)
      canvas.fill(rect(x, 14, round ? 4 : 3, 11), wood, light.upright(x, x + 3.4, [0.6, 3]), { rim: true })
    if (round) canvas.fill(ellipse(15, 24.4, 6, 1.8), wood, 2)
    const edge = round
      ? union(ellipse(15, 13, wide, 5), rect(15 - wide, 10, wide * 2, 3))
      : rect(15 - wide, 8, wide * 2, 9)
    canvas.fill(edge, wood, 1.2, { rim: true })
    const top = round ? ellipse(15, 10, wide, 5) : rect(15 - wide, 5, wide * 2, 9)
    canvas.fill(top, cloth ? 'white' : wood, slant(light, top, [2, 3.6]), { rim: true })
    if (!cloth) addPlanks(canvas, top, 3, 'lying')
    if (item === 'mug') canvas.fill(rect(18, 4, 4.4, 5), 'steel', light.upright(18, 22.4), { rim: true })
    if (item === 'candle') {
      canvas.fill(rect(9, 4, 2.6, 5), 'bone', 3, { rim: true })
      canvas.fill(ellipse(10.3, 2.4, 1.2, 2), 'fire', 4)
    }
  },
}

export const chair: Noun = {
  names: ['chair', 'wooden chair', 'stool', 'seat'],
  frame: { width: 24, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has, accent }) => {
    const wood: Material = random.pick(['wood', 'darkWood', 'brown'] as const)
    const seat: Material = accent ?? random.pick(['red', 'wood', 'straw', 'blue'] as const)
    const back = random.pick(['slats', 'rungs', 'panel'] as const)
    const stool = has('stool')
    const crest = random.range(0.6, 6)
    const spread = random.range(0, 1.8)
    for (const [x, tone] of [
      [7, 1],
      [15, 0.6],
    ] as const)
      canvas.fill(rect(x, 18, 2.2, 7), wood, tone)
    if (!stool) {
      for (const x of [4.4, 17.2])
        canvas.fill(rect(x, crest + 0.4, 2.6, 19 - crest), wood, light.upright(x, x + 2.6, [1, 3.4]))
      if (back === 'slats')
        for (const x of [8, 11, 14]) canvas.fill(rect(x, crest + 2, 1.8, 16 - crest), wood, 2)
      if (back === 'rungs')
        for (const y of [crest + 2.6, 9.6, 13]) canvas.fill(rect(5, y, 14, 2.2), wood, 2.6)
      if (back === 'panel')
        canvas.fill(
          roundRect(6.4, crest + 1.8, 11.2, 13 - crest, 2),
          seat,
          slant(light, rect(6, 3, 12, 11), [1.2, 3.2]),
          {
            rim: true,
          },
        )
      canvas.fill(rect(4.4 - spread, crest, 15.4 + spread * 2, 2.6), wood, 3, { rim: true })
    }
    const cushion = polygon(path('5.4,15 18.6,15 21,20.4 3,20.4'))
    canvas.fill(cushion, seat, slant(light, cushion, [1.6, 3.6]), { rim: true })
    canvas.fill(rect(3, 20.4, 18, 2), wood, 1.6, { rim: true })
    for (const x of [3, 18.2])
      canvas.fill(rect(x, 21, 2.8, 8), wood, light.upright(x, x + 2.8, [0.8, 3.2]), { rim: true })
  },
}

export const banner: Noun = {
  names: ['banner', 'flag', 'standard', 'pennant', 'war banner'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, accent }) => {
    const field = accent ?? random.pick(['red', 'blue', 'purple', 'green'] as const)
    const end = random.pick(['swallow', 'point', 'fringe'] as const)
    const device = random.pick(['sun', 'cross', 'bar', 'diamond'] as const)
    const sway = random.range(-1.6, 1.6)
    const [left, right, low] = [6, 24, random.pick([23, 25])]
    canvas.fill(rect(3, 2.6, 24, 2.2), 'wood', light.lying(2, 5))
    for (const x of [2.6, 27.4]) canvas.fill(ellipse(x, 3.7, 1.8, 1.8), 'gold', 3, { rim: true })
    const bottom = {
      swallow: `${right + sway},${low + 3} ${15 + sway},${low - 3} ${left + sway},${low + 3}`,
      point: `${right + sway},${low - 4} ${15 + sway},${low + 3.6} ${left + sway},${low - 4}`,
      fringe: `${right + sway},${low} ${left + sway},${low}`,
    }[end]
    const cloth = polygon(path(`${left},4.4 ${right},4.4 ${bottom}`))
    canvas.fill(
      cloth,
      field,
      (x, y) => light.upright(left - 4, right + 4, [1.2, 3.2])(x, y) + Math.sin(x * 0.8 + y * 0.08) * 0.55,
      { rim: true },
    )
    bevel(canvas, light, cloth, 1)
    if (end === 'fringe')
      for (let x = left; x < right; x += 2)
        canvas.line(
          [
            [x + sway, low],
            [x + sway, low + 2.4],
          ],
          'gold',
          3,
          1,
        )
    const shapes = {
      sun: ellipse(15, 13, 4, 4),
      cross: union(rect(13.8, 8, 2.4, 11), rect(10, 11.4, 10, 2.4)),
      bar: rect(left, 11, 20, 4),
      diamond: polygon(path('15,7 19.6,13 15,19 10.4,13')),
    }
    canvas.fill(intersect(cloth, shapes[device]), 'gold', slant(light, shapes[device], [1.8, 4]))
  },
}
