import { standing, type Stance } from './body.js'

/** What a figure does, as far as there are poses for it. */
export const movements = [
  'idle',
  'walk',
  'run',
  'jump',
  'fall',
  'attack',
  'shoot',
  'cast',
  'block',
  'hurt',
  'death',
  'cheer',
  'crouch',
  'climb',
] as const
export type Movement = (typeof movements)[number]

/** Key stances at even distances: of a loop its whole course, else from the first moment to the last. */
export interface Course {
  readonly isLoop: boolean
  readonly keys: readonly Stance[]
}

const from =
  (base: Stance) =>
  (changes: Partial<Stance>): Stance => ({ ...base, ...changes })
const stand = from(standing)
const guard = from(
  stand({
    lean: 6,
    nearArm: 20,
    nearElbow: 70,
    farArm: 40,
    farElbow: 60,
    nearLeg: -14,
    farLeg: 20,
    farKnee: 16,
  }),
)

/** One step with the near leg in front; `mirrored` is the same with the other one. */
function mirrored(stance: Stance): Stance {
  const { nearArm, nearElbow, farArm, farElbow, nearLeg, nearKnee, farLeg, farKnee } = stance
  return {
    ...stance,
    ...{ nearArm: farArm, nearElbow: farElbow, farArm: nearArm, farElbow: nearElbow },
    ...{ nearLeg: farLeg, nearKnee: farKnee, farLeg: nearLeg, farKnee: nearKnee },
  }
}

/** Contact, down, passing and up, then the same with the other leg: the usual key poses of a walk or a run. */
function gait(...half: readonly Stance[]): Course {
  return { isLoop: true, keys: [...half, ...half.map(mirrored)] }
}

const walk = gait(
  stand({ lean: 3, nearLeg: 26, nearKnee: 4, farLeg: -24, farKnee: 12, nearArm: -24, farArm: 26 }),
  stand({ lean: 4, nearLeg: 20, nearKnee: 20, farLeg: -20, farKnee: 38, nearArm: -18, farArm: 20 }),
  stand({ lean: 3, nearLeg: 2, nearKnee: 4, farLeg: 10, farKnee: 56, nearArm: -2, farArm: 4 }),
  stand({ lean: 3, nearLeg: -12, nearKnee: 2, farLeg: 28, farKnee: 34, nearArm: 14, farArm: -12 }),
)

const running = from(stand({ lean: 16, nod: -8, nearElbow: 88, farElbow: 88 }))
const run = gait(
  running({ nearLeg: 38, nearKnee: 22, farLeg: -28, farKnee: 58, nearArm: -52, farArm: 40 }),
  running({ nearLeg: 18, nearKnee: 30, farLeg: -6, farKnee: 100, nearArm: -30, farArm: 22 }),
  running({ nearLeg: -22, nearKnee: 12, farLeg: 46, farKnee: 92, nearArm: 24, farArm: -36 }),
  running({ nearLeg: -36, nearKnee: 44, farLeg: 56, farKnee: 58, nearArm: 44, farArm: -54, lift: 0.05 }),
)

const squat = from(stand({ lean: 24, nearLeg: 46, nearKnee: 88, farLeg: 40, farKnee: 84 }))
const raised = { nearArm: 150, nearElbow: 14, farArm: 138, farElbow: 18 } as const

