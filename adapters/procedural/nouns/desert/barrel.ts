import type { Noun } from '../../noun.js'
import { curve, ellipse, polygon, rect, roundRect, stroke, union } from '../../shapes.js'

export const barrel: Noun = {
  names: ['barrel', 'cask', 'keg', 'rain barrel'],
  frame: { width: 26, height: 30 },
  paint: (canvas, { light, random, has }) => {
    const top = random.pick(['water', 'water', 'lid', 'lid'] as const)
    const bulge = random.range(1.5, 4)
    const height = random.pick([24, 26, 28])
    const half = random.pick([8.5, 9.5, 10.5])
    const hoops = random.pick([2, 3])
    const staves = random.pick([3, 4, 5])
    const tap = random.chance(0.35)
    const ladle = random.chance(0.4)
    const broken = has('broken', 'smashed', 'cracked', 'destroyed')
    const open = (has('water', 'open', 'rain') && !has('closed', 'sealed')) || broken || top === 'water'
    const [cx, y0, y1] = [13, 30 - height, 29]
    const lip = 3
    const edge = (sign: -1 | 1) =>
      curve(
        [cx + sign * half, y0 + lip],
        [cx + sign * (half + bulge * 2), (y0 + y1) / 2],
        [cx + sign * half, y1 - 2],
      )
    const body = union(polygon([...edge(-1), ...edge(1).reverse()]), ellipse(cx, y1 - 2, half, 2.4))
    const round = light.upright(cx - half - bulge, cx + half + bulge, [0.7, 3.4])
    canvas.fill(body, 'wood', round)
    for (let i = 1; i < staves * 2; i++) {
      const t = i / staves - 1
      const bend = t * (half + bulge * 2)
      const seam = curve([cx + t * half, y0 + lip], [cx + bend, (y0 + y1) / 2], [cx + t * half, y1])
      canvas.shade(stroke(seam, 0.9), -1, 'wood')
    }
    const at = hoops === 2 ? [0.2, 0.78] : [0.14, 0.5, 0.86]
    for (const t of at) {
      const y = y0 + lip + (y1 - y0 - lip) * t
      const swell = half + bulge * 4 * t * (1 - t)
      const band = polygon([
        ...curve([cx - swell - 1, y], [cx, y + 3], [cx + swell + 1, y]),
        ...curve([cx + swell + 1, y + 2.4], [cx, y + 5.4], [cx - swell - 1, y + 2.4]),
      ])
      canvas.fill(
        { ...band, inside: (x, py) => band.inside(x, py) && body.inside(x, py) },
        'iron',
        (x, py) => round(x, py) * 0.9 + 0.4,
        { rim: false },
      )
    }
    const rim = ellipse(cx, y0 + lip, half, lip)
    canvas.fill(rim, 'wood', 4, { rim: true })
    const hole = ellipse(cx, y0 + lip, half - 1.6, lip - 1.2)
    if (open && !broken) {
      canvas.fill(hole, 'water', 2, { rim: true })
      canvas.fill(ellipse(cx - 2, y0 + lip - 0.4, half * 0.4, 0.8), 'water', 4)
      if (ladle)
        canvas.line(
          [
            [cx + 3, y0 + lip],
            [cx + 7, y0 - 3],
          ],
          'paleWood',
          3,
          1,
        )
    } else if (broken) canvas.ink(hole)
    else {
      canvas.fill(hole, 'wood', 3, { rim: true })
      canvas.line(
        [
          [cx - 2, y0 + lip - 2],
          [cx - 2, y0 + lip + 2],
        ],
        'wood',
        1,
        1,
        { clip: 'over' },
      )
      canvas.line(
        [
          [cx + 3, y0 + lip - 2],
          [cx + 3, y0 + lip + 2],
        ],
        'wood',
        1,
        1,
        { clip: 'over' },
      )
    }
    if (tap) {
      canvas.fill(rect(cx - 1, y1 - 8, 3, 2), 'brass', 3, { rim: true })
      canvas.fill(roundRect(cx - 0.5, y1 - 7, 2, 4, 0.5), 'brass', 2, { rim: true })
    }
    if (broken) {
      canvas.erase(
        polygon([
          [cx - half - 5, y0 - 2],
          [cx + 2, y0 - 2],
          [cx - 1, y0 + 6],
          [cx - 4, y0 + 4],
          [cx - 6, y0 + 11],
          [cx - 8, y0 + 8],
          [cx - half - 5, y0 + 13],
        ]),
      )
      canvas.ink(
        polygon([
          [cx + 2, y0 + 12],
          [cx + 6, y0 + 11],
          [cx + 5, y0 + 20],
          [cx + 3, y0 + 17],
        ]),
      )
    }
  },
}
