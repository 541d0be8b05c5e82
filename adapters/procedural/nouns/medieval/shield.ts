import { bevel } from '../../bevel.js'
import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun, PaintContext } from '../../noun.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { curve, ellipse, intersect, polygon, rect, union } from '../../shapes.js'
import { slant } from '../../slant.js'
import { addPlanks } from '../../textures.js'

const heater = (grow: number): Shape =>
  polygon([
    ...path(`${3.5 - grow},${3 - grow} ${26.5 + grow},${3 - grow}`),
    ...curve([26.5 + grow, 12], [26, 23 + grow], [15, 28 + grow]),
    ...curve([15, 28 + grow], [4, 23 + grow], [3.5 - grow, 12]),
  ])
const round = (grow: number): Shape => ellipse(15, 15, 13 + grow, 13 + grow)
const kite = (grow: number): Shape =>
  polygon([
    ...curve([15, 29 + grow], [3 - grow, 17], [5.5 - grow, 7]),
    ...curve([5.5 - grow, 7], [7, 1 - grow], [15, 1 - grow]),
    ...curve([15, 1 - grow], [23, 1 - grow], [24.5 + grow, 7]),
    ...curve([24.5 + grow, 7], [27 + grow, 17], [15, 29 + grow]),
  ])

export const shield: Noun = {
  names: ['shield', 'buckler', 'round shield', 'kite shield', 'tower shield'],
  frame: { width: 30, height: 30 },
  paint: (canvas, context) => {
    const { random, has, accent, light } = context
    const shape = has('round', 'buckler')
      ? round
      : has('kite')
        ? kite
        : random.pick([heater, heater, round, kite])
    const wooden = has('wooden', 'wood')
    const field: Material = wooden
      ? 'wood'
      : (accent ?? random.pick(['red', 'blue', 'teal', 'steel', 'purple'] as const))
    const trim: Material = random.pick(['steel', 'brass', 'gold', 'iron'] as const)
    const second = random.pick(['bone', 'gold', 'white', 'straw'] as const)
    const device = random.pick(['cross', 'chevron', 'halves', 'bend', 'star', 'pale', 'quarters'] as const)
    const outer = shape(0)
    const inner = shape(-random.range(1.8, 4.2))
    canvas.fill(outer, trim, slant(light, outer, [1, 3.8]))
    bevel(canvas, light, outer, 1.2)
    canvas.fill(inner, field, slant(light, inner, [1.1, 3.2]), { rim: true })
    if (wooden) addPlanks(canvas, inner, 5, 'upright')
    else paintDevice(canvas, context, inner, device, second)
    if (wooden || random.chance(0.4)) {
      canvas.fill(ellipse(15, 14, 3.6, 3.6), trim, light.ball(15, 14, 3.6, 3.6), { rim: true })
    }
  },
}

function paintDevice(
  canvas: Canvas,
  { light }: PaintContext,
  inner: Shape,
  device: string,
  material: Material,
): void {
  const devices: Readonly<Record<string, Shape>> = {
    cross: union(rect(13, 0, 4, 30), rect(0, 10, 30, 4)),
    chevron: polygon(path('15,9 27,19 27,24 15,14 3,24 3,19')),
    halves: rect(15, 0, 15, 30),
    pale: rect(11, 0, 8, 30),
    quarters: union(rect(0, 0, 15, 14), rect(15, 14, 15, 16)),
    bend: polygon(path('3,2 9,2 27,20 27,28 24,28 3,8')),
    star: polygon(path('15,6 17.2,11.8 23,12 18.4,15.6 20,21.4 15,18 10,21.4 11.6,15.6 7,12 12.8,11.8')),
  }
  canvas.fill(intersect(inner, devices[device]!), material, slant(light, inner, [1.4, 3.4]))
}
