import type { Canvas } from '../canvas.js'
import { path } from '../path.js'
import type { Point } from '../shapes.js'
import { curve, ellipse, polygon, rect, stroke, union } from '../shapes.js'
import { slant } from '../slant.js'
import type { Motion } from '../motion.js'
import { swing, wave } from '../motion.js'
import type { Archetype, Brush } from './archetype.js'

const beastMoves: ReadonlySet<Motion> = new Set(['idle', 'walk', 'run'])

export const quadruped: Archetype = {
  name: 'quadruped',
  words: [
    'beast',
    'wolf',
    'dog',
    'cat',
    'rat',
    'mouse',
    'horse',
    'cow',
    'pig',
    'bear',
    'lion',
    'fox',
    'goat',
    'sheep',
    'deer',
    'boar',
    'camel',
    'donkey',
    'mule',
    'rabbit',
    'lizard',
    'turtle',
    'tiger',
    'elephant',
    'monster',
    'animal',
    'creature',
    'hound',
    'ox',
    'yak',
    'dragon',
    'wyvern',
    'toad',
    'frog',
    'badger',
    'armadillo',
  ],
  endings: ['saur', 'hound', 'beast'],
  materials: ['leather', 'grey', 'brown', 'sand', 'moss', 'ash', 'charcoal'],
  moves: beastMoves,
  paint: (brush) => {
    const { canvas, light, word, variant, main, accent, moment } = brush
    const t = moment?.phase ?? 0
    const pace = moment === null || moment.motion === 'idle' ? 0 : moment.motion === 'run' ? 3.4 : 2.2
    const long = word.range(7, 11)
    const thick = word.range(3.6, 6.6)
    const legs = word.range(4, 11)
    const headSize = word.range(2.8, 5)
    const neck = word.range(0, 8)
    const ears = word.pick(['pointed', 'round', 'horns', 'antlers', 'long'] as const)
    const tail = word.pick(['thin', 'bushy', 'stub', 'curl', 'spiked'] as const)
    const any = word.pick(['plain', 'plain', 'spikes', 'hump', 'stripes', 'shell'] as const)
    const back = /dragon|wyvern|griffin|drake/.test(brush.head)
      ? 'wings'
      : /turtle|tortoise/.test(brush.head)
        ? 'shell'
        : brush.head === 'camel'
          ? 'hump'
          : any
    const cy = 29 - legs - thick * 0.6
    const head: Point = [
      15 + long + headSize * 0.4,
      cy - thick * 0.4 - neck + variant.range(-1, 1.5) + nod(moment),
    ]
    const stride = variant.range(-1.6, 1.6)
    for (const [x, tone] of [
      [-0.6, 0.6],
      [0.75, 0.6],
      [-0.85, 2],
      [0.5, 2],
    ] as const) {
      const leg = t + (x < 0 ? 0.06 : 0) + (tone > 1 === x > 0 ? 0.5 : 0)
      const step = pace === 0 ? 0 : pace * Math.cos(2 * Math.PI * leg)
      const lift = pace === 0 ? 0 : Math.max(0, swing(leg)) * pace
      const foot = 15 + x * long + (tone > 1 ? stride : -stride) * (pace === 0 ? 1 : 0) + step
      canvas.fill(
        stroke(
          [
            [15 + x * long, cy + 1],
            [foot, 28 - lift],
          ],
          [4, 2.8],
        ),
        main,
        tone,
        { rim: tone > 1 },
      )
    }
    paintTail(brush, [15 - long, cy - 1], tail)
    if (back === 'hump')
      canvas.fill(ellipse(14, cy - thick, long * 0.4, 4), main, light.ball(14, cy - thick, 5, 5, [1, 3.6]))
    if (back === 'spikes')
      for (let i = 0; i < 5; i++)
        canvas.fill(
          polygon(path('-2,1 2,1 0,-5', 15 - long * 0.7 + i * long * 0.35, cy - thick + 1)),
          accent,
          3,
          { rim: true },
        )
    canvas.fill(
      stroke([[15 + long * 0.7, cy], head], [thick * 1.3, headSize * 1.3]),
      main,
      light.ball(15 + long * 0.7, cy - 2, 6, 8, [0.8, 3.4]),
    )
    const body = ellipse(15, cy, long, thick)
    canvas.fill(body, main, light.ball(15, cy, long, thick, [0.6, 3.7]))
    paintHide(brush, back, { long, thick, cy })
    paintBeastHead(brush, head, headSize, ears)
  },
}

