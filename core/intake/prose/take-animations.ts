import type { WishedAnimation } from './facts.js'
import { typeOfName } from './thing-words.js'
import { numberPart, readNumber, wordSet, wordsOf } from './words.js'

/** What bodies and things do in animations; names of one when numbers of frames stand beside them. */
const motions =
  wordSet(`idle pick drive walk run jump fall land landing attack hurt hit die death dead dying hover fly swim climb
  crouch dash roll slide cast shoot fire aim block dodge sleep sit stand wave talk blink spin open close flicker burn
  flap swing stab slash punch kick throw eat drink dig chop water mine harvest push pull celebrate victory win lose emote
  charge reload teleport spawn despawn appear vanish breathe bounce bob rotate sway wobble glow pulse shake walking
  running idling flying swimming jumping attacking crawl sneak march patrol work build gather carry fish sow plant hop
  leap stun stunned knockback taunt cheer dance laugh cry pray read write sweep patch turn bite roar howl shield guard
  parry draw sheathe equip interact use pickup knocked move moving travel grow shrink bloom explode break shatter float
  skid stop brake drift boost land takeoff thrust flinch recover revive transform summon heal lunge sprint trot gallop
  strafe peck graze lay moo rise drip recoil hoe till mow shear rake hammer pour feed brew cook craft salute bow beg
  whistle knock faint stumble limp stretch yawn`)
const stems: Readonly<Record<string, string>> = {
  walking: 'walk',
  running: 'run',
  idling: 'idle',
  flying: 'fly',
  swimming: 'swim',
  jumping: 'jump',
  attacking: 'attack',
  dying: 'death',
  dead: 'death',
  die: 'death',
  landing: 'land',
  moving: 'move',
  stunned: 'stun',
}
/** Poses and things as well: they name an animation beside a number only. */
const directions = wordSet('up down left right side front back north south east west 1 2 3 a b light heavy')
const oneShots =
  wordSet(`hit hurt attack death die jump land landing slash stab punch kick throw cast shoot spawn despawn
  teleport impact explosion explode spark burst splash poof blast open close break shatter pickup collect flash muzzle
  puff swing bite lunge appear vanish destroy collapse shot chop parry dodge roll recoil victory transform summon zap
  splat gunshot smash dash interact use explosions sparks`)
/** Words that make the name beside them one of an animation. */
const cycleWords = wordSet('cycle cycles animation animations anim anims loop loops sequence')
const fillers =
  wordSet(`a an the needs need has have with at of each in its his her their animated frame frames
  instead who that also both plus for also including includes and looped on per all it he she they should which that every using only about
  around roughly wants gets get do does able to can play plays playing is are be two three
  four five some few`)

const framesPattern = new RegExp(
  String.raw`(?<![\w.-])(?:in |over |across |at )?(${numberPart})(?:[- ]?(?:frames?|fr)\b|f\b)(?!\s*(?:per|a|\/)\s*(?:second|sec|s)\b)(?:[- ](?=\w))?`,
  'gi',
)
const framesAfter = /\bframes?(?: count)?\s*[:=]\s*(\d{1,6})\b/gi
const fpsPattern =
  /(?:\bat |@\s?)?(?<![\w.])(\d{1,6}(?:\.\d{1,3})?)\s?(?:fps\b|frames? (?:per|a) sec(?:ond)?\b|frames?\/s(?:ec)?\b)|\bfps\s*[:=]?\s*(\d{1,6}(?:\.\d{1,3})?)\b|@\s?(\d{1,6}(?:\.\d{1,3})?)(?![\w.]|\s?(?:x|px))/gi
