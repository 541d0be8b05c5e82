import { bevel } from '../bevel.js'
import { path } from '../path.js'
import type { Shape } from '../shapes.js'
import { arc, curve, ellipse, intersect, minus, polygon, rect, roundRect, stroke, union } from '../shapes.js'
import { slant } from '../slant.js'
import type { Archetype } from './archetype.js'

const garments: Readonly<Record<string, (k: number) => Shape>> = {
  boot: (k) => union(rect(8, 4 + k, 9, 20), roundRect(8, 19, 17 + k, 9, 4), rect(7, 26, 18 + k, 3)),
  hat: (k) => union(ellipse(15, 24, 14, 3.4), roundRect(8 - k * 0.4, 8 - k, 14 + k * 0.8, 16, 5)),
  shirt: (k) =>
    polygon(
      path(
        `10,3 13,5 17,5 20,3 ${28 + k},10 24,15 22,13 ${22 + k * 0.5},28 ${8 - k * 0.5},28 8,13 6,15 ${2 - k},10`,
      ),
    ),
  cloak: (k) =>
    polygon([
      ...path('11,3 19,3'),
      ...curve([19, 3], [24, 14], [26 + k, 28]),
      ...curve([26 + k, 28], [15, 25 - k], [4 - k, 28]),
      ...curve([4 - k, 28], [6, 14], [11, 3]),
    ]),
  glove: (k) =>
    union(
      roundRect(8, 12, 13, 16, 3),
      ...[0, 1, 2, 3].map((i) =>
        stroke(path(`${9.6 + i * 3.3},14 ${9 + i * 3.6},${5 + Math.abs(i - 1.5) - k * 0.5}`), 3),
      ),
      stroke(path(`20,19 ${25 + k * 0.5},13`), 3.6),
    ),
  mask: (k) =>
    minus(
      union(
        ellipse(15, 13, 11, 11),
        polygon(path(`5,15 25,15 15,${28 + k}`)),
        polygon(path(`5,9 ${2 - k},0 11,3`)),
        polygon(path(`25,9 ${28 + k},0 19,3`)),
      ),
      ellipse(10.5, 12, 2.4, 1.8),
      ellipse(19.5, 12, 2.4, 1.8),
    ),
  trousers: (k) => polygon(path(`7,3 23,3 ${25 + k * 0.4},28 17,28 15,12 13,28 ${5 - k * 0.4},28`)),
  belt: (k) => minus(ellipse(15, 15, 14, 8 + k * 0.5), ellipse(15, 13, 11.4, 5 + k * 0.4)),
  bag: (k) =>
    union(roundRect(4, 11, 22, 17, 6), minus(ellipse(15, 11, 8, 8 + k), ellipse(15, 11, 5.4, 5.6 + k))),
}

const garmentWords: Readonly<Record<string, readonly string[]>> = {
  boot: ['boot', 'shoe', 'sandal', 'slipper'],
  hat: ['hat', 'cap', 'helmet', 'helm', 'bonnet', 'fez'],
  shirt: [
    'shirt',
    'tunic',
    'vest',
    'jacket',
    'coat',
    'armour',
    'armor',
    'breastplate',
    'cuirass',
    'sweater',
    'chainmail',
  ],
  cloak: ['cloak', 'cape', 'robe', 'dress', 'poncho', 'gown', 'skirt'],
  glove: ['glove', 'gauntlet', 'mitten', 'bracer'],
  mask: ['mask', 'visor', 'veil', 'goggle'],
  trousers: ['trouser', 'pants', 'pant', 'legging', 'greave'],
  belt: ['belt', 'collar', 'sash', 'scarf', 'bracelet'],
  bag: ['bag', 'sack', 'pouch', 'backpack', 'purse', 'satchel', 'quiver', 'rucksack', 'suitcase'],
}

/** Asked for by name, a glove is a glove; the rest is drawn from the words. */
export const garment: Archetype & { readonly kindOf: (words: ReadonlySet<string>) => string | null } = {
  name: 'garment',
  words: Object.values(garmentWords).flat(),
  endings: ['wear'],
  materials: ['leather', 'red', 'blue', 'cloth', 'purple', 'green', 'steel'],
  kindOf: (words) =>
    Object.keys(garmentWords).find((kind) => garmentWords[kind]!.some((word) => words.has(word))) ?? null,
  paint: (brush) => paintGarment(brush, null),
}

