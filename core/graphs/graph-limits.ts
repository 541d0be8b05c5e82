/** Bounds of a graph and its bindings. */
export const graphLimits = {
  nodesMax: 500,
  inputsMax: 60,
  targetsMax: 64,
  repeatsMax: 64,
  lorasMax: 8,
  packsMax: 8,
  listMax: 200,
  textMax: 8_000,
  fileNameMax: 240,
  /** Of one file, UTF-8. */
  fileBytesMax: 1_048_576,
  /** Of values within values. */
  depthMax: 16,
  /** What is told of one graph. */
  problemsMax: 100,
} as const
