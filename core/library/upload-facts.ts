import type { AssetLook, UploadRow } from '../library-ports.js'
import type { StripFrame, StripOrder } from './strip-order.schema.js'

/** What was measured of handed-in bytes. */
export type UploadFacts = Pick<UploadRow, 'mediaType' | 'width' | 'height' | 'transparent' | 'durationMs'>

/** What a draft spec of a picture takes from it; of sounds nothing. */
export interface PictureFacts {
  readonly look: AssetLook
  /** Every colour of an opaque pixel as `#rrggbb`, by frequency; null where there are more than 64. */
  readonly palette: readonly string[] | null
}

export interface ExaminedUpload extends UploadFacts {
  readonly picture: PictureFacts | null
}

/** Reads the bytes whole. Throws InvalidInput, with what to do, for anything but a sound PNG, WAV or OGG. */
export type ExamineUpload = (bytes: Uint8Array) => Promise<ExaminedUpload>

/** Pixels of a handed-in picture; of more, decoding alone would take too much memory. */
export const uploadPixelsMax = 4_194_304

/** Frames side by side, as one PNG. */
export interface ComposedStrip {
  readonly png: Uint8Array
  readonly frameSize: { readonly width: number; readonly height: number }
  readonly transparent: boolean
}

/** Makes one strip of uploads. Throws InvalidInput, with what to do, for frames that cannot be one. */
export type ComposeStrip = (
  frames: readonly (Omit<StripFrame, 'sha256'> & { readonly sha256: string })[],
  frameSize: StripOrder['frameSize'],
) => Promise<ComposedStrip>
