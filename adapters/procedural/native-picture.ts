import type { PaintRequest } from '../../core/generation/paint-request.js'
import type { PaletteRamps } from './palette-ramps.js'

/** A picture at native size: palette index + 1 per pixel, 0 = transparent. */
export interface NativePicture {
  readonly width: number
  readonly height: number
  readonly pixels: Uint16Array
  readonly ramps: PaletteRamps
  /** Opacity per pixel, 0-255, where graded alpha was asked for; without it, what is not transparent is opaque. */
  readonly alpha?: Uint8Array
}

export type NativeRequest = Pick<
  PaintRequest,
  | 'prompt'
  | 'subject'
  | 'assetType'
  | 'nativeSize'
  | 'seamless'
  | 'background'
  | 'palette'
  | 'outlinePx'
  | 'light'
  | 'seed'
  | 'frames'
  | 'nineSlice'
  | 'alpha'
>
