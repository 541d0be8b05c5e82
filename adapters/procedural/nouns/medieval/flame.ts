import type { Canvas } from '../../canvas.js'
import type { Material } from '../../materials.js'
import type { Motion, Pose } from '../../motion.js'
import { swing } from '../../motion.js'
import type { Point, Shape } from '../../shapes.js'
import { curve, polygon } from '../../shapes.js'

/** A tongue of fire standing on (x, y): `lean` moves its tip sideways, in units. */
export function flameShape(x: number, y: number, width: number, height: number, lean: number): Shape {
  const half = width / 2
  const tip: Point = [x + lean, y - height]
  return polygon([
    ...curve(
      [x, y],
      [x - half * 1.7, y - height * 0.12],
      [x - half * 0.7 + lean * 0.3, y - height * 0.55],
      6,
    ),
    ...curve(
      [x - half * 0.7 + lean * 0.3, y - height * 0.55],
      [x - half * 0.3 + lean * 0.6, y - height * 0.75],
      tip,
      5,
    ),
    ...curve(
      tip,
      [x + half * 0.7 + lean * 0.8, y - height * 0.66],
      [x + half * 0.85 + lean * 0.2, y - height * 0.4],
      5,
    ),
    ...curve(
      [x + half * 0.85 + lean * 0.2, y - height * 0.4],
      [x + half * 1.3, y - height * 0.08],
      [x, y],
      6,
    ),
  ])
}

/** Motions of a thing that burns: its flame lives, the thing stands still. */
export const burning: ReadonlySet<Motion> = new Set(['idle', 'flicker', 'sway', 'pulse', 'flow', 'shine'])

/** The lean and the height of a flame at a moment; a still's are those that were drawn for it. */
export function flicker<Flame extends { readonly height: number; readonly lean: number }>(
  flame: Flame,
  pose: Pose | null,
): Flame {
  if (pose === null || pose.state !== null || !burning.has(pose.motion)) return flame
  const t = pose.phase
  return {
    ...flame,
    height: flame.height * (1 + 0.1 * swing(2 * t + 0.07)),
    lean: flame.lean * 0.3 + flame.height * 0.16 * swing(t + 0.04),
  }
}

/** Three nested tongues from a dark rim to a white heart. */
export function paintFlame(
  canvas: Canvas,
  at: { x: number; y: number; width: number; height: number; lean: number },
  material: Material = 'fire',
): void {
  const { x, y, width, height, lean } = at
  canvas.fill(flameShape(x, y, width, height, lean), material, 1)
  canvas.fill(flameShape(x, y, width * 0.78, height * 0.8, lean * 0.7), material, 2)
  canvas.fill(flameShape(x, y - height * 0.03, width * 0.56, height * 0.58, lean * 0.4), material, 3)
  canvas.fill(flameShape(x, y - height * 0.05, width * 0.3, height * 0.36, lean * 0.2), material, 4)
}
