import type { Canvas } from '../canvas.js'
import type { Material } from '../materials.js'
import type { Pose } from '../motion.js'
import type { Noun, PaintContext } from '../noun.js'
import type { Random } from '../random.js'

/** What an effect is drawn from: 30 by 30 units with the middle at (15, 15) and the ground at 28. */
export interface Spell {
  readonly canvas: Canvas
  /** Life, 0-1. One-shots never get to its very end: the last frame still shows something. */
  readonly t: number
  readonly loop: boolean
  readonly random: Random
  readonly material: Material
  readonly context: PaintContext
}

/** A still shows an effect in the middle of its life. */
const stillAt = 0.45

function lifeOf(pose: Pose | null): number {
  if (pose === null || pose.state !== null) return stillAt
  return pose.loop ? pose.phase : 0.06 + 0.84 * pose.phase
}

/** An effect as a noun that draws all of its motion. `own` is its material where the prompt names no colour. */
export function effect(names: readonly string[], own: Material, draw: (spell: Spell) => void): Noun {
  return {
    names,
    frame: { width: 30, height: 30 },
    moves: 'all',
    paint: (canvas, context) => {
      const loop = context.pose?.loop ?? false
      draw({
        canvas,
        t: lifeOf(context.pose),
        loop,
        random: context.random,
        material: context.accent ?? own,
        context,
      })
    },
  }
}

/** How far something thrown has come at time `t`: fast at first. */
export const thrown = (t: number): number => 1 - (1 - t) ** 2.2
