import { bevel } from '../bevel.js'
import { path } from '../path.js'
import type { Shape } from '../shapes.js'
import { ellipse, intersect, polygon, rect, roundRect, union } from '../shapes.js'
import { slant } from '../slant.js'
import { addBricks, addGrain } from '../textures.js'
import type { Archetype, Brush } from './archetype.js'

export const furniture: Archetype = {
  name: 'furniture',
  words: [
    'shelf',
    'bookshelf',
    'cabinet',
    'wardrobe',
    'desk',
    'stool',
    'throne',
    'couch',
    'sofa',
    'crib',
    'drawer',
    'dresser',
    'altar',
    'stand',
    'rack',
    'anvil',
    'loom',
    'cupboard',
    'armchair',
    'workbench',
    'lectern',
    'pedestal',
    'coffin',
    'sarcophagus',
    'ladder',
    'easel',
    'piano',
    'organ',
    'counter',
    'podium',
  ],
  materials: ['wood', 'darkWood', 'brown', 'paleWood', 'stone'],
  paint: (brush) => {
    const { canvas, light, word, variant, main, trim, accent } = brush
    const wide = word.range(14, 28)
    const [top, seat] = [word.range(1, 12), word.range(13, 20)]
    const any = word.pick(['cupboard', 'table', 'seat', 'rack', 'cupboard'] as const)
    const kind = furnitureKind(brush.head) ?? any
    const left = 15 - wide / 2
    const crest = word.pick(['flat', 'arch', 'gable'] as const)
    const legs = kind === 'cupboard' ? 2 : 29 - seat - 3
    for (const x of [left + 0.5, left + wide - 3.5])
      canvas.fill(rect(x, 29 - legs - 2, 3, legs + 2), main, light.upright(x, x + 3, [0.6, 2.6]))
    const slab = kind === 'cupboard' ? rect(left, top, wide, 27 - top) : rect(left - 1, seat, wide + 2, 4)
    if (kind === 'seat' || kind === 'rack') {
      const back =
        kind === 'seat'
          ? rect(left + 1, top, wide - 2, seat - top + 2)
          : union(
              rect(left, top, 2.4, 20),
              rect(left + wide - 2.4, top, 2.4, 20),
              ...[0, 1, 2].map((i) => rect(left, top + 3 + i * 6, wide, 1.8)),
            )
      canvas.fill(back, main, slant(light, back, [1, 3]))
      if (kind === 'seat')
        canvas.fill(
          roundRect(left + 3, top + 2.5, wide - 6, seat - top - 2, 2),
          accent,
          slant(light, back, [1, 3.2]),
          { rim: true },
        )
    }
    if (crest !== 'flat' && kind !== 'table')
      canvas.fill(
        crest === 'arch'
          ? intersect(ellipse(15, top + 1, wide / 2 - 1, 5), rect(0, -9, 30, top + 10))
          : polygon(path(`${left},${top + 1} 15,${top - 6} ${left + wide},${top + 1}`)),
        main,
        2.6,
      )
    canvas.fill(slab, main, slant(light, slab, [1.2, 3.2]), { rim: true })
    addGrain(canvas, slab, variant.int(0, 999), 'lying', 0.05)
    bevel(canvas, light, slab, 1.2)
    if (kind === 'cupboard') paintFront(brush, left, top, wide)
    if (kind === 'table') {
      const gear = variant.pick([0, 1, 2])
      canvas.fill(
        roundRect(left + 3 + gear * 3, seat - 5, 5, 5, 1),
        accent,
        light.upright(left + 3, left + 8),
        { rim: true },
      )
      if (word.chance(0.6)) canvas.fill(rect(left + wide - 9, seat - 3, 6, 3), trim, 3, { rim: true })
    }
  },
}

function furnitureKind(head: string): 'cupboard' | 'seat' | 'table' | null {
  if (/shelf|cabinet|wardrobe|cupboard|dresser|drawer|coffin|sarcophagus|piano|organ/.test(head))
    return 'cupboard'
  if (/throne|stool|couch|sofa|chair/.test(head)) return 'seat'
  return /desk|bench|counter|altar/.test(head) ? 'table' : null
}

function paintFront(
  { canvas, variant, word, main, accent, trim, head }: Brush,
  left: number,
  top: number,
  wide: number,
): void {
  const any = word.chance(0.5)
  const open = head.endsWith('shelf') || any
  const rows = word.int(2, 4)
  const step = (24 - top) / rows
  for (let i = 0; i < rows; i++) {
    const box = rect(left + 2, top + 2 + i * step, wide - 4, step - 1.6)
    if (!open) {
      canvas.fill(box, main, 2.2, { rim: true })
      canvas.fill(rect(14, top + 1.4 + i * step + step / 2 - 1, 2, 1.4), trim, 4)
      continue
    }
    canvas.ink(box)
    for (let x = left + 3; x < left + wide - 4; x += 2.4)
      if (variant.chance(0.75))
        canvas.fill(
          rect(x, box.y0 + variant.range(0.6, 1.8), 1.8, step),
          variant.pick([accent, trim, 'bone', 'blue']),
          2.6,
          { clip: 'over' },
        )
    canvas.fill(rect(left + 1, box.y1 - 0.2, wide - 2, 1.6), main, 3)
  }
}

