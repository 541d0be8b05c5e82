import type { AssetAnimation, AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { limits } from '../../core/spec/spec-limits.js'
import { fieldsOf, type FormField, type SpecForm } from './spec-form.js'

export interface FormFault {
  readonly field: FormField
  /** What to write instead. */
  readonly message: string
}

/** Gives the value, or says what is wrong and gives what was there before. */
type Say = (field: FormField, message: string) => void

const promptMax = 2000
const tagsMax = 40
const tagMax = 60
const statesMin = 2
const wordPattern = /^[a-z0-9]+(-[a-z0-9]+)*$/
const wordMax = 40
const soundMsMin = 10

/**
 * The spec that a form asks for, by the rules of assetSpecSchema said in words. Lines that do not fit the kind of asset
 * stay as they are. With faults, `after` is not a spec that may be kept.
 */
export function readSpecForm(before: AssetSpec, form: SpecForm): { after: AssetSpec; faults: FormFault[] } {
  const faults: FormFault[] = []
  const say: Say = (field, message) => void faults.push({ field, message })
  const fields = new Set(fieldsOf(before))
  const { animations, states, nineSlice: _, ...rest } = before
  const after: AssetSpec = {
    ...rest,
    prompt: readPrompt(form, say),
    variants: readWhole(form.variants, [1, limits.variantsMax], 'Variants', (text) => say('variants', text)),
    tags: readTags(form.tags, say),
    ...(fields.has('size') ? readPicture(form, say) : {}),
    ...(fields.has('frames') ? readFrames(form, say) : keep({ animations, states })),
    ...(before.sound ? { sound: { ...before.sound, ...readSound(form, say) } } : {}),
  }
  const borders =
    fields.has('nineSlice') && form.hasNineSlice ? readBorders(form, after.size, say) : undefined
  return { after: borders === undefined ? after : { ...after, nineSlice: borders }, faults }
}

function readPrompt({ positive, negative }: SpecForm, say: Say): AssetSpec['prompt'] {
  if (positive.trim() === '') say('prompt', 'Say in a few words what it shows.')
  if (positive.trim().length > promptMax) say('prompt', tooLong(positive))
  if (negative.trim().length > promptMax) say('negative', tooLong(negative))
  return { positive: positive.trim(), negative: negative.trim() }
}

const tooLong = (text: string) => `${text.trim().length} characters: shorten it to ${promptMax}.`

function readPicture(form: SpecForm, say: Say): Pick<AssetSpec, 'size' | 'palette' | 'pivot'> {
  const side = [limits.nativeSideMinPx, limits.nativeSideMaxPx] as const
  const sizeFault = (text: string) => say('size', text)
  const pivotFault = (text: string) => say('pivot', text)
  return {
    size: {
      width: readWhole(form.width, side, 'Width', sizeFault),
      height: readWhole(form.height, side, 'Height', sizeFault),
    },
    palette: readPalette(form.palette, say),
    pivot: {
      x: readNumber(form.pivotX, [0, 1], 'X', pivotFault),
      y: readNumber(form.pivotY, [0, 1], 'Y', pivotFault),
    },
  }
}

/** Colours of a palette field: `#rrggbb` with or without the mark, apart by blanks or commas. */
export function coloursIn(text: string): string[] {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '')
  return [...new Set(words.map((word) => `#${word.replace(/^#/, '').toLowerCase()}`))]
}

