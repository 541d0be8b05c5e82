import { framesOf } from '../../../core/spec/spec-frames.js'
import type { VariantView } from '../../../core/http/http-api.js'
import type { SpecView } from '../../http/assetloom-client.js'
import type { ArtSize } from './art-pixels.js'
import type { ArtSource } from './art-store.js'

/** What is at an address: a picture whose background is removed later, one that keeps it, or a sound. */
export type ArtKind = 'cutout' | 'whole' | 'sound'

/** `cutout` shows the art on the page's ground, `delivered` the picture as the painter made it. */
export type ArtFace = 'cutout' | 'delivered'

/** One frame of a strip of `count`. */
export interface FrameView {
  readonly index: number
  readonly count: number
}

/** Tiles and backdrops fill their frame; for every other picture the background is removed after approval. */
export function kindOf(spec: Pick<SpecView, 'sound' | 'keepsBackground'>): ArtKind {
  if (spec.sound !== undefined) return 'sound'
  return spec.keepsBackground ? 'whole' : 'cutout'
}

/** Where the picture of a variant is, as one of many in a grid, of a few, or to be looked at closely. */
export function sourceOf(
  variant: VariantView,
  spec: SpecView,
  face: ArtFace,
  use: 'many' | 'few' | 'close',
): ArtSource {
  const kind = kindOf(spec)
  const { imageUrl: url, thumbUrl, previewUrl } = variant
  if (kind === 'sound') return { url, task: 'sound' }
  if (face === 'delivered') return { url, task: 'delivered' }
  const own = { url, task: kind === 'cutout' ? 'cutout' : 'delivered' } as const
  // The small one has only the first frame of a strip.
  const isStill = spec.animations === undefined && spec.states === undefined
  const ready = use === 'many' && isStill ? (thumbUrl ?? previewUrl) : previewUrl
  const isExact = Math.max(spec.size.width, spec.size.height) <= readyMaxPx
  return ready === undefined || (use === 'close' && !isExact)
    ? own
    : { url: ready, task: 'ready', otherwise: own }
}

/** Up to so many are shown large enough for more than a thumbnail. */
export const fewMax = 24

/** The longest side of a frame that the server prepares. */
const readyMaxPx = 512

/** Native pixels of what is shown: one frame, or all of them side by side. */
export function shownSize(native: ArtSize, frame: FrameView | null): ArtSize {
  return { width: native.width / (frame?.count ?? 1), height: native.height }
}

/** What the spec says of it, before a picture is there. */
export function plannedSize(spec: SpecView, frame: FrameView | null): ArtSize {
  if (spec.sound !== undefined) return { width: 384, height: 96 }
  return shownSize(stripOf(spec), frame)
}

function stripOf(spec: SpecView): ArtSize {
  const { size, animations, states } = spec
  const count = framesOf({
    ...(animations === undefined ? {} : { animations }),
    ...(states === undefined ? {} : { states }),
  }).length
  return { width: size.width * count, height: size.height }
}
