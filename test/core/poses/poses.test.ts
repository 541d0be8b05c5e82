import { describe, expect, it } from 'vitest'
import { keypointNames, type Pose } from '../../../core/poses/body.js'
import { canPose } from '../../../core/poses/can-pose.js'
import { drawPose } from '../../../core/poses/draw-pose.js'
import { courses, movementOf, movements } from '../../../core/poses/movements.js'
import { hasPoses, poseOfFrame } from '../../../core/poses/pose-of-frame.js'
import type { Raster } from '../../../core/raster/raster.js'

const frame = (animation: string, index: number, count: number, loop = true) => ({
  ...{ name: `${animation}.${index}`, animation, index, count, loop },
})

/** Colours of a picture with how many pixels have them. */
function coloursOf({ data }: Raster): Map<string, number> {
  const counts = new Map<string, number>()
  for (let at = 0; at < data.length; at += 4) {
    const colour = data.subarray(at, at + 4).join()
    counts.set(colour, (counts.get(colour) ?? 0) + 1)
  }
  return counts
}

/** Largest distance that a keypoint moves between two poses, heights of the figure. */
function motionOf(from: Pose, to: Pose): number {
  return Math.max(
    ...keypointNames.map((name) => {
      const [a, b] = [from[name], to[name]]
      return a === undefined || b === undefined ? 0 : Math.hypot(a.x - b.x, a.y - b.y)
    }),
  )
}

describe('poses', () => {
  it.each(movements)('of %s lie within the picture, whatever the number of frames', (movement) => {
    for (const count of [1, 2, 5, 12])
      for (let index = 0; index < count; index++) {
        const pose = poseOfFrame(frame(movement, index, count, courses[movement].isLoop))
        const raster = drawPose(pose, { width: 128, height: 128 })
        const { width, height, data } = raster
        const isBlack = (x: number, y: number) =>
          data.subarray((y * width + x) * 4, (y * width + x) * 4 + 3).every((channel) => channel === 0)
        for (let at = 0; at < width; at++)
          expect([isBlack(at, 0), isBlack(at, height - 1), isBlack(0, at), isBlack(width - 1, at)]).toEqual(
            Array(4).fill(true),
          )
      }
  })

  it('are drawn in the colours of OpenPose: points in full, limbs darker, nothing else but black', () => {
    const colours = coloursOf(drawPose(poseOfFrame(frame('walk', 0, 8)), { width: 512, height: 512 }))
    // Nose, neck, right wrist, left ankle; right forearm, left shin. The far eye and ear cannot be seen.
    for (const seen of ['255,0,0', '255,85,0', '170,255,0', '85,0,255', '153,153,0', '0,51,153'])
      expect(colours.get(`${seen},255`), seen).toBeGreaterThan(20)
    for (const hidden of ['255,0,255', '255,0,85']) expect(colours.has(`${hidden},255`)).toBe(false)
    expect(colours.size).toBeLessThanOrEqual(1 + 16 + 15)
    expect(colours.get('0,0,0,255')! / 512 ** 2).toBeGreaterThan(0.9)
  })

  it('of a loop go on from the last to the first, and the second half of a walk is the other leg', () => {
    const walk = Array.from({ length: 8 }, (_, index) => poseOfFrame(frame('walk', index, 8)))
    const steps = walk.map((pose, index) => motionOf(pose, walk[(index + 1) % 8]!))
    expect(Math.min(...steps)).toBeGreaterThan(0.02)
    expect(Math.max(...steps)).toBeLessThan(0.25)
    const reach = (pose: Pose) => pose['right-ankle']!.x - pose['left-ankle']!.x
    expect(reach(walk[0]!)).toBeGreaterThan(0.2)
    expect(reach(walk[4]!)).toBeLessThan(-0.2)
  })

  it('of what happens once end with its last moment: the dead lie', () => {
    const height = (pose: Pose) => Math.max(...Object.values(pose).map(({ y }) => -y))
    const death = [0, 1, 2, 3].map((index) => height(poseOfFrame(frame('death', index, 4, false))))
    expect(death[0]).toBeGreaterThan(0.8)
    expect(death[3]).toBeLessThan(0.3)
    const jump = [0, 1, 2, 3, 4].map((index) => poseOfFrame(frame('jump', index, 5, false)))
    expect(jump.map((pose) => Math.max(...Object.values(pose).map(({ y }) => y)) < -0.05)).toEqual([
      ...[false, false, true, true, false],
    ])
  })

  it('are known for what names say, and for nothing that does not move', () => {
    expect(['walk-left', 'attack2', 'take-damage', 'Cast-Spell', 'somersault'].map(movementOf)).toEqual([
      ...['walk', 'attack', 'hurt', 'cast', null],
    ])
    expect(hasPoses([frame('walk', 0, 2), frame('attack', 0, 1)])).toBe(true)
    expect(hasPoses([frame('walk', 0, 2), frame('somersault', 0, 1)])).toBe(false)
    expect(hasPoses([{ animation: null }])).toBe(false)
  })
})

it('only characters of upright body are posed, told by the last word of what they are', () => {
  const walk = { name: 'walk', frames: 4, fps: 8, loop: true }
  const can = (subject: string, animations = [walk], assetType: 'character' | 'prop' = 'character') =>
    canPose({ assetType, animations, prompt: { positive: `pixel art, ${subject}`, negative: '' }, subject })
  expect(
    ['a wolf hunter', 'hunter of wolves', 'Robot with a drone', 'innkeeper'].map((one) => can(one)),
  ).toEqual([...[true, true, true, true]])
  expect(['a grey wolf', 'Two wolves, at night', 'giant spiders in a cave'].map((one) => can(one))).toEqual([
    ...[false, false, false],
  ])
  expect(can('a knight', [{ ...walk, name: 'somersault' }])).toBe(false)
  expect(can('a windmill', [walk], 'prop')).toBe(false)
})