/** How far a head sinks: with each breath, or twice in a round of steps. */
function nod(moment: Brush['moment']): number {
  if (moment === null) return 0
  return moment.motion === 'idle' ? 1.3 * wave(moment.phase + 0.1) : 1.1 * swing(2 * moment.phase)
}

function paintHide(
  { canvas, light, accent }: Brush,
  back: string,
  { long, thick, cy }: { long: number; thick: number; cy: number },
): void {
  if (back === 'wings') {
    const wing = polygon([
      ...path('-1,1 -5,-12', 14, cy - thick),
      ...curve([8, cy - thick - 12], [1, cy - thick - 13], [-3, cy - thick - 6], 6),
      ...path('-12,-5 -10,-1 -7,-2 -5,2', 14, cy - thick),
    ])
    canvas.fill(wing, accent, slant(light, wing, [1, 3.4]), { rim: true })
    for (const x of [9, 3])
      canvas.line(
        [
          [13, cy - thick],
          [x, cy - thick - 8],
        ],
        accent,
        1,
        1,
        { clip: 'over' },
      )
  }
  if (back === 'shell')
    canvas.fill(
      ellipse(14, cy - 1, long * 0.8, thick * 1.1),
      accent,
      light.ball(14, cy - 1, long, thick, [0.6, 3.6]),
      { rim: true },
    )
  if (back === 'stripes')
    for (let i = 0; i < 4; i++)
      canvas.shade(
        stroke(
          [
            [15 - long * 0.6 + i * long * 0.4, cy - thick],
            [14 - long * 0.6 + i * long * 0.4, cy],
          ],
          1.4,
        ),
        -1,
      )
}

function paintTail({ canvas, main, accent, variant, moment }: Brush, [x, y]: Point, kind: string): void {
  const up = variant.range(-5, 1) + (moment === null ? 0 : 1.8 * swing(moment.phase - 0.1))
  if (kind === 'stub') canvas.fill(ellipse(x, y, 2, 2), accent, 3)
  else if (kind === 'curl') canvas.line(curve([x, y], [x - 9, y - 8], [x - 2, y - 8]), main, 2, 1.8)
  else if (kind === 'bushy')
    canvas.fill(stroke(curve([x + 1, y], [x - 5, y + up - 1], [x - 6, y + up - 4]), [2.4, 6]), main, 2.4)
  else {
    canvas.fill(stroke(curve([x + 2, y], [x - 5, y + 3], [x - 7, y + up]), [3.4, 1.4]), main, 1.8)
    if (kind === 'spiked') canvas.fill(polygon(path('-3,0 3,0 0,-5', x - 7, y + up)), accent, 3)
  }
}

function paintBeastHead(
  { canvas, light, main, accent }: Brush,
  [x, y]: Point,
  size: number,
  ears: string,
): void {
  const left = x - size * 0.5
  if (ears === 'horns')
    for (const s of [0, 2])
      canvas.fill(
        stroke(
          curve([left + s, y - size * 0.6], [left - 3 + s, y - size - 3], [left + 2 + s, y - size - 5]),
          [2.4, 0.8],
        ),
        'bone',
        3 - s / 2,
      )
  if (ears === 'antlers')
    canvas.line(
      [
        [left, y - size * 0.6],
        [left - 2, y - size - 4],
        [left - 4, y - size - 6],
        [left - 2, y - size - 4],
        [left + 1, y - size - 7],
      ],
      'bone',
      3,
      1.4,
    )
  if (ears === 'pointed' || ears === 'long') {
    const long = ears === 'long' ? 6 : 3
    for (const s of [0, 2.4])
      canvas.fill(
        polygon(path(`-1.4,0 1.6,0 ${-1 - long * 0.2},${-long - 1}`, left + s, y - size * 0.55)),
        main,
        s > 0 ? 3 : 1,
      )
  }
  canvas.fill(
    union(ellipse(x, y, size, size * 0.9), ellipse(x + size * 0.7, y + size * 0.25, size * 0.8, size * 0.55)),
    main,
    light.ball(x, y, size * 1.5, size * 1.1, [0.9, 3.8]),
    { rim: true },
  )
  if (ears === 'round') canvas.fill(ellipse(left, y - size * 0.6, 1.8, 1.8), main, 1, { rim: true })
  canvas.ink(rect(x + size * 0.2, y - size * 0.4, 1.2, 1.4))
  canvas.inkDot(Math.round(x + size * 1.2), Math.round(y + size * 0.1))
  canvas.line(
    [
      [x + size * 0.5, y + size * 0.55],
      [x + size * 1.2, y + size * 0.5],
    ],
    accent,
    0,
    0.8,
  )
}