export function paintGarment(
  { canvas, light, word, variant, main, trim, accent }: Parameters<Archetype['paint']>[0],
  asked: string | null,
): void {
  const any = word.pick(Object.keys(garments))
  const kind = asked ?? any
  const cut = garments[kind]!(word.range(-1.5, 2.5) + variant.range(-1.8, 1.8))
  canvas.fill(cut, main, light.ball(15, 15, 15, 15, [0.7, 3.5]), { rim: true })
  bevel(canvas, light, cut, 1.4)
  const [hem, band] = [variant.range(1, 4.4), variant.range(13, 23)]
  canvas.fill(intersect(cut, rect(-5, cut.y1 - hem, 50, hem)), trim, slant(light, cut, [1, 3.4]))
  canvas.fill(
    intersect(cut, rect(-5, band, 50, variant.pick([1, 2, 3]))),
    accent,
    slant(light, cut, [1, 3.2]),
  )
  if (kind === 'bag' || kind === 'belt') canvas.fill(roundRect(12, 15, 6, 6, 1), trim, 3, { rim: true })
  if (kind === 'shirt' || kind === 'cloak') canvas.line(path('15,6 15,24'), trim, 1, 1, { clip: 'over' })
}

export const panel: Archetype = {
  name: 'panel',
  words: [
    'sign',
    'poster',
    'map',
    'painting',
    'portrait',
    'mirror',
    'window',
    'card',
    'letter',
    'paper',
    'page',
    'tapestry',
    'note',
    'picture',
    'curtain',
    'screen',
    'board',
    'plaque',
    'icon',
    'calendar',
    'envelope',
    'ticket',
    'kite',
    'fence',
    'grate',
    'cage',
    'net',
    'web',
    'rug',
    'mat',
  ],
  materials: ['wood', 'cloth', 'bone', 'paleWood', 'brass'],
  paint: ({ canvas, light, word, variant, main, trim, accent }) => {
    const [wide, high] = [word.range(12, 28), word.range(12, 26)]
    const crest = word.pick(['flat', 'arch', 'points', 'torn', 'scallop'] as const)
    const hold = word.pick(['none', 'post', 'ropes', 'easel', 'none'] as const)
    const [left, top] = [15 - wide / 2, hold === 'post' ? 2 : 29 - high]
    if (hold === 'post') canvas.fill(rect(13.5, 8, 3, 21 + high * 0.2), trim, light.upright(13, 17, [0.8, 3]))
    if (hold === 'easel')
      for (const x of [-1, 1])
        canvas.line(
          [
            [15 + x * 3, top - 3],
            [15 + x * (wide / 2), 31],
          ],
          trim,
          2,
          2,
        )
    if (hold === 'ropes')
      canvas.line(
        [
          [left + 2, top + 1],
          [15, top - 6],
          [left + wide - 2, top + 1],
        ],
        'rope',
        2,
        1.2,
      )
    const sheet = panelShape(crest, left, top, wide, high)
    canvas.fill(sheet, main, slant(light, sheet, [1.4, 3.4]), { rim: true })
    bevel(canvas, light, sheet, 1.3)
    const inner = rect(left + 3, top + 4, wide - 6, high - 7)
    canvas.fill(intersect(inner, sheet), accent, slant(light, inner, [1.2, 3]), { rim: true })
    const motif = variant.pick(['lines', 'sun', 'hills', 'cross'] as const)
    const [cx, cy] = [15, top + high / 2]
    if (motif === 'lines')
      for (let y = top + 6; y < top + high - 4; y += 2.4)
        canvas.line(
          [
            [left + 4, y],
            [left + wide - 5 - variant.range(0, 4), y],
          ],
          trim,
          1,
          1,
          { clip: 'over' },
        )
    if (motif === 'sun') canvas.fill(ellipse(cx, cy, 3.4, 3.4), 'yellow', 3.6, { clip: 'over' })
    if (motif === 'hills')
      canvas.fill(
        intersect(inner, union(ellipse(cx - 4, top + high - 3, 7, 6), ellipse(cx + 5, top + high - 3, 6, 4))),
        'leaf',
        2,
        { clip: 'over' },
      )
    if (motif === 'cross')
      canvas.fill(union(rect(cx - 1, cy - 4, 2, 8), rect(cx - 4, cy - 1, 8, 2)), trim, 3, { clip: 'over' })
  },
}