function readPalette(text: string, say: Say): string[] {
  const colours = coloursIn(text)
  const wrong = colours.find((colour) => !/^#[0-9a-f]{6}$/.test(colour))
  if (wrong !== undefined) say('palette', `"${wrong.slice(1, 40)}" is no colour: write it like #e0b45c.`)
  else if (colours.length > limits.paletteMax)
    say('palette', `${colours.length} colours: leave ${limits.paletteMax}.`)
  return colours
}

function readTags(text: string, say: Say): string[] {
  const tags = [...new Set(listIn(text))]
  const long = tags.find((tag) => tag.length > tagMax)
  if (long !== undefined)
    say('tags', `"${long.slice(0, 20)}…" is longer than ${tagMax} characters: shorten it.`)
  if (tags.length > tagsMax) say('tags', `${tags.length} tags: leave ${tagsMax}.`)
  return tags
}

const listIn = (text: string) =>
  text
    .split(/[,\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')

function readFrames(form: SpecForm, say: Say): Pick<AssetSpec, 'animations' | 'states'> {
  if (form.frames === 'animations') return { animations: readAnimations(form, say) }
  return form.frames === 'states' ? { states: readStates(form, say) } : {}
}

function readAnimations({ animations }: SpecForm, say: Say): AssetAnimation[] {
  const fault = (text: string) => say('frames', text)
  if (animations.length === 0) fault('Add an animation, or choose one picture.')
  if (animations.length > limits.animationsMax)
    fault(`${animations.length} animations: leave ${limits.animationsMax}.`)
  const read = animations.map(({ name, frames, fps, loop }) => {
    const called = name.trim()
    checkWord(called, 'An animation', fault)
    return {
      name: called,
      frames: readWhole(frames, [1, limits.framesMax], `Frames of ${called}`, fault),
      fps: readFps(fps, called, fault),
      loop,
    }
  })
  const twice = firstTwice(read.map(({ name }) => name))
  if (twice !== undefined) fault(`Two animations are called ${twice}: rename one.`)
  const all = read.reduce((sum, { frames }) => sum + frames, 0)
  if (all > limits.framesMax)
    fault(`${all} frames in all: leave ${limits.framesMax}; they are one picture side by side.`)
  return read
}

function readFps(text: string, name: string, fault: (message: string) => void): number {
  const fps = Number(text)
  if (text.trim() === '' || !(fps > 0 && fps <= limits.fpsMax))
    fault(`Frames a second of ${name}: more than 0, at most ${limits.fpsMax}.`)
  return fps
}

function readStates({ states }: SpecForm, say: Say): string[] {
  const fault = (text: string) => say('frames', text)
  const names = listIn(states)
  if (names.length < statesMin || names.length > limits.framesMax)
    fault(`Write ${statesMin} to ${limits.framesMax} names with commas, like: normal, hover, pressed.`)
  for (const name of names) checkWord(name, 'A state', fault)
  const twice = firstTwice(names)
  if (twice !== undefined) fault(`${twice} stands twice: leave it once.`)
  return names
}

function checkWord(name: string, what: string, fault: (message: string) => void): void {
  if (wordPattern.test(name) && name.length <= wordMax) return
  fault(
    `${what} is called "${name.slice(0, 20)}": write lower-case letters and digits joined by -, like walk-left.`,
  )
}

const firstTwice = (names: readonly string[]) => names.find((name, at) => names.indexOf(name) !== at)

function readBorders(form: SpecForm, size: AssetSpec['size'], say: Say): NonNullable<AssetSpec['nineSlice']> {
  const fault = (text: string) => say('nineSlice', text)
  const side = [0, limits.nativeSideMaxPx] as const
  const borders = {
    left: readWhole(form.left, side, 'Left', fault),
    top: readWhole(form.top, side, 'Top', fault),
    right: readWhole(form.right, side, 'Right', fault),
    bottom: readWhole(form.bottom, side, 'Bottom', fault),
  }
  if (borders.left + borders.right >= size.width)
    fault(`Left and right leave nothing of ${size.width} px to stretch: make them smaller.`)
  if (borders.top + borders.bottom >= size.height)
    fault(`Top and bottom leave nothing of ${size.height} px to stretch: make them smaller.`)
  return borders
}

function readSound(form: SpecForm, say: Say): Pick<NonNullable<AssetSpec['sound']>, 'durationMs' | 'loop'> {
  const fault = (text: string) => say('sound', text)
  const seconds = [soundMsMin / 1000, limits.soundMsMax / 1000] as const
  const min = Math.round(readNumber(form.minSeconds, seconds, 'The shortest', fault) * 1000)
  const max = Math.round(readNumber(form.maxSeconds, seconds, 'The longest', fault) * 1000)
  if (min > max) fault('The shortest is longer than the longest: swap them.')
  return { durationMs: { min, max }, loop: form.loop }
}

type Range = readonly [min: number, max: number]

function readWhole(text: string, [min, max]: Range, name: string, fault: (message: string) => void): number {
  const value = Number(text)
  if (!/^\d+$/.test(text.trim()) || value < min || value > max)
    fault(`${name} is a whole number from ${min} to ${max}.`)
  return value
}

function readNumber(text: string, [min, max]: Range, name: string, fault: (message: string) => void): number {
  const value = Number(text)
  if (text.trim() === '' || !(value >= min && value <= max))
    fault(`${name} is a number from ${min} to ${max}.`)
  return value
}

/** Exact optional members: one that is absent stays absent. */
function keep({ animations, states }: Pick<AssetSpec, 'animations' | 'states'>) {
  return { ...(animations ? { animations } : {}), ...(states ? { states } : {}) }
}
