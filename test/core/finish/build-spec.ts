import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { testPalette } from '../raster/synthetic-sprite.js'

/** A prop of 32 x 32 px in the test palette. */
export function buildSpec(overrides: Partial<AssetSpec> = {}): AssetSpec {
  return {
    key: 'ring',
    assetType: 'prop',
    category: 'prop',
    prompt: { positive: 'ring', negative: '' },
    size: { width: 32, height: 32 },
    pivot: { x: 0.5, y: 1 },
    seamless: false,
    background: 'transparent',
    variants: 4,
    palette: [...testPalette],
    outlinePx: 1,
    light: 'upper-left',
    provider: 'procedural',
    tags: [],
    source: { file: 'list.txt', line: 1, text: 'prop: ring' },
    ...overrides,
  }
}

/** A tile spec of 16 x 16 px. */
export function buildTileSpec(overrides: Partial<AssetSpec> = {}): AssetSpec {
  return buildSpec({
    key: 'sand',
    assetType: 'tile',
    seamless: true,
    background: 'opaque',
    size: { width: 16, height: 16 },
    ...overrides,
  })
}