function panelShape(crest: string, left: number, top: number, wide: number, high: number): Shape {
  const sheet = rect(left, top, wide, high)
  const count = 4
  const part = wide / count
  const row = Array.from({ length: count }, (_, i) => left + (i + 0.5) * part)
  if (crest === 'arch') return union(sheet, ellipse(15, top + 1, wide / 2, 6))
  if (crest === 'points')
    return union(
      sheet,
      ...row.map((x) =>
        polygon(path(`${x - part / 2},${top + 1} ${x},${top - 4} ${x + part / 2},${top + 1}`)),
      ),
    )
  if (crest === 'torn')
    return minus(
      sheet,
      ...row.map((x, i) =>
        polygon(
          path(
            `${x - part / 2},${top + high + 1} ${x},${top + high - 3 - (i % 2) * 2} ${x + part / 2},${top + high + 1}`,
          ),
        ),
      ),
    )
  if (crest === 'scallop')
    return union(rect(left, top, wide, high - 3), ...row.map((x) => ellipse(x, top + high - 3, part / 2, 3)))
  return sheet
}

export const food: Archetype = {
  name: 'food',
  words: [
    'pie',
    'cake',
    'cheese',
    'meat',
    'soup',
    'stew',
    'egg',
    'sandwich',
    'steak',
    'ham',
    'sausage',
    'cookie',
    'pancake',
    'pudding',
    'dinner',
    'meal',
    'sushi',
    'rice',
    'noodle',
    'pizza',
    'burger',
    'chocolate',
    'candy',
    'jam',
    'feast',
    'drumstick',
    'dumpling',
  ],
  endings: ['cake', 'pie'],
  materials: ['orange', 'straw', 'clay', 'brown', 'pink'],
  paint: ({ canvas, light, word, variant, main, trim, accent, head }) => {
    const wide = word.range(8, 13.5)
    const high = word.range(4, 12)
    const any = word.pick(['mound', 'wedge', 'round', 'leg', 'stack'] as const)
    const form = /cheese|pie|pizza/.test(head)
      ? 'wedge'
      : /ham|drumstick|meat|steak/.test(head)
        ? 'leg'
        : /pancake|sandwich|burger|cake/.test(head)
          ? 'stack'
          : any
    const dish = word.chance(0.55)
    const floor = dish ? 26 : 29
    if (dish) canvas.fill(ellipse(15, 27, 14, 2.4), 'white', light.ball(15, 26, 15, 4, [1, 4]))
    const shapes: Readonly<Record<typeof form, Shape>> = {
      mound: intersect(ellipse(15, floor, wide, high + 4), rect(0, -9, 30, floor + 9)),
      wedge: polygon(
        path(
          `${15 - wide},${floor} ${15 - wide},${floor - high * 0.6} ${15 + wide},${floor - high - 3} ${15 + wide},${floor}`,
        ),
      ),
      round: ellipse(15, floor - wide * 0.8, wide, wide * 0.82),
      leg: union(
        ellipse(11, floor - 8, 8.4, 7),
        stroke(path(`15,${floor - 10} 25,${floor - 18}`), 3),
        ellipse(26, floor - 19, 2.6, 2.6),
      ),
      stack: union(
        ...[0, 1, 2].map((i) =>
          roundRect(15 - wide + i * 1.6, floor - 5 - i * 5, wide * 2 - i * 3.2, 5.4, 2.4),
        ),
      ),
    }
    const shape = shapes[form]
    canvas.fill(
      shape,
      main,
      light.ball(15, (shape.y0 + shape.y1) / 2, wide + 1, (shape.y1 - shape.y0) / 2 + 1, [0.8, 3.7]),
      { rim: true },
    )
    bevel(canvas, light, shape, 1.2)
    for (let i = 0; i < 5; i++)
      canvas.fill(
        ellipse(15 + variant.range(-0.7, 0.7) * wide, variant.range(shape.y0 + 2, floor - 2), 1.3, 1),
        i % 2 === 0 ? accent : trim,
        3,
        { clip: 'over' },
      )
    if (word.chance(0.4)) canvas.line(arc(15, shape.y0 - 2, 2, 2.6, 90, 290), 'white', 3, 1)
  },
}
