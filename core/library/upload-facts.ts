import type { UploadRow } from '../library-ports.js'

/** What was measured of handed-in bytes. */
export type UploadFacts = Pick<UploadRow, 'mediaType' | 'width' | 'height' | 'transparent' | 'durationMs'>

/** Reads the bytes whole. Throws InvalidInput, with what to do, for anything but a sound PNG, WAV or OGG. */
export type ExamineUpload = (bytes: Uint8Array) => Promise<UploadFacts>

/** Pixels of a handed-in picture; of more, decoding alone would take too much memory. */
export const uploadPixelsMax = 4_194_304
