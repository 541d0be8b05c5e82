import { bevel } from '../../bevel.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import { arc, ellipse, intersect, polygon, rect, roundRect, stroke, union } from '../../shapes.js'
import { slant } from '../../slant.js'
import { addBricks, addSpeckle } from '../../textures.js'

export const tower: Noun = {
  names: ['tower', 'watchtower', 'castle tower', 'wizard tower', 'keep', 'turret tower'],
  frame: { width: 30, height: 44 },
  mirrors: true,
  paint: (canvas, { random, light, has, accent }) => {
    const half = random.range(7.4, 10.4)
    const roofed = has('wizard') || random.chance(0.5)
    const roof = accent ?? random.pick(['red', 'blue', 'purple'] as const)
    const top = roofed ? 17 : 9
    const windows = random.pick([1, 2])
    const shaft = polygon(path(`${15 - half},${top} ${15 + half},${top} ${16 + half},43 ${14 - half},43`))
    const round = light.upright(15 - half, 15 + half, [0.7, 3.4])
    canvas.fill(shaft, 'stone', round)
    addBricks(canvas, shaft, { width: 6, height: 4 }, random.int(0, 999))
    canvas.fill(rect(13 - half, top - 2, half * 2 + 4, 5), 'stone', (x) => round(x, 0) + 0.4, { rim: true })
    if (roofed) {
      const cone = polygon(path(`15,0 ${18 + half},${top - 1} ${12 - half},${top - 1}`))
      canvas.fill(cone, roof, light.upright(12 - half, 18 + half, [0.6, 3.6]), { rim: true })
      for (let y = 5; y < top - 2; y += 4) canvas.shade(intersect(cone, rect(0, y, 40, 1)), -1)
    } else
      for (let i = 0; i < 3; i++)
        canvas.fill(
          rect(13 - half + i * (half + 0.4), top - 6, (half * 2 + 4) * 0.22, 5),
          'stone',
          2.8 - i * 0.6,
          { rim: true },
        )
    for (let i = 0; i < windows; i++)
      canvas.ink(union(rect(13.6, top + 7 + i * 8, 2.8, 4), ellipse(15, top + 7 + i * 8, 1.4, 1.6)))
    canvas.fill(union(rect(12, 36, 6, 7), ellipse(15, 36, 3, 3)), 'darkWood', 1.6, { rim: true })
    if (random.chance(0.6)) {
      canvas.line(path(`15,${roofed ? 1 : 6} 15,-6`), 'wood', 2, 1.2)
      canvas.fill(polygon(path('15,-6 22,-4 15,-1.6')), roof, 3)
    }
  },
}

export const house: Noun = {
  names: ['house', 'cottage', 'hut', 'village house', 'home', 'farmhouse'],
  frame: { width: 44, height: 44 },
  mirrors: true,
  paint: (canvas, { random, light, accent, has }) => {
    const roof =
      accent ??
      (has('thatched', 'straw') ? 'straw' : random.pick(['clay', 'brick', 'straw', 'blue'] as const))
    const wall = random.pick(['cloth', 'stone', 'wood'] as const)
    const [left, wide] = random.pick([
      [5, 34],
      [7, 30],
      [4, 36],
    ] as const)
    const eaves = random.pick([22, 24])
    const doorX = left + wide * random.pick([0.3, 0.5, 0.66]) - 4
    const chimney = random.pick([left + 5, left + wide - 10])
    const front = rect(left, eaves, wide, 43 - eaves)
    canvas.fill(rect(chimney, 2, 5, 14), 'stone', light.upright(chimney, chimney + 5))
    canvas.fill(front, wall, light.upright(left - 4, left + wide + 4, [1.4, 3.3]), { rim: true })
    if (wall === 'stone') addBricks(canvas, front, { width: 6, height: 4 }, random.int(0, 999))
    else
      for (const x of [left, left + wide / 2 - 1, left + wide - 2.4])
        canvas.fill(rect(x, eaves, 2.4, 43 - eaves), 'darkWood', 2)
    const gable = polygon(
      path(`${left - 4},${eaves + 2} ${left + 6},5 ${left + wide - 6},5 ${left + wide + 4},${eaves + 2}`),
    )
    canvas.fill(gable, roof, slant(light, gable, [1.2, 3.4]), { rim: true })
    for (let y = 9; y < eaves; y += 4) {
      canvas.shade(intersect(gable, rect(0, y, 60, 1)), -1)
      for (let x = (y % 8) / 2; x < 50; x += 5) canvas.shade(intersect(gable, rect(x, y - 3, 1, 3)), -1)
    }
    canvas.fill(
      union(rect(doorX, 33, 8, 10), ellipse(doorX + 4, 33, 4, 3.4)),
      'brown',
      light.upright(doorX, doorX + 8, [1, 3]),
      { rim: true },
    )
    canvas.dot(Math.round(doorX) + 6, 37, 'brass', 4)
    for (const x of [left + 4, left + wide - 11])
      if (Math.abs(x - doorX) > 8) {
        canvas.fill(rect(x, 30, 7, 6), 'fire', 3.4, { rim: true })
        canvas.inkLine(path(`${x + 3},30 ${x + 3},35`))
        canvas.inkLine(path(`${x},33 ${x + 6},33`))
      }
  },
}

