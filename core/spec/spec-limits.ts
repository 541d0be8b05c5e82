/** Bounds of one spec and of one wishlist: for the schema, and for the page, which says them while somebody types. */
export const limits = {
  nativeSideMaxPx: 1024,
  nativeSideMinPx: 4,
  variantsMax: 16,
  paletteMax: 256,
  specsPerWishlistMax: 10_000,
  wishlistBytesMax: 1_048_576,
  /** Of one spec, all animations together; a strip of them is one picture. */
  framesMax: 64,
  animationsMax: 16,
  fpsMax: 60,
  soundMsMax: 120_000,
  /** Providers that may take the place of another. */
  fallbacksMax: 4,
  /** Of a round. */
  draftsMax: 16,
} as const
