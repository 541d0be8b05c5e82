import type { SpecFrame } from '../../core/spec/spec-frames.js'

/** What a body does in an animation, read off the animation's name. */
export type Motion =
  | 'idle'
  | 'walk'
  | 'run'
  | 'hover'
  | 'attack'
  | 'shoot'
  | 'cast'
  | 'hurt'
  | 'death'
  | 'jump'
  | 'fall'
  | 'block'
  | 'cheer'
  | 'work'
  | 'sleep'
  | 'talk'
  | 'spin'
  | 'flicker'
  | 'shine'
  | 'pulse'
  | 'sway'
  | 'shake'
  | 'open'
  | 'close'
  | 'break'
  | 'appear'
  | 'vanish'
  | 'tilt-up'
  | 'tilt-down'
  | 'flow'

/** What a noun needs to draw one frame. Stills have no pose. */
export interface Pose {
  /** The animation's name as the spec has it; null for states. */
  readonly animation: string | null
  /** The state's name as the spec has it; null for animations. */
  readonly state: string | null
  readonly motion: Motion
  readonly index: number
  readonly count: number
  readonly loop: boolean
  /** 0-1: a loop's last frame lies one step before 1, a one-shot's last frame at 1. */
  readonly phase: number
}

/** In order: the first row that has one of the name's words is meant ("run-attack" is an attack). */
const vocabulary: readonly (readonly [motion: Motion, words: string])[] = [
  ['death', 'death die dies dead dying defeat defeated ko faint perish killed lose'],
  ['hurt', 'hurt hit damage damaged stagger stun stunned flinch knockback recoil pain'],
  ['cast', 'cast casting spell magic summon channel conjure pray enchant heal'],
  ['shoot', 'shoot shooting fire aim throw launch spit'],
  [
    'attack',
    'attack slash strike swing stab bite punch kick thrust melee lunge combo smash chomp pounce claw sting slam parry',
  ],
  ['block', 'block guard defend shield duck crouch'],
  ['jump', 'jump hop leap bounce vault takeoff'],
  ['fall', 'fall falling land landing drop'],
  ['run', 'run running sprint dash gallop charge chase roll'],
  ['walk', 'walk walking move moving crawl sneak march patrol step climb swim stroll wander drive'],
  ['hover', 'hover float fly flying flight glide levitate flap bob drift thrusting cruise'],
  ['work', 'work chop dig mine hammer use interact craft build harvest fish eat drink pickup push pull'],
  ['cheer', 'cheer victory celebrate win dance taunt emote wave greet happy'],
  ['sleep', 'sleep sleeping snore nap'],
  ['talk', 'talk talking speak chat say'],
  ['spin', 'spin spinning rotate rotating rotation turn turning twirl revolve tumble'],
  ['flicker', 'flicker flickering burn burning lit flame blaze glow glowing ember smoulder'],
  ['shine', 'shine shining sparkle glint gleam twinkle shimmer glimmer sheen'],
  ['pulse', 'pulse pulsing throb beat beating blink flash flashing heartbeat charging warn'],
  ['sway', 'sway swaying wind rustle flutter swinging breeze ripple'],
  ['shake', 'shake shaking rattle tremble vibrate wobble jiggle quake alarm'],
  ['open', 'open opening unlock unfold activate extend'],
  ['close', 'close closing lock fold deactivate retract'],
  ['break', 'break breaking shatter crumble destroy destroyed explode crack collapse burst'],
  ['appear', 'appear spawn grow rise enter intro birth revive'],
  ['vanish', 'vanish disappear fade despawn teleport shrink exit dissolve sink'],
  ['tilt-up', 'bank-up banking-up tilt-up pitch-up climb-up lean-left bank-left banking-left tilt-left'],
  [
    'tilt-down',
    'bank-down banking-down tilt-down pitch-down dive lean-right bank-right banking-right tilt-right',
  ],
  ['flow', 'flow flowing scroll waves current stream'],
  ['idle', 'idle stand standing breathe breathing wait rest default loop'],
]

const rows = vocabulary.map(([motion, words]) => [motion, new Set(words.split(' '))] as const)

/** The motion that a name speaks of; null when no word of it is known. Numbers and sides are passed over. */
export function motionOf(name: string): Motion | null {
  const parts = name.toLowerCase().split('-')
  const words = parts.map((part) => part.replace(/\d+$/, '')).filter((part) => part !== '')
  const pairs = words.slice(1).map((word, at) => `${words[at]!}-${word}`)
  const known = (asked: readonly string[]): Motion | null =>
    rows.find(([, meant]) => asked.some((word) => meant.has(word)))?.[0] ?? null
  return known(pairs) ?? known(words)
}

/** Where a frame stands in its animation. `fallback` is meant when the name says nothing. */
export function poseOf(frame: SpecFrame, fallback: Motion): Pose {
  const { animation, index, count, loop } = frame
  const steps = Math.max(1, loop ? count : count - 1)
  const state = animation === null ? frame.name : null
  return {
    animation,
    state,
    motion: (animation === null ? stateMotion(frame.name) : motionOf(animation)) ?? fallback,
    index,
    count,
    loop,
    phase: animation === null ? 0 : index / steps,
  }
}

/** States are pictures, not moments; only leaning ones pose the body. */
function stateMotion(state: string): Motion | null {
  const motion = motionOf(state)
  return motion === 'tilt-up' || motion === 'tilt-down' ? motion : null
}

/** Between 0 (phase 0) and 1 (phase one half), softly there and back: what every loop is made of. */
export function wave(phase: number): number {
  return (1 - Math.cos(2 * Math.PI * phase)) / 2
}

/** -1 to 1, 0 at phase 0, rising. */
export function swing(phase: number): number {
  return Math.sin(2 * Math.PI * phase)
}

const parsedKeys = new Map<string, readonly (readonly [t: number, value: number])[]>()

/** The value at `t` (0-1) on straight lines through keys like `0:0 0.3:-12 1:4`, sorted by time. */
export function tween(keys: string, t: number): number {
  let parsed = parsedKeys.get(keys)
  if (parsed === undefined) {
    parsed = keys.split(' ').map((key) => key.split(':').map(Number) as [number, number])
    parsedKeys.set(keys, parsed)
  }
  let before = parsed[0]!
  for (const key of parsed) {
    if (key[0] >= t) {
      const span = key[0] - before[0]
      return span <= 0 ? key[1] : before[1] + ((key[1] - before[1]) * (t - before[0])) / span
    }
    before = key
  }
  return before[1]
}
