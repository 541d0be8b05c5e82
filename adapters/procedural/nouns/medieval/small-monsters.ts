import type { Motion, Pose } from '../../motion.js'
import { swing, tween, wave } from '../../motion.js'
import type { Noun } from '../../noun.js'
import { path } from '../../path.js'
import { curve, ellipse, mirrored, polygon, rect, stroke } from '../../shapes.js'
import { slant } from '../../slant.js'

const slimeMoves = new Set<Motion>([
  'idle',
  'walk',
  'run',
  'jump',
  'attack',
  'hurt',
  'talk',
  'hover',
  'cheer',
])

/** Height and lift of a body of jelly: what it loses in height it gains in width. */
function jellyOf(pose: Pose | null): { tall: number; lift: number; push: number } {
  if (pose === null || pose.state !== null || !slimeMoves.has(pose.motion))
    return { tall: 1, lift: 0, push: 0 }
  const t = pose.phase
  if (pose.motion === 'idle' || pose.motion === 'talk')
    return { tall: 1 - 0.16 * wave(t), lift: 0, push: 0.5 * swing(t) }
  if (pose.motion === 'hurt')
    return { tall: tween('0:0.7 0.4:1.2 0.7:0.9 1:1', t), lift: 0, push: tween('0:-2 0.5:1 1:0', t) }
  if (pose.motion === 'attack')
    return {
      tall: tween('0:1 0.3:0.76 0.5:1.1 0.75:0.94 1:1', t),
      lift: tween('0:0 0.3:0 0.5:1.2 0.75:0 1:0', t),
      push: tween('0:0 0.3:-1.2 0.5:1.8 0.75:1 1:0', t),
    }
  const hop = pose.motion === 'hover' ? 2 : 3
  return {
    tall: tween('0:0.94 0.16:0.8 0.34:1.1 0.56:1.02 0.74:1.08 0.86:0.82 1:0.94', t),
    lift: tween('0:0 0.2:0 0.5:1 0.8:0 1:0', t) * hop,
    push: 1.2 * swing(t),
  }
}

export const slime: Noun = {
  moves: slimeMoves,
  names: ['slime', 'blob', 'ooze', 'jelly', 'gel', 'pudding monster'],
  frame: { width: 30, height: 30 },
  mirrors: true,
  paint: (frame, { random, light, accent, has, pose }) => {
    const { tall, lift, push } = jellyOf(pose)
    const canvas = frame.moved(push, -lift)
    const material = accent ?? random.pick(['green', 'teal', 'blue', 'pink'] as const)
    const half = random.range(11.5, 14) * (1 + (1 - tall) * 0.55)
    const high = random.range(13, 21) * tall
    const drip = random.range(-5, 5)
    const gap = random.range(2.6, 4.6)
    const top = 28.6 - high
    const body = polygon([
      ...curve([15 - half, 26], [15 - half, top + 2], [15 + drip, top], 10),
      ...curve([15 + drip, top], [15 + half, top + 2], [15 + half, 26], 10),
      ...curve([15 + half, 26], [15, 31], [15 - half, 26], 10),
    ])
    canvas.fill(body, material, light.ball(15, 21, half + 1, high * 0.72, [0.6, 3.6]))
    const side = light.side > 0 ? 1 : -1
    canvas.fill(ellipse(15 + side * half * 0.45, top + high * 0.3, 2.6, 1.7), 'white', 4)
    canvas.dot(Math.round(15 + side * half * 0.66), Math.round(top + high * 0.5), 'white', 4)
    const eyeY = top + high * 0.56
    const eyes = has('cyclops') ? [15] : [15 - gap, 15 + gap]
    for (const x of eyes) {
      canvas.ink(ellipse(x, eyeY, 1.7, 2.2))
      canvas.dot(Math.round(x - 1), Math.round(eyeY - 2), 'white', 4)
    }
    const smile = random.chance(0.6)
    canvas.inkLine(
      smile
        ? path(`13,${eyeY + 3} 14,${eyeY + 4} 16,${eyeY + 4} 17,${eyeY + 3}`)
        : path(`13.4,${eyeY + 4} 16.6,${eyeY + 4}`),
    )
    for (let i = 0; i < 4; i++) canvas.dot(random.int(8, 22), random.int(24, 27), material, 4)
  },
}

/** The beat of wings at a moment: -1 (down) to 1 (up); 0 for stills and for other motions. */
function beatOf(pose: Pose | null): number {
  return pose === null || pose.state !== null || !batMoves.has(pose.motion) ? 0 : swing(pose.phase + 0.06)
}

const batMoves = new Set<Motion>(['idle', 'hover', 'walk', 'run', 'talk', 'sleep'])