const onceWords =
  /\b(?:(?:does|do|should|must|will|is|are)(?:n'?t|n’t| not) (?:be )?(?:loop(?:s|ed|ing)?|repeat)|not? loop(?:s|ed|ing)?|non[- ]?loop(?:ing|ed)?|doesnt loop|no looping|without loop(?:ing)?|one[- ]shots?|plays? (?:only )?once|(?:once|one time) only|single[- ]shot|loop\s*[:=]\s*(?:no|false|off)|once)\b/gi
const loopWords =
  /\b(?:loop(?:s|ed|ing)?(?: (?:for ?ever|endlessly|seamlessly))?|loop\s*[:=]\s*(?:yes|true|on)|loopable|endless(?:ly)?|on (?:a )?loop)\b/gi

/** "Switch with a 4-frame flip animation". */
const withAnimation = /^(.+?) (?:with|has|having) (?:an? )?(?!the\b)([a-z]{3,20}) (?:animation|anim|cycle)$/i

export interface TakenAnimations {
  /** What is left of the phrase. */
  readonly text: string
  readonly animations: WishedAnimation[]
  /** A loop without frames: of a sound, or of the animations before it. */
  readonly loop: boolean | null
  readonly isAnimated: boolean
}

/** Whether names alone ("idle, walk") are animations: of characters, and where a word says so. */
export interface AnimationHints {
  readonly namesAlone: boolean
  /** The first phrase of an entry names the thing; a motion in it is part of the name unless numbers follow it. */
  readonly isFirst: boolean
  readonly isCharacter: boolean
}

/** Takes animations, frames, fps and loops out of a phrase without commas. */
export function takeAnimations(phrase: string, hints: AnimationHints): TakenAnimations {
  let frames: number | null = null
  let fps: number | null = null
  let loop: boolean | null = null
  const mark = '\uE001'
  let rest = phrase
    .replace(fpsPattern, (_all, before?: string, after?: string, at?: string) => {
      fps = Number(before ?? after ?? at)
      return ` ${mark} `
    })
    .replace(framesPattern, (_all, count: string) => {
      frames = readNumber(count)
      return ` ${mark} `
    })
    .replace(framesAfter, (_all, count: string) => {
      frames = Number(count)
      return ` ${mark} `
    })
    .replace(onceWords, () => {
      loop = false
      return ` ${mark} `
    })
  const hasCycle = /\b(?:cycles?|animations?|anims?)\b/i.test(rest)
  const numbered = frames !== null || fps !== null
  rest = rest.replace(loopWords, () => {
    loop ??= true
    return ` ${mark} `
  })
  const isAnimated = /\banimated\b/i.test(rest)
  const names = namesIn(
    rest.replaceAll(mark, ' '),
    hints.isCharacter && !hints.isFirst && (frames !== null || hasCycle),
    hints.isCharacter,
  )
  const isNames = !hints.isFirst && (numbered || hasCycle || (hints.namesAlone && !/ing\b/i.test(rest)))
  if (names !== null && names.names.length > 0 && isNames)
    return {
      text: '',
      animations: names.names.map((name) => ({ name, frames, fps, loop })),
      loop: null,
      isAnimated,
    }
  const made = withAnimation.exec(rest.replaceAll(mark, ' ').replace(/\s+/g, ' ').trim())
  if (made !== null && numbered)
    return {
      text: made[1]!,
      animations: [{ name: made[2]!.toLowerCase(), frames, fps, loop }],
      loop: null,
      isAnimated,
    }
  const trailing = numbered || hasCycle ? trailingName(rest, mark, hints) : null
  if (trailing !== null)
    return {
      text: trailing.text,
      animations: [{ name: trailing.name, frames, fps, loop }],
      loop: null,
      isAnimated,
    }
  const left = rest
    .replaceAll(mark, ' ')
    .replace(/\banimated\b/gi, ' ')
    .replace(/\s+/g, ' ')
    .trim()
  const hasTaken = numbered || loop !== null || isAnimated || hasCycle
  const tidy =
    hasTaken && isOnlyFiller(left) ? '' : left.replace(/(?:^|\s)(?:at|with|in|and|@|,)$/i, '').trim()
  if (frames === null && fps === null) return { text: tidy, animations: [], loop, isAnimated }
  return { text: tidy, animations: [{ name: null, frames, fps, loop }], loop: null, isAnimated }
}

/** Whether a lower-case word is the name of a motion: "sleep", "sleeps". */
export function isMotion(word: string): boolean {
  return motions.has(word) || motions.has(word.replace(/s$/, ''))
}

/** Whether words only say what somebody does: "also rolls". */
export function isOnlyMotion(text: string): boolean {
  return wordsOf(text).every(
    (word) => fillers.has(word) || motions.has(word) || motions.has(word.replace(/s$/, '')),
  )
}

/** Whether an animation or a thing of these words ends, rather than going on for ever. */
export function isOneShot(name: string): boolean {
  return wordsOf(name).some((word) => word.split('-').some((part) => oneShots.has(part)))
}

/** The animation's name that the last word of a thing gives ("torch flicker"), or null. */
export function motionOf(name: string): string | null {
  const last = wordsOf(name).at(-1)
  if (last === undefined) return null
  const stem = last.replace(/(?<=[a-z]{3})ing$/, '')
  const motion = [last, stem, `${stem}e`].find((word) => ofThings.has(word))
  // "A flag, waving": a participle says what it does, as far as the word is known.
  return (
    motion ??
    (last === stem
      ? null
      : ([stem, `${stem}e`].find((word) => motions.has(word) || workings.has(word)) ?? null))
  )
}

/** What only a participle says: a bubble is a thing, "bubbling" is what a pot does. */
const workings = wordSet('bubble boil steam smoke crackle swirl flow pour leak whirl tick turn roll')

const ofThings = wordSet(
  'flicker burn spin glow pulse sway bob bounce hover float blink flap rotate shimmer wobble shake twinkle flutter',
)

/** The names when the phrase is nothing else; several are joined by "and" or a slash. */
function namesIn(
  rest: string,
  takesAny: boolean,
  isCharacter: boolean,
): { names: string[]; hasCycle: boolean } | null {
  const names: string[] = []
  let hasCycle = false
  for (const piece of rest.split(/\s*[/&+]\s*|\band\b/)) {
    const words = wordsOf(piece)
    const kept = words.filter((word) => !fillers.has(word) && !cycleWords.has(word))
    hasCycle ||= words.some((word) => cycleWords.has(word))
    if (kept.length === 0) continue
    const [whole = ''] = kept
    if (
      takesAny &&
      kept.length === 1 &&
      whole.includes('-') &&
      whole.split('-').some((word) => motions.has(word))
    ) {
      names.push(whole)
      continue
    }
    const [written = '', ...others] = kept.flatMap((word) => word.split('-'))
    const first = motions.has(written) ? written : written.replace(/s$/, '')
    // A word of its own beside frames ("shambles, 8 frames") is an animation of a body, unless it names a thing.
    const isOwn =
      takesAny &&
      kept.length === 1 &&
      /^[a-z]{3,20}$/.test(first) &&
      (typeOfName(first) === undefined || words.some((word) => cycleWords.has(word)))
    // "Water (2 frames)" among tiles is water.
    const isThing = !isCharacter && (hasThingName.has(first) || typeOfName(first) === 'tile')
    if ((!motions.has(first) && !isOwn) || others.length > 2 || isThing) return null
    if (!others.every((word) => directions.has(word) || motions.has(word))) return null
    names.push([stems[first] ?? first, ...others].join('-'))
  }
  return { names, hasCycle }
}

const hasThingName = wordSet(
  'water fish plant mine fire slide shield guard drip patch land turn draw hoe rake hammer feed craft bow whistle',
)

/** "slime idle (4 frames)" and "walk cycle of the guard": the motion beside the numbers of a character's name. */
function trailingName(
  rest: string,
  mark: string,
  hints: AnimationHints,
): { text: string; name: string } | null {
  if (!hints.isCharacter) return null
  const words = rest.split(' ').filter((word) => word !== '')
  for (let at = 1; at < words.length; at++) {
    const word = (words[at] ?? '').toLowerCase()
    const next = (words[at + 1] ?? '').toLowerCase()
    if (!motions.has(word) || !(next === mark || cycleWords.has(next))) continue
    const others = [...words.slice(0, at), ...words.slice(at + 1)].filter(
      (one) => one !== mark && !cycleWords.has(one.toLowerCase()),
    )
    const text = others.join(' ').replace(/\s(?:with|has|and|in|needs)$/i, '')
    if (text !== '' && !isOnlyFiller(text)) return { text, name: stems[word] ?? word }
  }
  return null
}

function isOnlyFiller(text: string): boolean {
  return wordsOf(text).every((word) => fillers.has(word) || cycleWords.has(word))
}
