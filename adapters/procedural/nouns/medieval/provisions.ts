import type { Material } from '../../materials.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import { arc, curve, ellipse, minus, polygon, rect, stroke, turned, union } from '../../shapes.js'
import { slant } from '../../slant.js'

export const apple: Noun = {
  names: ['apple', 'red apple', 'golden apple', 'fruit'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has, accent }) => {
    const skin: Material = has('golden', 'gold')
      ? 'gold'
      : (accent ?? random.pick(['red', 'red', 'green'] as const))
    const [rx, ry] = [random.range(10.5, 13.5), random.range(9.5, 12.5)]
    const lean = random.range(-2.5, 2.5)
    const bitten = has('bitten', 'eaten') || random.chance(0.2)
    const body = union(
      ellipse(15 - rx * 0.34, 17.4, rx * 0.7, ry),
      ellipse(15 + rx * 0.34, 17.4, rx * 0.7, ry),
    )
    canvas.fill(body, skin, light.ball(15, 17.4, rx, ry, [0.6, 3.7]))
    canvas.fill(ellipse(15, 7.6, 3, 1.2), skin, 0)
    canvas.line(curve([15, 8], [15, 4], [15 + lean, 1.4]), 'bark', 2, 1.6)
    const side = lean > 0 ? -1 : 1
    canvas.fill(turned(ellipse(15 + side * 4.6, 4.4, 4.4, 2), [15, 5], side * -18), 'leaf', 3, { rim: true })
    canvas.fill(ellipse(15 + (light.side || -1) * rx * 0.5, 13, 1.6, 2.4), 'white', 4)
    if (!bitten) return
    const bite = union(...[12, 16, 20].map((y) => ellipse(15 + rx, y, 4, 2.9)))
    canvas.erase(bite)
    canvas.fill(
      minus(union(...[12, 16, 20].map((y) => ellipse(15 + rx - 1.4, y, 4, 2.9))), bite),
      'cloth',
      3.4,
      { clip: 'over' },
    )
  },
}

export const bread: Noun = {
  names: ['bread', 'loaf', 'loaf of bread', 'baguette', 'bun'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has }) => {
    const tilt = random.sign() * random.range(8, 40)
    const [rx, ry] = has('baguette') ? [15, 5] : [random.range(12, 15), random.range(6.5, 10)]
    const cuts = random.pick([3, 4])
    const cut = (has('slice', 'sliced') || random.chance(0.3)) && !has('whole')
    const loaf = turned(ellipse(15, 16, rx, ry), [15, 16], tilt)
    canvas.fill(loaf, 'mud', light.ball(15, 15, rx, rx * 0.8, [0.6, 3.6]))
    for (let i = 0; i < cuts; i++) {
      const x = 15 - rx * 0.62 + ((i + 0.5) * rx * 1.24) / cuts
      canvas.fill(
        turned(
          stroke(path(`${x - 1.4},${16 - ry * 0.66} ${x + 1.6},${16 + ry * 0.1}`), [2.4, 1.4]),
          [15, 16],
          tilt,
        ),
        'cloth',
        3,
      )
    }
    if (!cut) return
    const slice = turned(ellipse(15 + rx * 0.78, 16, ry * 0.5, ry * 0.86), [15, 16], tilt)
    canvas.fill(slice, 'mud', 2, { rim: true })
    canvas.fill(
      turned(ellipse(15 + rx * 0.78, 16, ry * 0.34, ry * 0.68), [15, 16], tilt),
      'cloth',
      slant(light, slice, [2.4, 4]),
    )
  },
}