/** Keys of every movement, side view, facing right. */
export const courses: Readonly<Record<Movement, Course>> = {
  idle: {
    isLoop: true,
    keys: [
      stand({}),
      stand({ nearArm: 6, farArm: -2, nearElbow: 16 }),
      stand({
        lean: 2,
        nod: 2,
        nearArm: 8,
        farArm: 0,
        nearElbow: 20,
        farElbow: 18,
        nearKnee: 10,
        farKnee: 10,
        nearLeg: 7,
        farLeg: -1,
      }),
      stand({ lean: 1, nearArm: 6, farArm: -2, nearKnee: 6, farKnee: 6 }),
    ],
  },
  walk,
  run,
  jump: {
    isLoop: false,
    keys: [
      squat({ nearArm: -34, farArm: -42 }),
      stand({
        lean: 6,
        nearLeg: -8,
        nearKnee: 4,
        farLeg: 2,
        farKnee: 4,
        nearArm: 110,
        farArm: 96,
        lift: 0.02,
      }),
      stand({
        lean: 8,
        nearLeg: 42,
        nearKnee: 78,
        farLeg: 18,
        farKnee: 64,
        nearArm: 128,
        farArm: 108,
        lift: 0.12,
      }),
      stand({
        lean: 4,
        nearLeg: 22,
        nearKnee: 26,
        farLeg: -4,
        farKnee: 22,
        nearArm: 84,
        farArm: 66,
        lift: 0.07,
      }),
      squat({ nearArm: 26, farArm: 14 }),
    ],
  },
  fall: {
    isLoop: true,
    keys: [
      stand({ lean: -6, nearLeg: 30, nearKnee: 44, farLeg: -10, farKnee: 30, ...raised, lift: 0.08 }),
      stand({
        lean: -2,
        nearLeg: 22,
        nearKnee: 34,
        farLeg: -18,
        farKnee: 40,
        ...raised,
        nearArm: 132,
        farArm: 152,
        lift: 0.08,
      }),
    ],
  },
  attack: {
    isLoop: false,
    keys: [
      guard({}),
      guard({ lean: -8, nearArm: 168, nearElbow: 40, farArm: 30, farElbow: 30 }),
      guard({ lean: 14, nearArm: 96, nearElbow: 6, farArm: -20, nearLeg: -28, farLeg: 38, farKnee: 34 }),
      guard({ lean: 22, nearArm: 34, nearElbow: 8, farArm: -36, nearLeg: -30, farLeg: 40, farKnee: 40 }),
      guard({ lean: 8, nearArm: 18, nearElbow: 50 }),
    ],
  },
  shoot: {
    isLoop: false,
    keys: [
      guard({ nearArm: 50, nearElbow: 40, farArm: 60, farElbow: 20 }),
      guard({ lean: 0, nearArm: 70, nearElbow: 100, farArm: 88, farElbow: 2 }),
      guard({ lean: -3, nearArm: 74, nearElbow: 128, farArm: 88, farElbow: 0 }),
      guard({ lean: 4, nearArm: 40, nearElbow: 60, farArm: 84, farElbow: 4 }),
    ],
  },
  cast: {
    isLoop: false,
    keys: [
      stand({ nearArm: 20, nearElbow: 50, farArm: 20, farElbow: 56 }),
      stand({ lean: -6, nearArm: 70, nearElbow: 90, farArm: 80, farElbow: 80 }),
      stand({ lean: -8, nod: -8, ...raised }),
      stand({
        lean: 12,
        nearArm: 88,
        nearElbow: 4,
        farArm: 100,
        farElbow: 6,
        nearLeg: -18,
        farLeg: 24,
        farKnee: 18,
      }),
      stand({ lean: 4, nearArm: 40, nearElbow: 40, farArm: 46, farElbow: 44 }),
    ],
  },
  block: {
    isLoop: false,
    keys: [
      guard({}),
      guard({ lean: -4, nearArm: 48, nearElbow: 104, farArm: 62, farElbow: 84, nearKnee: 20, farKnee: 34 }),
      guard({ lean: -10, nearArm: 44, nearElbow: 110, farArm: 58, farElbow: 92, nearKnee: 30, farKnee: 44 }),
      guard({ lean: -2, nearArm: 40, nearElbow: 92, farArm: 54, farElbow: 76 }),
    ],
  },
  hurt: {
    isLoop: false,
    keys: [
      stand({ lean: -4 }),
      stand({
        lean: -24,
        nod: -16,
        nearArm: 40,
        nearElbow: 30,
        farArm: 52,
        farElbow: 26,
        nearLeg: 8,
        farLeg: -22,
        farKnee: 20,
      }),
      stand({
        lean: 18,
        nod: 18,
        nearArm: 24,
        nearElbow: 84,
        farArm: 12,
        farElbow: 92,
        nearLeg: 16,
        nearKnee: 34,
        farLeg: -14,
        farKnee: 22,
      }),
      stand({ lean: 6, nod: 6, nearKnee: 10, farKnee: 10 }),
    ],
  },
  death: {
    isLoop: false,
    keys: [
      stand({ lean: -10, nod: -10, nearArm: 30, farArm: 40 }),
      stand({
        lean: -22,
        nod: -18,
        nearLeg: 36,
        nearKnee: 70,
        farLeg: 26,
        farKnee: 64,
        nearArm: 36,
        farArm: 58,
        shift: 0.01,
      }),
      stand({
        lean: -14,
        roll: -40,
        nearLeg: 44,
        nearKnee: 66,
        farLeg: 28,
        farKnee: 50,
        nearArm: 62,
        farArm: 84,
        shift: 0.02,
      }),
      stand({
        roll: -78,
        nearLeg: 20,
        nearKnee: 30,
        farLeg: 6,
        farKnee: 12,
        nearArm: 70,
        farArm: 110,
        shift: 0.03,
      }),
      stand({
        roll: -90,
        nod: -4,
        nearLeg: 6,
        nearKnee: 8,
        farLeg: 0,
        farKnee: 2,
        nearArm: 20,
        farArm: 150,
        shift: 0.03,
      }),
    ],
  },
  cheer: {
    isLoop: true,
    keys: [
      stand({
        lean: 4,
        nearArm: 60,
        nearElbow: 90,
        farArm: 54,
        farElbow: 90,
        nearLeg: 16,
        nearKnee: 30,
        farLeg: 8,
        farKnee: 28,
      }),
      stand({ lean: -6, nod: -10, ...raised, lift: 0.05 }),
    ],
  },
  crouch: {
    isLoop: false,
    keys: [
      stand({}),
      stand({ lean: 12, nearLeg: 26, nearKnee: 48, farLeg: 18, farKnee: 44 }),
      squat({ lean: 30, nearLeg: 70, nearKnee: 128, farLeg: 52, farKnee: 118, nearArm: 20, farArm: 10 }),
    ],
  },
  climb: {
    isLoop: true,
    keys: [
      stand({
        nearArm: 158,
        nearElbow: 10,
        farArm: 108,
        farElbow: 60,
        nearLeg: 14,
        nearKnee: 30,
        farLeg: 62,
        farKnee: 92,
      }),
      stand({
        nearArm: 108,
        nearElbow: 60,
        farArm: 158,
        farElbow: 10,
        nearLeg: 62,
        nearKnee: 92,
        farLeg: 14,
        farKnee: 30,
      }),
    ],
  },
}

