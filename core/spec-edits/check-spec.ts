import { loopObjection } from '../audio/loop-points.js'
import { cutoutObstacle } from '../generation/cutout-rules.js'
import { assetSpecSchema, assetTypes, type AssetSpec } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import { objectToReference } from '../spec/reference-rules.js'
import { framesOf, isSound } from '../spec/spec-frames.js'
import type { SpecChanges } from './spec-edit.schema.js'

/** Why something cannot be used. */
export interface SpecObjection {
  /** Path of the member: `size.width`. */
  readonly member: string
  readonly message: string
  /** What to give instead. */
  readonly hint: string
}

const { nativeSideMinPx, nativeSideMaxPx } = limits

/** What each member may be, for hints; by the first part of its path. */
export const memberHints: Readonly<Record<string, string>> = {
  assetType: `One of ${assetTypes.join(', ')}.`,
  category: 'A word of up to 80 characters.',
  prompt: 'Up to 2000 characters; the positive one at least one.',
  size: `Whole pixels from ${nativeSideMinPx} to ${nativeSideMaxPx}, such as 32x32.`,
  pivot: 'x and y from 0 to 1, from the upper left.',
  seamless: 'true or false.',
  background: 'transparent or opaque.',
  variants: `A whole number from 1 to ${limits.variantsMax}.`,
  palette: `Up to ${limits.paletteMax} colours such as #2b1d1a.`,
  outlinePx: '0, 1 or 2.',
  light: 'upper-left, upper-right, top or front.',
  provider: 'The name of a provider of this service.',
  tags: 'Up to 40 tags of up to 60 characters.',
  animations: `name (lower-case words joined by -), frames (all together up to ${limits.framesMax}), fps (up to ${limits.fpsMax}) and loop.`,
  states: 'Two or more different names, lower-case words joined by -.',
  nineSlice: 'left, top, right and bottom in pixels, together less than the side.',
  alpha: 'soft, or null.',
  cutout: 'model, or null.',
  kernel: 'nearest or lanczos, or null.',
  formats: 'png and webp, or null.',
  sound: 'durationMs {min, max}, loop, loopMs {start, end}, formats, peakDb, loudnessLufs, trimBelowDb.',
  integration: 'manifestKey, manifestSection, manifestType, manifestPath, description.',
  loras: 'Up to 8, each with name and weight (-2 to 2).',
  generation: 'steps, sampler, cfg, checkpoint, width, height.',
  postChain: 'Steps of core/finish, each once.',
  reference:
    'sha256 of an uploaded PNG, use (variation, inpaint, reference or upscale), strength (0-1), mask; or null.',
  set: `Members: assetType, category, prompt, size, pivot, variants, palette, outlinePx, light, tags, ...`,
  key: 'Lower-case words joined by -, up to 80 characters.',
}

export function hintOf(member: string): string {
  const [first = ''] = member.split('.')
  return memberHints[first] ?? 'docs/guides/edit-specs.md names what may stand here.'
}

/** The first thing that makes a whole spec unusable; null when it is sound. */
export function checkSpec(spec: AssetSpec): SpecObjection | null {
  const wrongKind = kindObjection(spec)
  if (wrongKind !== null) return wrongKind
  const checked = assetSpecSchema.safeParse(spec)
  if (!checked.success) {
    const [issue] = checked.error.issues
    const member = issue?.path.map(String).join('.') ?? ''
    return { member, message: lowerFirst(issue?.message ?? 'is not usable'), hint: hintOf(member) }
  }
  return (
    motionObjection(spec) ??
    borderObjection(spec) ??
    soundObjection(spec) ??
    cutoutObjection(spec) ??
    objectToReference(spec)
  )
}

function cutoutObjection(spec: AssetSpec): SpecObjection | null {
  const obstacle = spec.cutout === undefined ? null : cutoutObstacle(spec)
  if (obstacle === null) return null
  return {
    member: 'cutout',
    message: `there is no background for a model to remove: ${obstacle}`,
    hint: 'Set it to null.',
  }
}

export function lowerFirst(text: string): string {
  return text.charAt(0).toLowerCase() + text.slice(1)
}

function motionObjection(spec: AssetSpec): SpecObjection | null {
  const { animations, states } = spec
  if (animations !== undefined && states !== undefined)
    return {
      member: 'animations',
      message: 'an asset has animations or states, not both',
      hint: 'Set the other one to null.',
    }
  const member = animations === undefined ? 'states' : 'animations'
  const names = animations?.map(({ name }) => name) ?? states ?? []
  const twice = names.find((name, index) => names.indexOf(name) !== index)
  if (twice !== undefined)
    return { member, message: `the name ${twice} stands twice`, hint: 'Give each a name of its own.' }
  const frames = framesOf(spec).length
  if (frames <= limits.framesMax) return null
  const message = `${frames} frames are more than the limit of ${limits.framesMax} for one asset`
  return { member, message, hint: 'Make an animation shorter, or another asset of it.' }
}

function borderObjection({ nineSlice, size }: AssetSpec): SpecObjection | null {
  if (nineSlice === undefined) return null
  const { left, top, right, bottom } = nineSlice
  if (left + right < size.width && top + bottom < size.height) return null
  const message = `borders of ${left + right} and ${top + bottom} px leave nothing to stretch in ${size.width}x${size.height}`
  return { member: 'nineSlice', message, hint: 'Make the borders narrower or the size larger.' }
}

function kindObjection(spec: AssetSpec): SpecObjection | null {
  const { sound, assetType } = spec
  if (isSound(spec) === (sound !== undefined)) return null
  if (isSound(spec))
    return { member: 'sound', message: `a ${assetType} needs its sound`, hint: hintOf('sound') }
  return {
    ...{ member: 'sound', message: `a ${assetType} has no sound` },
    hint: 'Leave sound out, or set assetType to sfx or music.',
  }
}

function soundObjection({ sound }: AssetSpec): SpecObjection | null {
  if (sound === undefined) return null
  const loop = loopObjection(sound)
  if (loop !== null)
    return {
      ...{ member: 'sound.loopMs', message: loop },
      hint: 'Give start and end in milliseconds, within durationMs.max.',
    }
  if (sound.durationMs.min <= sound.durationMs.max) return null
  return {
    member: 'sound.durationMs',
    message: 'the shortest is longer than the longest',
    hint: 'Give min and max in milliseconds, the smaller one as min.',
  }
}

/** What may be changed of art that came from outside: its bytes are what they are. */
const changeableOfOutside: readonly string[] = ['category', 'prompt', 'pivot', 'tags', 'integration']

/** Why these changes are not for this spec, whatever they give; null when they are. */
export function refuseChanges({ origin }: AssetSpec, set: SpecChanges): SpecObjection | null {
  if (origin === undefined) return null
  const member = Object.keys(set).find((name) => !changeableOfOutside.includes(name))
  if (member === undefined) return null
  return {
    member,
    message: 'art from outside is taken as it is',
    hint: `Import another file; changeable are ${changeableOfOutside.join(', ')}.`,
  }
}
