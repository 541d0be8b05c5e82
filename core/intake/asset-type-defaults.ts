import type { AssetSpec, AssetType } from '../spec/asset-spec.schema.js'

export type AssetTypeDefaults = Pick<AssetSpec, 'size' | 'pivot' | 'seamless' | 'background' | 'outlinePx'>

/** Defaults of every type as a project has them; `variants` absent = the product's own number. */
export type TypeDefaultsTable = Readonly<
  Record<AssetType, AssetTypeDefaults & { readonly variants?: number }>
>

const feet = { x: 0.5, y: 1 }
const centre = { x: 0.5, y: 0.5 }
const square = (px: number) => ({ width: px, height: px })
/** Of the picture that stands for a sound. */
const waveform = { width: 128, height: 32 }

/**
 * What an asset is when its line does not say. Things that stand on the ground are placed by their feet, everything
 * else by its centre; tiles and backdrops fill their frame, so they keep their background and have no outline.
 */
export const assetTypeDefaults: Readonly<Record<AssetType, AssetTypeDefaults>> = {
  character: { size: square(32), pivot: feet, seamless: false, background: 'transparent', outlinePx: 1 },
  prop: { size: square(32), pivot: feet, seamless: false, background: 'transparent', outlinePx: 1 },
  item: { size: square(16), pivot: centre, seamless: false, background: 'transparent', outlinePx: 1 },
  tile: { size: square(32), pivot: centre, seamless: true, background: 'opaque', outlinePx: 0 },
  ui: { size: square(16), pivot: centre, seamless: false, background: 'transparent', outlinePx: 1 },
  vfx: { size: square(32), pivot: centre, seamless: false, background: 'transparent', outlinePx: 0 },
  backdrop: {
    size: { width: 320, height: 180 },
    pivot: centre,
    seamless: false,
    background: 'opaque',
    outlinePx: 0,
  },
  particle: { size: square(8), pivot: centre, seamless: false, background: 'transparent', outlinePx: 0 },
  sfx: { size: waveform, pivot: centre, seamless: false, background: 'opaque', outlinePx: 0 },
  music: { size: waveform, pivot: centre, seamless: false, background: 'opaque', outlinePx: 0 },
}