/** The words by which people name the movements, singular and as a present participle. First match wins. */
const vocabulary: readonly (readonly [Movement, string])[] = [
  ['death', 'death die dying dead defeat defeated ko faint collapse'],
  ['hurt', 'hurt hit damage damaged pain stagger stun stunned recoil knockback'],
  ['shoot', 'shoot shooting shot fire firing bow aim aiming throw throwing'],
  ['attack', 'attack attacking slash slashing strike swing stab punch chop smash bash combo melee'],
  ['cast', 'cast casting spell magic conjure summon heal'],
  ['block', 'block blocking guard defend shield parry'],
  ['crouch', 'crouch crouching duck ducking kneel sit sneak'],
  ['climb', 'climb climbing ladder'],
  ['jump', 'jump jumping hop leap'],
  ['fall', 'fall falling drop'],
  ['run', 'run running sprint dash charge'],
  ['walk', 'walk walking move moving march patrol step stroll'],
  ['cheer', 'cheer cheering victory celebrate win'],
  ['idle', 'idle idling stand standing breathe breathing wait waiting rest default'],
]
const known = vocabulary.map(([movement, words]) => [movement, new Set(words.split(' '))] as const)

/** The movement that the name of an animation speaks of, such as `walk-left` or `attack2`; null = there are no poses for it. */
export function movementOf(animation: string): Movement | null {
  const words = animation
    .toLowerCase()
    .split('-')
    .map((word) => word.replace(/\d+$/, ''))
  return known.find(([, meant]) => words.some((word) => meant.has(word)))?.[0] ?? null
}
