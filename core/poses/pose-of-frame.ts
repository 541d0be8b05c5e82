import type { SpecFrame } from '../spec/spec-frames.js'
import { poseOfStance, type Pose, type Stance } from './body.js'
import { courses, movementOf, type Course } from './movements.js'

/** Whether there are poses for every frame: all of them move, in ways that are known. */
export function hasPoses(frames: readonly Pick<SpecFrame, 'animation'>[]): boolean {
  return (
    frames.length > 0 && frames.every(({ animation }) => animation !== null && movementOf(animation) !== null)
  )
}

/** The pose of one frame of an animation; what moves in an unknown way, or not at all, stands. */
export function poseOfFrame({ animation, index, count, loop }: SpecFrame): Pose {
  const movement = animation === null ? 'idle' : (movementOf(animation) ?? 'idle')
  return poseOfStance(stanceAt(courses[movement], animation === null ? 0 : index, { count, loop }))
}

/**
 * A loop is divided by its frames and goes on to its first; what happens once ends with its last key. One frame alone
 * shows the middle, where a movement is most itself.
 */
function stanceAt(
  { isLoop, keys }: Course,
  index: number,
  { count, loop }: { readonly count: number; readonly loop: boolean },
): Stance {
  const closes = isLoop && loop
  const spans = closes ? keys.length : keys.length - 1
  const share = count === 1 ? (isLoop ? 0 : 0.5) : index / (closes ? count : count - 1)
  const at = Math.min(share, 1) * spans
  const first = Math.min(Math.floor(at), closes ? keys.length - 1 : keys.length - 2)
  return between(keys[first]!, keys[(first + 1) % keys.length]!, at - first)
}

function between(from: Stance, to: Stance, share: number): Stance {
  const mixed = (Object.keys(from) as (keyof Stance)[]).map((name) => [
    name,
    from[name] + (to[name] - from[name]) * share,
  ])
  return Object.fromEntries(mixed) as Record<keyof Stance, number>
}