export const fish: Noun = {
  names: ['fish', 'trout', 'salmon', 'carp', 'tuna', 'goldfish', 'fish bone'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, accent, has }) => {
    const skin: Material =
      accent ??
      (has('goldfish') ? 'orange' : has('salmon') ? 'pink' : random.pick(['steel', 'teal', 'blue'] as const))
    const [rx, ry] = [random.range(9.5, 11.5), random.range(4.8, 7.6)]
    const tail = random.range(4.5, 7)
    const fin = random.range(3.4, 6)
    const curl = random.range(-2.4, 2.4)
    const rear = 15 + rx - 2
    canvas.fill(
      polygon(
        path(
          `${rear},15 ${rear + 6},${15 - tail + curl} ${rear + 4},${15 + curl * 0.6} ${rear + 6},${15 + tail + curl}`,
        ),
      ),
      skin,
      1.6,
    )
    canvas.fill(polygon(path(`10,${16 - ry} 14,${15 - ry - fin} 20,${17 - ry}`)), skin, 1.4)
    canvas.fill(polygon(path(`13,${14 + ry} 17,${14 + ry + fin} 19,${14 + ry}`)), skin, 1)
    const body = polygon([
      ...curve([2.6, 15], [13, 15 - ry * 2], [rear + 2, 14.6], 10),
      ...curve([rear + 2, 15.4], [13, 15 + ry * 2], [2.6, 15], 10),
    ])
    canvas.fill(body, skin, light.ball(14, 14.4, rx + 3, ry * 1.3, [0.6, 3.8]), { rim: true })
    canvas.fill({ ...body, inside: (x, y) => body.inside(x, y) && y > 15 + ry * 0.45 }, 'bone', 3)
    canvas.line(arc(8.4, 15, 2.4, ry * 0.8, -60, 60), skin, 0, 1)
    for (let i = 0; i < 5; i++)
      canvas.line(arc(12 + (i % 3) * 3.4, 13.4 + Math.floor(i / 3) * 3, 1.4, 1.4, -60, 60), skin, 1, 0.8)
    canvas.fill(ellipse(6.2, 13.6, 1.6, 1.6), 'white', 4, { rim: true })
    canvas.inkDot(6, 13)
  },
}

export const bucket: Noun = {
  names: ['bucket', 'pail', 'water bucket'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has, accent }) => {
    const material: Material = accent ?? (has('metal', 'iron', 'tin') ? 'steel' : 'wood')
    const [top, low] = [random.range(10.5, 12.8), random.range(7.4, 10)]
    const full = has('water', 'full') || random.chance(0.5)
    const up = random.chance(0.55)
    const y = up ? 12 : 9
    canvas.line(up ? arc(15, y, top, 10, 180, 360) : arc(15, y + 1, top + 0.6, 9, 0, 180), 'iron', 2, 1.6)
    const body = union(
      polygon(path(`${15 - top},${y} ${15 + top},${y} ${15 + low},27 ${15 - low},27`)),
      ellipse(15, 27, low, 2),
    )
    canvas.fill(body, material, light.upright(15 - top, 15 + top, [0.6, 3.5]), { rim: true })
    if (material === 'wood')
      for (let i = -2; i <= 2; i++)
        canvas.shade(
          stroke(
            [
              [15 + i * top * 0.36, y],
              [15 + i * low * 0.36, 29],
            ],
            0.9,
          ),
          -1,
        )
    for (const at of [y + 4, 24])
      canvas.fill(
        { ...body, inside: (x, py) => body.inside(x, py) && py > at && py < at + 2 },
        'iron',
        light.upright(15 - top, 15 + top, [0.8, 3.8]),
      )
    canvas.fill(ellipse(15, y, top, 3), material, 4, { rim: true })
    if (full) canvas.fill(ellipse(15, y + 0.3, top - 1.6, 2), 'water', (x) => (x < 13 ? 3.6 : 2))
    else canvas.ink(ellipse(15, y + 0.3, top - 1.6, 1.8))
    if (!up) canvas.line(arc(15, y + 2, top - 1, 8, 20, 160), 'iron', 3, 1.3, { rim: true })
    canvas.fill(rect(15 - top - 0.6, y - 1, 2, 3), 'iron', 3)
  },
}
