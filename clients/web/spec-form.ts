import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { isSound } from '../../core/spec/spec-frames.js'

export type FrameMode = 'still' | 'animations' | 'states'

export interface AnimationRow {
  readonly name: string
  readonly frames: string
  /** Frames a second. */
  readonly fps: string
  readonly loop: boolean
}

/** What stands in the fields of the form, as it was typed. */
export interface SpecForm {
  readonly positive: string
  readonly negative: string
  readonly width: string
  readonly height: string
  readonly variants: string
  readonly palette: string
  readonly tags: string
  readonly pivotX: string
  readonly pivotY: string
  readonly frames: FrameMode
  readonly animations: readonly AnimationRow[]
  readonly states: string
  readonly hasNineSlice: boolean
  readonly left: string
  readonly top: string
  readonly right: string
  readonly bottom: string
  readonly minSeconds: string
  readonly maxSeconds: string
  readonly loop: boolean
}

export const formFields = [
  'prompt',
  'negative',
  'size',
  'variants',
  'palette',
  'tags',
  'pivot',
  'frames',
  'nineSlice',
  'sound',
] as const
/** One line of the form, with one place for what is wrong with it. */
export type FormField = (typeof formFields)[number]

/** The lines that fit a kind of asset: sounds have no size, and only UI has borders that do not stretch. */
export function fieldsOf(spec: Pick<AssetSpec, 'assetType' | 'nineSlice'>): readonly FormField[] {
  if (isSound(spec)) return ['prompt', 'negative', 'sound', 'variants', 'tags']
  const hasBorders = spec.assetType === 'ui' || spec.nineSlice !== undefined
  return formFields.filter((field) => field !== 'sound' && (field !== 'nineSlice' || hasBorders))
}

/** The form that shows a spec. Durations are shown in seconds. */
export function formOf(spec: AssetSpec): SpecForm {
  const { prompt, size, pivot, nineSlice, sound } = spec
  const third = { side: Math.floor(size.width / 3), top: Math.floor(size.height / 3) }
  const borders = nineSlice ?? { left: third.side, right: third.side, top: third.top, bottom: third.top }
  return {
    ...{ positive: prompt.positive, negative: prompt.negative },
    ...{ width: String(size.width), height: String(size.height), variants: String(spec.variants) },
    ...{ palette: spec.palette.join(' '), tags: spec.tags.join(', ') },
    ...{ pivotX: String(pivot.x), pivotY: String(pivot.y) },
    frames: spec.animations ? 'animations' : spec.states ? 'states' : 'still',
    animations: (spec.animations ?? [newAnimation('idle')]).map((one) => ({
      ...{ name: one.name, loop: one.loop },
      ...{ frames: String(one.frames), fps: String(one.fps) },
    })),
    states: (spec.states ?? []).join(', '),
    hasNineSlice: nineSlice !== undefined,
    ...{ left: String(borders.left), right: String(borders.right) },
    ...{ top: String(borders.top), bottom: String(borders.bottom) },
    minSeconds: String((sound?.durationMs.min ?? 0) / 1000),
    maxSeconds: String((sound?.durationMs.max ?? 0) / 1000),
    loop: sound?.loop ?? false,
  }
}

/** What is usual where nobody says. */
export function newAnimation(name: string) {
  return { name, frames: 4, fps: 8, loop: true }
}
