import type { Canvas } from '../../canvas.js'
import type { Noun, PaintContext } from '../../noun.js'
import { arc, curve, ellipse, intersect, polygon, rect, roundRect, stroke, union } from '../../shapes.js'

export const oilLamp: Noun = {
  names: ['oil lamp', 'lamp', 'kerosene lamp', 'hurricane lamp', 'storm lamp', 'genie lamp'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (canvas, context) => {
    const { random, has } = context
    const lit = !has('unlit', 'dark', 'off', 'extinguished') && (has('lit', 'burning') || random.chance(0.75))
    const kind = has('genie') ? 'spout' : random.pick(['storm', 'table', 'spout', 'storm'] as const)
    if (kind === 'spout') paintSpout(canvas, context, lit)
    else paintGlassLamp(canvas, context, kind, lit)
  },
}

/** A tank below, a bulging glass with the flame, a chimney cap above; storm lamps have a wire frame and a bail. */
function paintGlassLamp(
  canvas: Canvas,
  { light, random }: PaintContext,
  kind: 'storm' | 'table',
  lit: boolean,
): void {
  const cx = 15
  const metal = random.pick(['brass', 'iron', 'brass'] as const)
  const glassY = random.pick([15, 16])
  const [rx, ry] = [random.range(4.6, 6.4), random.range(5, 6.4)]
  const tank = union(rect(cx - 7, 24, 14, 4), ellipse(cx, 24, 7, 3))
  if (kind === 'storm') {
    canvas.line(arc(cx, 8, random.pick([7, 8]), 7, 190, 350), metal, 3)
    for (const side of [-1, 1] as const)
      canvas.line(
        [
          [cx + side * 4 - 0.5, 6],
          [cx + side * 8.4 - 0.5, 10],
          [cx + side * 8.4 - 0.5, 21],
          [cx + side * 6 - 0.5, 25],
        ],
        metal,
        side < 0 ? 4 : 2,
        1,
      )
  } else canvas.fill(stroke(arc(cx + 8, 24, 4, 3, -80, 200), 1.3), metal, 3)
  const chimney = kind === 'storm' ? roundRect(cx - 4, 4, 8, 6, 1.5) : rect(cx - 2.5, 1, 5, 12)
  const glass = ellipse(cx, glassY, rx, ry)
  if (kind === 'table') canvas.fill(chimney, 'glass', (x) => (x < cx - 1 ? 4 : 3))
  canvas.fill(glass, 'glass', lit ? 1 : light.ball(cx, glassY, rx, ry, [0.8, 3]), { rim: true })
  if (lit) {
    canvas.fill(ellipse(cx, glassY + 0.6, rx - 1.4, ry - 1.2), 'fire', 1)
    paintFlame(canvas, cx, glassY + 4.6, 8)
  } else canvas.ink(rect(cx - 1, glassY + 2, 2, 3))
  canvas.fill(rect(cx - rx + 1, glassY - 2, 1, 3), 'white', 4)
  if (kind === 'storm') {
    canvas.fill(chimney, metal, light.upright(cx - 4, cx + 4, [1, 4]), { rim: true })
    canvas.fill(rect(cx - 2, 2, 4, 2), metal, 3, { rim: true })
    canvas.inkLine([
      [cx - 3, 7],
      [cx + 2, 7],
    ])
  }
  canvas.fill(rect(cx - 4, 20.5, 8, 2), metal, light.upright(cx - 4, cx + 4, [1, 4]), { rim: true })
  canvas.fill(tank, metal, light.upright(cx - 7, cx + 7, [0.8, 4.2]), { rim: true })
  canvas.fill(rect(cx - 8, 27, 16, 2), metal, light.upright(cx - 8, cx + 8, [0.8, 3.4]), { rim: true })
  if (random.chance()) canvas.fill(rect(cx + 6, 21, 3, 1), metal, 4, { rim: true })
}

/** A low lamp with a spout, as in old tales. */
function paintSpout(canvas: Canvas, { light, random }: PaintContext, lit: boolean): void {
  const metal = random.pick(['brass', 'clay', 'brass'] as const)
  const [rx, ry] = [random.range(7.5, 9.5), random.range(4.4, 6.2)]
  const tipY = random.int(11, 16)
  const foot = random.pick(['stand', 'flat'] as const)
  const knob = random.pick(['knob', 'spike', 'none'] as const)
  const loop = random.range(9, 14)
  canvas.line(curve([14 - rx, 22], [8 - rx * 0.8, loop], [9, 17], 10), metal, 2, 1.7)
  canvas.fill(
    polygon([
      [17, 24],
      [28, tipY],
      [30, tipY + 1],
      [22, 26],
    ]),
    metal,
    light.lying(tipY - 1, 27, [1, 3.8]),
  )
  canvas.fill(ellipse(13, 21, rx, ry), metal, light.ball(13, 21, rx, ry, [0.7, 4.2]), { rim: true })
  const lidY = 21 - ry + 0.5
  canvas.fill(
    intersect(ellipse(13, lidY, 5, 3.4), rect(0, 0, 30, lidY + 1)),
    metal,
    light.ball(13, lidY, 5, 4, [1, 4]),
    { rim: true },
  )
  if (knob !== 'none')
    canvas.fill(rect(12, lidY - (knob === 'spike' ? 7 : 5), 2, knob === 'spike' ? 4 : 2), metal, 4, {
      rim: true,
    })
  if (foot === 'stand')
    canvas.fill(
      polygon([
        [10, 26],
        [16, 26],
        [18, 29],
        [8, 29],
      ]),
      metal,
      light.upright(8, 18, [1, 3.6]),
      { rim: true },
    )
  else canvas.fill(rect(8, 25, 10, 2), metal, light.upright(8, 18, [1, 3.6]), { rim: true })
  if (lit) paintFlame(canvas, 28.5, tipY, random.pick([6, 7, 8]))
}

function paintFlame(canvas: Canvas, x: number, base: number, height: number): void {
  for (const [size, tone] of [
    [1, 2],
    [0.8, 3],
    [0.5, 4],
  ] as const) {
    const [w, h] = [2.3 * size, height * size]
    canvas.fill(
      polygon([
        [x - w, base - h * 0.25],
        [x - w * 0.5, base - h * 0.6],
        [x, base - h],
        [x + w * 0.6, base - h * 0.55],
        [x + w, base - h * 0.25],
        [x, base],
      ]),
      'fire',
      tone,
    )
  }
}
