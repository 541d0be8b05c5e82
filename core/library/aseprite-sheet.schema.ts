import { z } from 'zod'

const px = z.number().int().min(0).max(65_535)
const sizeSchema = z.object({ w: px, h: px })
const boxSchema = sizeSchema.extend({ x: px, y: px })

const frameSchema = z.object({
  filename: z.string().max(400).optional(),
  frame: boxSchema,
  rotated: z.boolean().optional(),
  trimmed: z.boolean().optional(),
  /** Where the box lies in the untrimmed frame. */
  spriteSourceSize: boxSchema.optional(),
  sourceSize: sizeSchema.optional(),
  /** Milliseconds. */
  duration: z.number().min(1).max(600_000),
})

const tagSchema = z.object({
  name: z.string().max(200),
  from: px,
  to: px,
  direction: z.enum(['forward', 'reverse', 'pingpong', 'pingpong_reverse']).default('forward'),
  /** How often it plays; absent = for ever. */
  repeat: z.union([z.string().max(10), z.number()]).optional(),
})

const framesMax = 4096

/**
 * What `aseprite --sheet ... --data ... --list-tags` writes (docs/cli.md of Aseprite), as a list or by name. Members
 * that nobody needs here are left out.
 */
export const asepriteSheetSchema = z.object({
  frames: z.union([
    z.array(frameSchema).min(1).max(framesMax),
    z
      .record(z.string(), frameSchema)
      .refine((frames) => Object.keys(frames).length <= framesMax, `has more than ${framesMax} frames`),
  ]),
  meta: z.object({
    image: z.string().min(1).max(1000),
    frameTags: z.array(tagSchema).max(256).optional(),
  }),
})

export type AsepriteSheet = z.infer<typeof asepriteSheetSchema>
export type AsepriteTag = z.infer<typeof tagSchema>
export type AsepriteFrame = z.infer<typeof frameSchema>
