import { z } from 'zod'

const px = z.number().int().min(0)
const pivot = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) })

/** `atlases/<name>.json` of the target generic: everything an own loader needs, in pixels, y from the top. */
export const genericAtlasSchema = z.object({
  format: z.literal('assetloom-atlas/1'),
  /** `image` is relative to this file. */
  pages: z.array(z.object({ image: z.string(), width: px, height: px })),
  frames: z.array(
    z.object({
      key: z.string(),
      page: px,
      x: px,
      y: px,
      width: px,
      height: px,
      /** Upper left corner of the trimmed box in the untrimmed frame. */
      trim: z.object({ x: px, y: px }),
      sourceSize: z.object({ width: px, height: px }),
      /** 0-1 of the untrimmed frame. */
      pivot,
    }),
  ),
  /** Absent when nothing moves. `frames` are keys of frames. */
  animations: z
    .array(
      z.object({
        key: z.string(),
        name: z.string(),
        fps: z.number().positive(),
        loop: z.boolean(),
        frames: z.array(z.string()),
      }),
    )
    .optional(),
  /** Frames that stand still, by name; absent when there are none. */
  states: z.array(z.object({ key: z.string(), name: z.string(), frame: z.string() })).optional(),
  /** Widths of the borders that do not stretch, for every frame of the key; absent when there are none. */
  nineSlice: z.array(z.object({ key: z.string(), left: px, top: px, right: px, bottom: px })).optional(),
})

export type GenericAtlas = z.infer<typeof genericAtlasSchema>
