import type { RunOptions } from '../../core/run-options.js'

/** A run that waits for people, as the page shows it. */
export const options: RunOptions = {
  seed: 1,
  variantsPerSpec: null,
  provider: 'procedural',
  review: 'person',
  targets: ['generic'],
  palette: [],
  windowSize: 8,
  undoWindowMs: 1000,
}
