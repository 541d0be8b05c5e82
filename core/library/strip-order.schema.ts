import { z } from 'zod'
import { animationSchema } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'

const px = z.number().int().min(0).max(65_535)
const sidePx = z.number().int().min(1).max(65_535)

/** One frame: a whole picture, or a box of one. */
export const stripFrameSchema = z.strictObject({
  /** Of an upload; absent = the file that the asset is named by. */
  sha256: z
    .string()
    .regex(/^[0-9a-f]{64}$/, 'is no SHA-256')
    .optional(),
  /** Pixels of the picture; absent = all of it. */
  box: z.strictObject({ x: px, y: px, width: sidePx, height: sidePx }).optional(),
  /** Where the box lies in the untrimmed frame, pixels; absent = at its upper left corner. */
  offset: z.strictObject({ x: px, y: px }).optional(),
})

/** How pictures that a person handed in become one asset that moves. */
export const stripOrderSchema = z.strictObject({
  /** In the order of the animations. */
  frames: z.array(stripFrameSchema).min(1).max(limits.framesMax),
  /** Of every frame, untrimmed; absent = that of the first box. */
  frameSize: z.strictObject({ width: sidePx, height: sidePx }).optional(),
  animations: z.array(animationSchema.strict()).min(1).max(limits.animationsMax),
})

export type StripFrame = z.infer<typeof stripFrameSchema>
export type StripOrder = z.infer<typeof stripOrderSchema>
