import { bevel } from '../../bevel.js'
import type { Material } from '../../materials.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import { ellipse, minus, polygon, rect, roundRect, turned, union } from '../../shapes.js'
import { slant } from '../../slant.js'

export const scroll: Noun = {
  names: ['scroll', 'parchment', 'treasure map', 'magic scroll', 'quest scroll', 'decree'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has, accent }) => {
    const tilt = random.range(-16, 14)
    const [half, hang] = [random.range(8.5, 11.5), random.range(0, 3)]
    const rolled =
      has('rolled', 'closed', 'sealed') || (random.chance(0.25) && !has('open', 'map', 'unrolled'))
    const place = (shape: ReturnType<typeof rect>) => turned(shape, [15, 15], rolled ? tilt - 40 : tilt)
    const paper: Material = 'cloth'
    const ribbon = accent ?? random.pick(['red', 'blue', 'purple'] as const)
    const ends = random.pick(['wood', 'gold', 'none'] as const)
    if (rolled) {
      if (ends !== 'none') canvas.fill(place(rect(-2, 13.4, 34, 3.2)), ends, 2.4)
      const roll = place(roundRect(1, 10, 28, 10, 3))
      canvas.fill(roll, paper, slant(light, roll, [1, 3.8]), { rim: true })
      bevel(canvas, light, roll, 1.6)
      canvas.fill(place(rect(12.6, 9.4, 4.8, 11.2)), ribbon, slant(light, roll, [1, 3.4]), { rim: true })
      canvas.fill(place(ellipse(15, 15, 2.6, 2.6)), 'gold', 3, { rim: true })
      return
    }
    const sheet = place(rect(15 - half, 4, half * 2, 22 - hang))
    canvas.fill(sheet, paper, slant(light, sheet, [2.2, 3.8]))
    const lines = random.pick([4, 5])
    for (let i = 0; i < lines && !has('map'); i++)
      canvas.fill(place(rect(8, 8.4 + i * 3.2, random.range(8, 14), 1)), 'brown', 1)
    if (has('map')) {
      for (const [x, y] of path('8,20 10,18 12,16 14,15.4 16,13 18,12.6'))
        canvas.fill(place(rect(x, y, 1.4, 1)), 'brown', 1)
      for (const turn of [45, -45])
        canvas.fill(turned(place(rect(17, 9.6, 6, 1.5)), [20, 10.4], turn), 'red', 2)
    } else canvas.fill(place(ellipse(11 + half * 0.9, 22.4 - hang, 2.2, 2.2)), ribbon, 2.4, { rim: true })
    for (const y of [1.6, 23.6 - hang]) {
      if (ends !== 'none') canvas.fill(place(rect(13 - half, y + 1, half * 2 + 4, 3)), ends, 2)
      const roll = place(roundRect(13.6 - half, y, half * 2 + 2.8, 5, 2.4))
      canvas.fill(roll, paper, slant(light, roll, [1, 3.6]), { rim: true })
      bevel(canvas, light, roll, 1.2)
    }
  },
}

export const book: Noun = {
  names: ['book', 'spellbook', 'tome', 'grimoire', 'journal', 'diary', 'spell book'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, { random, light, has, accent }) => {
    const cover: Material = accent ?? random.pick(['red', 'blue', 'purple', 'leather', 'green'] as const)
    const trim = random.pick(['gold', 'brass', 'steel'] as const)
    const sign = random.pick(['gem', 'cross', 'eye', 'bands'] as const)
    const thick = random.range(2.6, 5.6)
    if (has('open')) {
      for (const side of [-1, 1]) {
        const page = polygon(path(`15,9 ${15 + side * 13},6 ${15 + side * 13},23 15,26`))
        canvas.fill(polygon(path(`15,10 ${15 + side * 14},7 ${15 + side * 14},25 15,28`)), cover, 2)
        canvas.fill(page, 'bone', side === light.side ? 4 : 3, { rim: true })
        for (let i = 0; i < 4; i++)
          canvas.line(
            path(`${15 + side * 3},${11.4 + i * 3} ${15 + side * random.range(8, 11)},${10.2 + i * 3}`),
            'brown',
            2,
            0.8,
          )
      }
      canvas.inkLine(path('15,9 15,25'))
      return
    }
    const pages = polygon(path(`6,${26 - thick} 24,${26 - thick} 26,${28 - thick + 2} 26,28 8,28 6,26`))
    canvas.fill(pages, 'bone', (_x, y) => (Math.floor(y) % 2 === 0 ? 3.6 : 2.2))
    canvas.fill(rect(4, 26.6, 22, 2), cover, 1)
    const front = roundRect(4, 1.4, 21, 26 - thick, 1.6)
    canvas.fill(front, cover, slant(light, front, [1.2, 3.2]), { rim: true })
    bevel(canvas, light, front, 1.2)
    canvas.fill(rect(4, 1.4, 3.4, 26 - thick + 3), cover, 1.2)
    for (const [x, y] of [
      [21.6, 1.4],
      [21.6, 24 - thick],
    ] as const)
      canvas.fill(rect(x, y, 3.4, 3.4), trim, 3.4)
    const [cx, cy] = [16, 14 - thick / 2]
    if (sign === 'gem')
      canvas.fill(polygon(path('0,-5 4,0 0,5 -4,0', cx, cy)), 'teal', light.ball(cx, cy, 5, 5), { rim: true })
    if (sign === 'cross')
      canvas.fill(union(rect(cx - 1, cy - 5, 2, 10), rect(cx - 4, cy - 2, 8, 2)), trim, 3.4)
    if (sign === 'eye') {
      canvas.fill(ellipse(cx, cy, 5.4, 3.2), 'bone', 3.6, { rim: true })
      canvas.ink(ellipse(cx, cy, 1.7, 2.2))
    }
    if (sign === 'bands') for (const y of [6, 19 - thick]) canvas.fill(rect(4, y, 21, 2), trim, 3)
    else
      canvas.fill(
        minus(roundRect(9, 4.4, 14, 20 - thick, 1), roundRect(10, 5.4, 12, 18 - thick, 1)),
        trim,
        2.6,
        { clip: 'over' },
      )
  },
}