export const statue: Noun = {
  names: ['statue', 'stone statue', 'bust', 'gargoyle', 'monument'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, accent, has }) => {
    const stone =
      accent ??
      (has('golden', 'gold')
        ? 'gold'
        : has('bronze', 'brass')
          ? 'brass'
          : random.pick(['stone', 'ash'] as const))
    const arm = random.pick(['raised', 'folded', 'sword'] as const)
    const broken = has('broken', 'ruined') || random.chance(0.25)
    const wide = random.range(6.4, 9.6)
    const lit = light.ball(15, 13, 9, 15, [0.7, 3.8])
    if (arm === 'raised') canvas.fill(stroke(path('19,11 24,7 24,1.6'), 3), stone, lit)
    const robe = polygon(path('11,9 19,9 21,16 20,24 10,24 9,16'))
    canvas.fill(robe, stone, lit, { rim: true })
    for (const x of [12.4, 15, 17.4]) canvas.shade(rect(x, 16, 1, 8), -1)
    if (arm !== 'raised')
      canvas.fill(stroke(path('10.6,12 13,16 18,16 19.4,12'), 2.8), stone, lit, { rim: true })
    if (arm === 'sword')
      canvas.fill(union(rect(14.2, 10, 1.8, 13), rect(12, 12.4, 6, 1.6)), stone, 3.6, { rim: true })
    if (!broken)
      canvas.fill(ellipse(15, 6, 3.8, 4.2), stone, light.ball(15, 6, 4, 4.4, [0.9, 4]), { rim: true })
    else canvas.fill(polygon(path('11.4,9 12,6.4 14,7.6 16,5.4 18.6,9')), stone, 2)
    const base = union(rect(15 - wide, 23.4, wide * 2, 5.6), rect(14 - wide, 26.4, wide * 2 + 2, 2.6))
    canvas.fill(base, stone, slant(light, base, [1, 3.2]), { rim: true })
    bevel(canvas, light, base, 1)
    canvas.fill(rect(11, 24.8, 8, 1.2), stone, 0.6)
    addSpeckle(canvas, rect(5, 2, 20, 27), random.int(0, 999), 0.04)
  },
}

export const fountain: Noun = {
  names: ['fountain', 'stone fountain', 'water fountain'],
  frame: { width: 44, height: 40 },
  paint: (canvas, { random, light, accent }) => {
    const stone = accent ?? random.pick(['stone', 'ash', 'sandstone'] as const)
    const tiers = random.pick([1, 2])
    const jet = random.range(4, 11)
    const wide = random.range(17, 21)
    const basin = union(ellipse(22, 31, wide, 7), rect(22 - wide, 26, wide * 2, 5))
    canvas.fill(basin, stone, light.upright(22 - wide, 22 + wide, [0.8, 3.4]))
    canvas.fill(ellipse(22, 26, wide, 6), stone, 4, { rim: true })
    canvas.fill(ellipse(22, 26.4, wide - 2.6, 4.4), 'water', (x, y) => 2 + Math.sin(x * 1.1 + y * 2) * 0.9, {
      rim: true,
    })
    canvas.fill(rect(20, 12, 4, 15), stone, light.upright(20, 24, [0.8, 3.6]), { rim: true })
    for (let i = 0; i < tiers; i++) {
      const [y, half] = [tiers === 1 ? 14 : 10 + i * 8, tiers === 1 ? 10 : 6 + i * 5]
      canvas.fill(
        intersect(ellipse(22, y, half, 5), rect(0, y, 50, 9)),
        stone,
        light.upright(22 - half, 22 + half, [0.8, 3.4]),
        { rim: true },
      )
      canvas.fill(ellipse(22, y, half, 1.9), 'water', 3, { rim: true })
      for (const side of [-1, 1])
        canvas.line(
          arc(22 + side * (half - 1), y + 8, 3, 8, side < 0 ? 270 : 270, side < 0 ? 180 : 360),
          'water',
          4,
          1.4,
        )
    }
    const top = tiers === 1 ? 14 : 10
    canvas.fill(stroke(path(`22,${top} 22,${top - jet}`), [2.4, 1.4]), 'water', 4)
    for (const side of [-1, 1])
      canvas.line(
        arc(22 + side * 3, top - jet + 5, 3, 5, side < 0 ? 360 : 180, side < 0 ? 180 : 360),
        'water',
        3,
        1.2,
      )
    canvas.fill(
      roundRect(22 - wide - 1, 34, wide * 2 + 2, 4, 2),
      stone,
      light.upright(22 - wide, 22 + wide, [0.6, 2.8]),
      { rim: true },
    )
  },
}
