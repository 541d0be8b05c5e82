import type { AssetSpec } from '../spec/asset-spec.schema.js'

/** What a bench makes: an ordinary sprite, so that graph, checkpoint and values are those of a project's own sprites. */
export const benchSpec: AssetSpec = {
  ...{ key: 'bench', assetType: 'prop', category: 'prop' },
  prompt: { positive: 'pixel art, wooden barrel with iron hoops, game sprite', negative: 'text, watermark' },
  size: { width: 64, height: 64 },
  pivot: { x: 0.5, y: 1 },
  ...{ seamless: false, background: 'transparent', variants: 1, palette: [], outlinePx: 1 },
  ...{ light: 'upper-left', provider: 'comfyui', tags: [] },
  source: { file: 'bench', line: 1, text: 'prop: wooden barrel with iron hoops' },
}

/** The same seeds in every bench: 16 hex digits, 0 for the picture that warms up. */
export function benchSeed(picture: number): string {
  return picture.toString(16).padStart(16, '0')
}

export const benchPicturesMin = 2
export const benchPicturesDefault = 8
export const benchPicturesMax = 200
