import { z } from 'zod'
import { animationSchema, assetTypes, originSchema } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'

export const importFormat = 'assetloom-import/1'
/** Files of one order. */
export const importedFilesMax = 500

const sidePx = z.number().int().min(limits.nativeSideMinPx).max(limits.nativeSideMaxPx)

/** One picture or sound that a person handed in, as measured when it came. */
export const importedFileSchema = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(80),
  type: z.enum(assetTypes),
  /** As its owner called it. */
  file: z.string().min(1).max(200),
  mediaType: z.enum(['image/png', 'audio/wav', 'audio/ogg']),
  /** Pixels; of pictures, of one frame where there are several. */
  width: sidePx.optional(),
  height: sidePx.optional(),
  /** Some pixel is not opaque. */
  transparent: z.boolean().optional(),
  /** Of sounds. */
  durationMs: z.number().int().min(1).max(limits.soundMsMax).optional(),
  loop: z.boolean().optional(),
  /** Of pictures that move: their frames stand side by side, and the size above is that of one. */
  animations: z.array(animationSchema).min(1).max(limits.animationsMax).optional(),
  tags: z.array(z.string().max(60)).max(40).optional(),
  origin: originSchema,
})

/** Outside art in the order in which it was named; kept as the text of a wishlist. */
export const importOrderSchema = z.strictObject({
  format: z.literal(importFormat),
  assets: z.array(importedFileSchema).min(1).max(importedFilesMax),
})

export type ImportedFile = z.infer<typeof importedFileSchema>
