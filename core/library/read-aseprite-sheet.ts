import { parseJson } from '../deploy/parse-json.js'
import type { AssetAnimation } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { asepriteSheetSchema, type AsepriteFrame, type AsepriteTag } from './aseprite-sheet.schema.js'
import type { StripFrame, StripOrder } from './strip-order.schema.js'

export interface AsepriteStrip extends StripOrder {
  /** Name of the sheet's file, without folders: it lies beside the JSON. */
  readonly image: string
  readonly notes: readonly string[]
}

export interface AsepriteFault {
  readonly message: string
  readonly hint: string
  /** From 1; where the text is no JSON. */
  readonly line?: number
}

export type AsepriteAnswer = { readonly strip: AsepriteStrip } | { readonly fault: AsepriteFault }

/** Durations that differ by so much are one: 12 frames a second are 83, 83 and 84 ms, milliseconds. */
const sameMs = 2
/** A duration counts as a whole multiple of the shortest beat within this share of itself, 0-1. */
const multipleTolerance = 0.03
/** The beat is the shortest duration, or a half, third or quarter of it. */
const partsMax = 4
const textMaxChars = 4_194_304

/**
 * Whether a text may be a sheet at all. Any JSON lies in a folder of art; only one with frames and their picture is read.
 */
export function looksLikeAseprite(text: string): boolean {
  return /"frames"\s*:/.test(text) && /"meta"\s*:/.test(text)
}

/**
 * Reads what Aseprite exports beside a sheet: boxes of frames, durations in milliseconds, tags. Each tag becomes an
 * animation, played forward, backward or there and back; without tags all frames are one. Our frames have one length,
 * so a frame that stays longer is repeated. Never throws.
 */
export function readAsepriteSheet(text: string, loops?: boolean): AsepriteAnswer {
  if (text.length > textMaxChars)
    return refused(`it has more than ${textMaxChars} characters`, 'Export fewer frames into one sheet.')
  const read = parseJson(text)
  if ('fault' in read) {
    const { line, column, message } = read.fault
    return {
      fault: { message: `column ${column}: ${message}`, hint: 'Export it from Aseprite again.', line },
    }
  }
  const parsed = asepriteSheetSchema.safeParse(JSON.parse(text.replace(/^\uFEFF/, '')))
  if (!parsed.success) {
    const issue = parsed.error.issues[0]
    return refused(
      `"${issue?.path.join('.') ?? ''}": ${issue?.message ?? 'is not usable'}`,
      'Export the sheet with its JSON data from Aseprite: File, Export Sprite Sheet.',
    )
  }
  const { meta } = parsed.data
  const all = framesInOrder(parsed.data.frames)
  const rotated = all.findIndex((frame) => frame.rotated === true)
  if (rotated >= 0) return refused(`frame ${rotated + 1} is rotated`, 'Export the sheet without rotation.')
  const image = meta.image.split(/[/\\]/).at(-1) ?? ''
  if (image === '' || image === '..')
    return refused('it names no picture', 'Export the sheet with its picture.')
  const tags = meta.frameTags ?? []
  const plans = tags.length === 0 ? [planAll(all, loops)] : tags.map((tag) => planTag(all, tag, loops))
  const fault = plans.find((plan) => 'fault' in plan)
  if (fault !== undefined && 'fault' in fault) return fault
  return assemble(image, all, plans as Plan[], tags)
}

interface Plan {
  readonly animation: AssetAnimation
  /** Indices into the sheet's frames. */
  readonly order: readonly number[]
  readonly isStretched: boolean
}

function assemble(
  image: string,
  all: readonly AsepriteFrame[],
  plans: readonly Plan[],
  tags: readonly AsepriteTag[],
): AsepriteAnswer {
  const names = plans.map(({ animation }) => animation.name)
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined) return refused(`two tags are called ${twice}`, 'Rename one of them in Aseprite.')
  if (plans.length > limits.animationsMax)
    return refused(
      `it has ${plans.length} tags; assets have up to ${limits.animationsMax}`,
      'Split the sprite.',
    )
  const order = plans.flatMap((plan) => plan.order)
  if (order.length > limits.framesMax)
    return refused(
      `its animations play ${order.length} frames of one length; assets have up to ${limits.framesMax}`,
      'Shorten it, give its frames equal durations, or split it by tags into two sprites.',
    )
  const unused = all.length - new Set(order).size
  const stretched = plans.filter(({ isStretched }) => isStretched).map(({ animation }) => animation.name)
  const [first] = all
  const frameSize = { width: first?.sourceSize?.w ?? 0, height: first?.sourceSize?.h ?? 0 }
  const hasSize = frameSize.width > 0 && frameSize.height > 0
  const differs = all.findIndex(
    ({ sourceSize }) => sourceSize?.w !== first?.sourceSize?.w || sourceSize?.h !== first?.sourceSize?.h,
  )
  if (differs > 0) return refused(`frame ${differs + 1} has another canvas`, 'Export one sprite a sheet.')
  return {
    strip: {
      image,
      frames: order.map((index) => frameOf(all[index]!)),
      ...(hasSize ? { frameSize } : {}),
      animations: plans.map(({ animation }) => animation),
      notes: [
        ...(unused > 0 && tags.length > 0 ? [`frames without a tag are left out: ${unused}`] : []),
        ...stretched.map((name) => `${name}: frames that stay longer are repeated`),
      ],
    },
  }
}

