import type { Noun } from '../../noun.js'
import { arc, curve, ellipse, turnPoint } from '../../shapes.js'

export const tumbleweed: Noun = {
  names: ['tumbleweed', 'tumble weed', 'dry bush', 'dead bush', 'thornbush'],
  frame: { width: 30, height: 28 },
  mirrors: true,
  paint: (canvas, { random, light }) => {
    const rx = random.pick([11.5, 12.5, 13])
    const ry = random.pick([10, 11.5, 12.5])
    const [cx, cy] = [15, 27 - ry]
    const lit = light.ball(cx, cy, rx, ry, [0.6, 3.4])
    const roll = random.int(0, 359)
    canvas.fill(ellipse(cx, cy, rx * 0.93, ry * 0.93), 'bark', (x, y) => Math.min(1.4, lit(x, y) * 0.5))
    const twigs = random.pick([26, 30, 34])
    for (let i = 0; i < twigs; i++) {
      const angle = roll + i * 360 * 0.381966
      const out = random.range(0.2, 0.62)
      const size = random.range(0.34, 0.6)
      const centre = turnPoint([cx + rx * out, cy], [cx, cy], angle)
      const start = random.int(0, 359)
      const twig = arc(
        centre[0],
        cy + (centre[1] - cy) * (ry / rx),
        rx * size,
        ry * size,
        start,
        start + random.int(110, 230),
      )
      const bright = i % 3 === 0 ? -1.2 : i % 3 === 1 ? 0 : 0.8
      canvas.line(twig, 'straw', (x, y) => lit(x, y) + bright)
    }
    const spikes = random.int(9, 13)
    for (let i = 0; i < spikes; i++) {
      const angle = roll + (i * 360) / spikes + random.range(-8, 8)
      const from = turnPoint([cx + rx * 0.7, cy], [cx, cy], angle)
      const to = turnPoint([cx + rx * random.range(1.02, 1.16), cy], [cx, cy], angle + random.pick([-14, 14]))
      const flat = ry / rx
      canvas.line(
        curve(
          [from[0], cy + (from[1] - cy) * flat],
          [(from[0] + to[0]) / 2, cy + (to[1] - cy) * flat],
          [to[0], cy + (to[1] - cy) * flat],
          5,
        ),
        'straw',
        (x, y) => lit(x, y) + 0.3,
      )
    }
  },
}