export const bat: Noun = {
  moves: batMoves,
  names: ['bat', 'vampire bat', 'cave bat'],
  frame: { width: 30, height: 30 },
  paint: (frame, { random, light, accent, pose }) => {
    const beat = beatOf(pose)
    // The body rises while the wings go down.
    const canvas = frame.moved(0, -1.3 * beat)
    const material = accent ?? random.pick(['purple', 'charcoal', 'brown'] as const)
    const drawn = random.range(-6, 6)
    const up = beat === 0 && pose?.state !== null ? drawn : drawn * 0.2 - 6.5 * beat
    const span = random.range(11.5, 14)
    for (const left of [true, false]) {
      const wing = polygon([
        [14, 12],
        ...curve([13, 11], [15 - span * 0.5, 4 + up], [15 - span, 7 + up], 5),
        ...path(
          `${15 - span},${16 + up} ${15 - span * 0.76},${13.6 + up * 0.6} ${15 - span * 0.56},${19 + up * 0.3} ${15 - span * 0.36},16 12,21`,
        ),
      ])
      const placed = left ? wing : mirrored(wing, 15)
      canvas.fill(placed, material, slant(light, placed, [0.9, 3]))
      const bone = path(`13,12 ${15 - span * 0.56},${10 + up * 0.6} ${15 - span * 0.56},${17 + up * 0.3}`)
      canvas.line(left ? bone : bone.map(([x, y]) => [30 - x, y] as const), material, 0, 0.9, {
        clip: 'over',
      })
    }
    for (const side of [-1, 1])
      canvas.fill(
        polygon(path(`${15 + side * 1},9 ${15 + side * 3.6},3.6 ${15 + side * 4.6},10`)),
        material,
        side < 0 ? 3 : 2,
        { rim: true },
      )
    canvas.fill(ellipse(15, 14, 4.6, 6.4), material, light.ball(15, 13, 5, 7, [1, 3.8]), { rim: true })
    for (const x of [12.4, 16]) canvas.fill(rect(x, 11.4, 1.8, 1.8), 'yellow', 4)
    for (const x of [13.4, 16]) canvas.fill(polygon(path(`${x - 0.8},15 ${x + 0.8},15 ${x},17.4`)), 'bone', 4)
    canvas.line(path('13,15 17,15'), 'black', 0)
  },
}

const spiderMoves = new Set<Motion>(['idle', 'walk', 'run', 'attack'])

export const spider: Noun = {
  moves: spiderMoves,
  names: ['spider', 'giant spider', 'tarantula'],
  frame: { width: 30, height: 30 },
  paint: (frame, { random, light, accent, pose }) => {
    const t = pose !== null && pose.state === null && spiderMoves.has(pose.motion) ? pose.phase : null
    const size = pose?.motion === 'idle' ? 0.9 : 2.6
    const canvas =
      t === null
        ? frame
        : frame.moved(0, pose?.motion === 'attack' ? -3 * Math.sin(Math.PI * t) : -0.9 * Math.abs(swing(t)))
    const material = accent ?? random.pick(['charcoal', 'brown', 'purple'] as const)
    const mark = random.pick(['red', 'yellow', 'bone'] as const)
    const drawn = random.range(-2.4, 2.4)
    const step = t === null ? drawn : size * swing(t + 0.12)
    const [fat, long] = [random.range(5.6, 8), random.range(6.4, 8)]
    for (let i = 0; i < 4; i++)
      for (const side of [-1, 1]) {
        const swing = step * side * (i % 2 === 0 ? 1 : -1)
        const knee = 7 + i * 3.4 + swing
        canvas.fill(
          stroke(
            path(`15,17 ${15 + side * 8.6},${knee} ${15 + side * (12.6 - (i % 2))},${15 + i * 4.2 + swing}`),
            [2, 1.3],
          ),
          material,
          side < 0 ? 2.6 : 1.4,
        )
      }
    canvas.fill(ellipse(15, 11.4, fat, long), material, light.ball(15, 11, fat, long, [0.6, 3.8]), {
      rim: true,
    })
    canvas.fill(polygon(path('15,6 17.4,10 15,14 12.6,10')), mark, 2.6)
    canvas.fill(ellipse(15, 20.4, 4.6, 4), material, light.ball(15, 20, 4.6, 4, [0.8, 3.8]), { rim: true })
    for (const x of [12.2, 14, 15.4, 17.2])
      canvas.dot(Math.floor(x), x === 14 || x === 15.4 ? 20 : 21, 'red', 4)
    for (const x of [13.4, 16.6]) canvas.fill(stroke(path(`${x},23 ${x},25.6`), [1.8, 0.8]), 'bone', 3)
  },
}
