import type { RunOptions } from '../../core/run-options.js'

export const wishlistOptions: RunOptions = {
  seed: 1,
  variantsPerSpec: null,
  provider: 'procedural',
  review: 'person',
  targets: ['generic'],
  palette: [],
  windowSize: 8,
  undoWindowMs: 1000,
}
