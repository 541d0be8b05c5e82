import { frameSizeOf, isStrip } from '../atlas/cut-frames.js'
import type { FrozenAsset } from '../bundle-ports.js'
import type { AssetType } from '../spec/asset-spec.schema.js'
import { frameKey, framesOf } from '../spec/spec-frames.js'

/** Widths of the borders that do not stretch, pixels. */
export interface Borders {
  readonly left: number
  readonly top: number
  readonly right: number
  readonly bottom: number
}

export interface BundleAnimation {
  readonly name: string
  /** Frames a second. */
  readonly fps: number
  readonly loop: boolean
  /** Names of frames, in the order in which they are shown. */
  readonly frames: readonly string[]
}

export interface BundleState {
  readonly name: string
  /** The name of its frame. */
  readonly frame: string
}

/** What a game needs to know of one asset with pictures. */
export interface BundleSprite {
  readonly key: string
  readonly type: AssetType
  /** Opposite edges continue each other. */
  readonly seamless: boolean
  /** Of one untrimmed frame, pixels. */
  readonly width: number
  readonly height: number
  /** 0-1 of the untrimmed frame, y from the top. */
  readonly pivot: { readonly x: number; readonly y: number }
  /** Path of the untrimmed picture: a still, or all frames side by side. */
  readonly image: string
  readonly isStrip: boolean
  /** Names of all frames, left to right; of a still, its key alone. */
  readonly frames: readonly string[]
  /** Empty for a still and for states. */
  readonly animations: readonly BundleAnimation[]
  /** Empty for a still and for animations. */
  readonly states: readonly BundleState[]
  readonly nineSlice: Borders | null
}

/** The frames of an asset by animation and state, as every part of a bundle tells them. `places` are those of placeAssets. */
export function spriteOf({ asset, spec }: FrozenAsset, places: ReadonlyMap<string, string>): BundleSprite {
  const key = asset.specKey
  const frames = framesOf(spec)
  const animations = (spec.animations ?? []).map(({ name, fps, loop }) => ({
    name,
    fps,
    loop,
    frames: frames.filter(({ animation }) => animation === name).map((frame) => frameKey(key, frame)),
  }))
  const { nineSlice } = spec
  return {
    key,
    type: spec.assetType,
    seamless: spec.seamless,
    ...frameSizeOf(spec, asset),
    pivot: { x: spec.pivot.x, y: spec.pivot.y },
    image: `${places.get(key)!}.png`,
    isStrip: isStrip(spec),
    frames: frames.map((frame) => frameKey(key, frame)),
    animations,
    states: (spec.animations === undefined ? (spec.states ?? []) : []).map((name) => ({
      name,
      frame: frameKey(key, { name }),
    })),
    nineSlice: nineSlice === undefined ? null : bordersOf(nineSlice),
  }
}

/** The borders with their members in one order, so that equal ones are written alike. */
export function bordersOf({ left, top, right, bottom }: Borders): Borders {
  return { left, top, right, bottom }
}