/** Legs that step in turn, or hang in flight. */
function paintBirdLegs({ variant, moment }: Brush, canvas: Canvas, [hip, step]: Point): void {
  const t = moment?.phase ?? 0
  for (const x of [13, 17]) {
    const lag = x < 15 ? 0 : 0.5
    const lift = step === 0 ? 0 : Math.max(0, step * 0.8 * swing(t + lag + 0.25))
    const foot = moment?.motion === 'hover' ? 27 : 28 - lift
    canvas.line(
      [
        [x, hip],
        [x + variant.range(-1, 1) + step * swing(t + lag), foot],
      ],
      'orange',
      2,
      1.3,
    )
    const toes = 28.4 - lift
    canvas.line(
      [
        [x - 1 + step * swing(t + lag), toes],
        [x + 3 + step * swing(t + lag), toes],
      ],
      'orange',
      3,
      1,
    )
  }
}

const birdMoves: ReadonlySet<Motion> = new Set(['idle', 'walk', 'run', 'hover'])

/** A wing that beats goes from up to below the body. */
const spread = (beat: number, flies: boolean): number => (flies ? 0.25 + 0.75 * beat : 1)

export const bird: Archetype = {
  name: 'bird',
  words: [
    'bird',
    'crow',
    'raven',
    'owl',
    'duck',
    'chicken',
    'hen',
    'rooster',
    'eagle',
    'hawk',
    'vulture',
    'parrot',
    'penguin',
    'goose',
    'swan',
    'ostrich',
    'pigeon',
    'gull',
    'seagull',
    'griffin',
    'phoenix',
    'turkey',
  ],
  materials: ['charcoal', 'brown', 'white', 'blue', 'red', 'teal', 'ash'],
  moves: birdMoves,
  paint: (brush) => {
    const { light, word, main, accent, moment } = brush
    const flies = moment?.motion === 'hover'
    const beat = flies ? swing(moment.phase + 0.06) : 0
    const canvas = flies ? brush.canvas.moved(0, -1.4 + 1.4 * beat) : brush.canvas
    const step = moment === null || flies || moment.motion === 'idle' ? 0 : moment.motion === 'run' ? 3 : 2
    const [rx, ry] = [word.range(5, 9), word.range(5, 8)]
    const neck = word.range(0, 8)
    const legs = word.range(2, 8)
    const cy = 29 - legs - ry + 1
    const head: Point = [
      15 + rx * 0.7 + (step === 0 ? 0 : 0.9 * swing(2 * moment!.phase)),
      cy - ry * 0.6 - neck - 2 + nod(moment),
    ]
    const raised = word.chance(0.4)
    paintBirdLegs(brush, canvas, [cy + ry - 2, step])
    const tail = polygon(
      path(
        `${15 - rx * 0.5},${cy - 1} ${15 - rx - word.range(4, 8)},${cy - word.range(-3, 6)} ${15 - rx - 5},${cy + 3} ${15 - rx * 0.4},${cy + 3}`,
      ),
    )
    canvas.fill(tail, main, 1.4)
    canvas.fill(stroke([[15 + rx * 0.4, cy], head], [6, 5]), main, 2)
    canvas.fill(ellipse(15, cy, rx, ry), main, light.ball(15, cy, rx, ry, [0.7, 3.7]))
    canvas.fill(
      polygon(
        path(
          `${head[0] + 2},${head[1] - 1.4} ${head[0] + word.range(6, 10)},${head[1] + word.range(0, 2)} ${head[0] + 2},${head[1] + 1.8}`,
        ),
      ),
      'orange',
      3,
    )
    canvas.fill(ellipse(head[0], head[1], 3.8, 3.6), main, light.ball(head[0], head[1], 4, 4, [1, 4]), {
      rim: true,
    })
    if (word.chance(0.4)) canvas.fill(polygon(path('-2,-2 0,-7 1,-4 4,-6 3,-2', head[0], head[1])), accent, 3)
    const wing =
      raised || flies
        ? polygon([
            ...curve([12, cy + 1], [3, cy - 9 * spread(beat, flies)], [2, cy - 13 * spread(beat, flies)]),
            ...curve([2, cy - 13 * spread(beat, flies)], [15, cy - 10 * spread(beat, flies)], [17, cy]),
          ])
        : ellipse(14, cy, rx * 0.72, ry * 0.6)
    canvas.fill(wing, accent, slant(light, wing, [0.9, 3.4]), { rim: true })
    canvas.ink(rect(head[0] + 0.8, head[1] - 1, 1.3, 1.4))
  },
}
