import { z } from 'zod'

const px = z.number().int().min(0)
const box = z.object({ x: px, y: px, w: px, h: px })
const point = z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) })

/**
 * One page of a sprite sheet as pixi.js 8 reads it (its `SpritesheetData`, the hash form of TexturePacker). `frame`
 * is the trimmed box in the page, `spriteSourceSize` the same box in the untrimmed picture of `sourceSize`.
 */
export const pixiAtlasSchema = z.object({
  frames: z.record(
    z.string(),
    z.object({
      frame: box,
      rotated: z.literal(false),
      trimmed: z.boolean(),
      spriteSourceSize: box,
      sourceSize: z.object({ w: px, h: px }),
      /** pixi.js takes `anchor`; `pivot` is the same for loaders that take that name. */
      anchor: point,
      pivot: point,
      /** Of a nine-slice picture: pixi.js makes them the texture's `defaultBorders`. */
      borders: z.object({ left: px, top: px, right: px, bottom: px }).optional(),
    }),
  ),
  /**
   * `<key>.<animation>` to names of frames. pixi.js looks them up in this page alone, so that one whose frames lie on
   * several pages is in no sheet. Rates and loops have no place here: assets.ts and manifest.json tell them.
   */
  animations: z.record(z.string(), z.array(z.string())).optional(),
  meta: z.object({
    app: z.literal('assetloom'),
    version: z.literal('1'),
    image: z.string(),
    format: z.literal('RGBA8888'),
    size: z.object({ w: px, h: px }),
    scale: z.literal('1'),
    /** The other pages: loading any one page loads them all. */
    related_multi_packs: z.array(z.string()).optional(),
  }),
})

export type PixiAtlas = z.infer<typeof pixiAtlasSchema>