export const building: Archetype = {
  name: 'building',
  words: [
    'hut',
    'castle',
    'barn',
    'mill',
    'windmill',
    'temple',
    'church',
    'shrine',
    'shop',
    'inn',
    'tavern',
    'gate',
    'arch',
    'bridge',
    'tomb',
    'lighthouse',
    'ruin',
    'shed',
    'cabin',
    'mosque',
    'pagoda',
    'stable',
    'forge',
    'monument',
    'chapel',
    'monastery',
    'fort',
    'kiosk',
    'station',
    'silo',
    'dome',
    'kennel',
    'igloo',
    'observatory',
    'mausoleum',
    'crypt',
  ],
  materials: ['stone', 'wood', 'brick', 'sandstone', 'cloth', 'bone'],
  paint: ({ canvas, light, word, variant, main, trim, accent }) => {
    const wide = word.range(10, 24)
    const high = word.range(9, 17)
    const roof = word.pick(['gable', 'cone', 'dome', 'crenel', 'onion', 'tiered', 'flat'] as const)
    const wing = word.pick(['none', 'none', 'left', 'both'] as const)
    const left = 15 - wide / 2
    const top = 29 - high
    const over = word.range(1, 3)
    if (wing !== 'none')
      for (const side of wing === 'both' ? [-1, 1] : [-1]) {
        const x = 15 + side * (wide / 2 + 2.5) - 3.5
        canvas.fill(rect(x, 29 - high * 0.6, 7, high * 0.6), main, light.upright(x - 2, x + 9, [0.8, 3]))
        canvas.fill(
          polygon(
            path(`${x - 1},${29 - high * 0.6} ${x + 3.5},${23 - high * 0.6} ${x + 8},${29 - high * 0.6}`),
          ),
          accent,
          side < 0 ? 3 : 1.6,
          { rim: true },
        )
      }
    const wall = rect(left, top, wide, high)
    canvas.fill(wall, main, light.upright(left - 3, left + wide + 3, [0.9, 3.1]), { rim: true })
    addBricks(canvas, wall, { width: 5, height: 3 }, variant.int(0, 999))
    const cover = roofs[roof]!(left - over, top, wide + over * 2)
    canvas.fill(cover, accent, slant(light, cover, [1, 3.4]), { rim: true })
    for (let y = cover.y0 + 3; y < top; y += 3) canvas.shade(intersect(cover, rect(0, y, 40, 1)), -1)
    const doorX = 15 + variant.pick([-0.2, 0, 0.2]) * wide - 2.5
    canvas.fill(union(rect(doorX, 23, 5, 6), ellipse(doorX + 2.5, 23, 2.5, 2.5)), 'darkWood', 1.4, {
      rim: true,
    })
    for (let i = 0; i < variant.int(1, 2); i++)
      canvas.fill(rect(left + 2 + i * (wide - 7), top + 3, 3, 3), 'fire', 3.4, { rim: true })
    if (word.chance(0.4)) {
      canvas.line(
        [
          [15, cover.y0 + 1],
          [15, cover.y0 - 5],
        ],
        trim,
        2,
        1.2,
      )
      canvas.fill(polygon(path('0,0 6,2 0,4', 15, cover.y0 - 5)), 'red', 3)
    }
  },
}

const roofs: Readonly<Record<string, (x: number, y: number, w: number) => Shape>> = {
  gable: (x, y, w) =>
    polygon(path(`${x},${y + 1} ${x + w * 0.2},${y - 7} ${x + w * 0.8},${y - 7} ${x + w},${y + 1}`)),
  cone: (x, y, w) => polygon(path(`${x},${y + 1} ${x + w / 2},${y - 13} ${x + w},${y + 1}`)),
  dome: (x, y, w) =>
    intersect(ellipse(x + w / 2, y + 1, w / 2, Math.min(11, w * 0.5)), rect(0, -20, 60, y + 21)),
  crenel: (x, y, w) =>
    union(rect(x, y - 1, w, 3), ...[0, 0.4, 0.8].map((t) => rect(x + w * t, y - 4.5, w * 0.2, 4))),
  onion: (x, y, w) =>
    union(
      ellipse(x + w / 2, y - 3, w * 0.46, 5),
      polygon(path(`${x + w * 0.2},${y - 5} ${x + w / 2},${y - 14} ${x + w * 0.8},${y - 5}`)),
    ),
  tiered: (x, y, w) =>
    union(
      polygon(
        path(`${x - 2},${y + 2} ${x + w * 0.3},${y - 4} ${x + w * 0.7},${y - 4} ${x + w + 2},${y + 2}`),
      ),
      polygon(path(`${x + w * 0.1},${y - 4} ${x + w / 2},${y - 12} ${x + w * 0.9},${y - 4}`)),
    ),
  flat: (x, y, w) => rect(x - 1, y - 2, w + 2, 4),
}