function frameOf({ frame, spriteSourceSize }: AsepriteFrame): StripFrame {
  const { x, y, w, h } = frame
  const offset = { x: spriteSourceSize?.x ?? 0, y: spriteSourceSize?.y ?? 0 }
  return { box: { x, y, width: w, height: h }, offset }
}

/** A list as it is; by name in the order of the file, which is that of the sprite. */
function framesInOrder(
  frames: readonly AsepriteFrame[] | Readonly<Record<string, AsepriteFrame>>,
): AsepriteFrame[] {
  return Array.isArray(frames) ? [...(frames as AsepriteFrame[])] : Object.values(frames)
}

function planAll(all: readonly AsepriteFrame[], loops: boolean | undefined) {
  return beat(
    all,
    all.map((_, index) => index),
    'default',
    loops ?? true,
  )
}

function planTag(all: readonly AsepriteFrame[], tag: AsepriteTag, loops: boolean | undefined) {
  const { name, from, to, direction, repeat } = tag
  if (from > to || to >= all.length)
    return refused(`tag ${name} plays frames ${from} to ${to} of ${all.length}`, 'Export it again.')
  const forward = Array.from({ length: to - from + 1 }, (_, index) => from + index)
  const there = direction === 'reverse' || direction === 'pingpong_reverse' ? forward.toReversed() : forward
  const back = direction.startsWith('pingpong') ? there.slice(1, -1).reverse() : []
  const word = name
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
  if (word === '' || word.length > 40)
    return refused(`"${name}" is no name of an animation`, 'Name the tag with letters and digits: walk-left')
  return beat(all, [...there, ...back], word, loops ?? repeat === undefined)
}

/** An animation whose frames have one length: those that stay longer occur several times. */
function beat(
  all: readonly AsepriteFrame[],
  order: readonly number[],
  name: string,
  loop: boolean,
): Plan | { readonly fault: AsepriteFault } {
  const lengths = order.map((index) => all[index]!.duration)
  const shortest = lengths.reduce((least, ms) => Math.min(least, ms), Number.POSITIVE_INFINITY)
  const longest = lengths.reduce((most, ms) => Math.max(most, ms), 0)
  if (longest - shortest <= sameMs) {
    const meanMs = lengths.reduce((sum, ms) => sum + ms, 0) / lengths.length
    return planOf(name, order, meanMs, loop, false)
  }
  for (let parts = 1; parts <= partsMax; parts++) {
    const unitMs = shortest / parts
    const counts = lengths.map((ms) => Math.round(ms / unitMs))
    const fits = lengths.every((ms, at) => Math.abs(ms - counts[at]! * unitMs) <= ms * multipleTolerance)
    if (!fits) continue
    const stretched = order.flatMap((index, at) =>
      Array.from({ length: Math.min(counts[at]!, limits.framesMax + 1) }, () => index),
    )
    return planOf(name, stretched, unitMs, loop, true)
  }
  return refused(
    `the frames of ${name} last ${shortest} to ${longest} ms, which have no common beat`,
    'Give them equal durations, or multiples of the shortest.',
  )
}

function planOf(
  name: string,
  order: readonly number[],
  frameMs: number,
  loop: boolean,
  isStretched: boolean,
): Plan | { readonly fault: AsepriteFault } {
  const fps = Math.round(1_000_000 / frameMs) / 1000
  if (fps > limits.fpsMax)
    return refused(
      `${name} would play ${fps} frames a second; the limit is ${limits.fpsMax}`,
      'Make its frames longer.',
    )
  return { animation: { name, frames: order.length, fps, loop }, order, isStretched }
}

function refused(message: string, hint: string): { readonly fault: AsepriteFault } {
  return { fault: { message, hint } }
}
