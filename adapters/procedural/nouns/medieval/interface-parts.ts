import { bevel } from '../../bevel.js'
import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import type { Shape } from '../../shapes.js'
import { ellipse, intersect, polygon, rect, roundRect, stroke, union } from '../../shapes.js'
import { slant } from '../../slant.js'

/** Drawn for 12 pixels: 8 units inside of the outline and the margin. */
export const heart: Noun = {
  names: ['heart', 'heart container', 'life heart', 'heart full', 'heart half', 'heart empty'],
  frame: { width: 10, height: 10 },
  paint: (canvas, { random, has, light, accent }) => {
    const lobe = random.pick([2, 2.15])
    const low = random.pick([4.4, 5])
    const glint = random.pick([2, 1])
    const look = random.pick(['ball', 'deep', 'flat', 'sheen'] as const)
    const states = (['full', 'half', 'empty'] as const).filter((word) => has(word))
    const state = states.length === 0 ? 'full' : random.pick(states)
    const shape: Shape = union(
      ellipse(3, 3, lobe, lobe),
      ellipse(7, 3, lobe, lobe),
      polygon(path(`1,3 9,3 9,${low} 5.6,8.7 4.4,8.7 1,${low}`)),
    )
    const red: Material = accent ?? 'red'
    canvas.fill(
      shape,
      'black',
      slant(light, shape, look === 'ball' || look === 'deep' ? [2.6, 1.4] : [1.2, look === 'flat' ? 1.2 : 3]),
    )
    const filled = state === 'full' ? shape : intersect(shape, rect(0, 0, 5, 10))
    if (state !== 'empty') {
      const looks = {
        ball: light.ball(4.4, 4, 5.4, 5.6, [0.7, 3.4]),
        deep: light.ball(4.4, 4, 5, 4.6, [0, 3]),
        flat: (_x: number, y: number) => (y > 5.6 ? 1 : 2.2),
        sheen: slant(light, shape, [0.6, 3.6]),
      }
      canvas.fill(filled, red, looks[look])
      canvas.dot(2, 2, 'white', 4)
      if (glint === 1) canvas.dot(3, 2, 'white', 4)
    } else {
      bevel(canvas, { ...light, x: -light.x, y: -light.y }, shape, 0.8)
    }
  },
}

/** Points up and to the left, as pointers do; drawn for 16 pixels. */
export const cursorHand: Noun = {
  names: ['cursor', 'cursor hand', 'hand cursor', 'pointer', 'pointing hand'],
  frame: { width: 15, height: 15 },
  paint: (canvas, { random, light, accent }) => {
    const skin: Material = accent ?? random.pick(['white', 'bone', 'skin'] as const)
    const cuff = random.pick(['red', 'blue', 'purple', 'gold'] as const)
    const slim = random.range(2.2, 3)
    const knuckles = random.pick([2, 3])
    const [long, side, low] = [random.range(1.2, 3.6), random.range(11.6, 13.4), random.range(6.4, 8.6)]
    const palm = roundRect(4, 6, side - 4, 6.4, 2.4)
    const finger = stroke(path(`4.6,${long} 5.4,8`), slim)
    const thumb = stroke(path(`2.6,${low} 5,10`), 2.2)
    canvas.fill(union(palm, thumb), skin, light.ball(7, 7, 8, 7, [1, 3.8]))
    canvas.fill(finger, skin, light.upright(3, 7, [1.6, 4]))
    for (let i = 1; i <= knuckles; i++) {
      const x = 5.6 + (i * 6.6) / (knuckles + 1)
      canvas.inkLine([
        [x, 5.5],
        [x, 8],
      ])
    }
    canvas.inkLine(path('6.9,4 6.9,8'))
    canvas.fill(roundRect(4.6, 11.4, 8.4, 2.4, 0.6), cuff, light.upright(4, 13, [1, 3.4]), { rim: true })
  },
}

/** A nine-slice frame: the corners keep to a third of the side, the edges run straight between them. */
export const panelFrame: Noun = {
  names: [
    'panel',
    'panel frame',
    'slice panel frame',
    'dialog box',
    'dialogue box',

    'button',
    'text box',
    'frame',
  ],
  frame: { width: 22, height: 22 },
  paint: (canvas, { random, light, accent, has }) => {
    const border: Material = accent ?? random.pick(['brass', 'steel', 'wood', 'gold'] as const)
    const ground: Material = random.pick(['blue', 'darkStone', 'purple', 'leather'] as const)
    const corner = random.pick(['square', 'round', 'stud', 'cut'] as const)
    const thick = random.pick([1.6, 2, 2.6, 3, 3.6])
    const pressed = has('pressed') ? -1 : 1
    const outer =
      corner === 'round'
        ? roundRect(1, 1, 20, 20, 3)
        : corner === 'cut'
          ? polygon(path('4,1 18,1 21,4 21,18 18,21 4,21 1,18 1,4'))
          : rect(1, 1, 20, 20)
    canvas.fill(outer, border, 2)
    bevel(canvas, { ...light, x: light.x * pressed, y: light.y * pressed }, outer, 1)
    const inside =
      corner === 'round'
        ? roundRect(1 + thick, 1 + thick, 20 - 2 * thick, 20 - 2 * thick, 2)
        : rect(1 + thick, 1 + thick, 20 - 2 * thick, 20 - 2 * thick)
    canvas.fill(inside, ground, (_x, y) => (y < 3 + thick ? 0.6 : 1.6), { rim: true })
    if (has('hover', 'highlighted')) canvas.shade(inside, 1)
    if (corner === 'stud' || corner === 'square') addCorners(canvas, border, corner === 'stud')
  },
}

function addCorners(canvas: Canvas, border: Material, studs: boolean): void {
  for (const [x, y] of path('1,1 16,1 1,16 16,16')) {
    canvas.fill(studs ? ellipse(x + 2.5, y + 2.5, 2.5, 2.5) : rect(x, y, 5, 5), border, 3, { rim: true })
    canvas.dot(x + 2, y + 2, border, studs ? 4 : 1)
  }
}
