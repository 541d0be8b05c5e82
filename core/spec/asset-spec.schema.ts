import { z } from 'zod'

export const assetTypes = ['character', 'prop', 'item', 'tile', 'ui', 'vfx', 'backdrop', 'particle'] as const

/** `#rrggbb`, lower case. */
export const hexColourSchema = z.string().regex(/^#[0-9a-f]{6}$/)

export const limits = {
  nativeSideMaxPx: 1024,
  nativeSideMinPx: 4,
  variantsMax: 16,
  paletteMax: 256,
  specsPerWishlistMax: 10_000,
  wishlistBytesMax: 1_048_576,
} as const

const sidePx = z.number().int().min(limits.nativeSideMinPx).max(limits.nativeSideMaxPx)

/** One asset that a team wants, fully resolved: nothing later falls back to a project default. */
export const assetSpecSchema = z.object({
  /** Stable key within a project: lower-case kebab. A later revision of the same thing keeps it. */
  key: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(80),
  assetType: z.enum(assetTypes),
  /** The category as the user wrote it. */
  category: z.string().min(1).max(80),
  prompt: z.object({ positive: z.string().min(1).max(2000), negative: z.string().max(2000) }),
  /** Size in the game, in native pixels. */
  size: z.object({ width: sidePx, height: sidePx }),
  /** 0-1 of the untrimmed frame, x from the left, y from the top. */
  pivot: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
  /** Tiles: opposite edges continue each other and no background is removed. */
  seamless: z.boolean(),
  background: z.enum(['transparent', 'opaque']),
  variants: z.number().int().min(1).max(limits.variantsMax),
  /** Colours that the finished asset may use; empty = any. */
  palette: z.array(hexColourSchema).max(limits.paletteMax),
  outlinePx: z.number().int().min(0).max(2),
  light: z.enum(['upper-left', 'upper-right', 'top', 'front']),
  provider: z.string().min(1).max(40),
  tags: z.array(z.string().max(60)).max(40),
  /** Where the spec comes from, for problems and the review page. Line numbers start at 1. */
  source: z.object({ file: z.string(), line: z.number().int().min(1), text: z.string() }),
})

export type AssetSpec = z.infer<typeof assetSpecSchema>
export type AssetType = (typeof assetTypes)[number]
export type LightDirection = AssetSpec['light']
