/**
 * Strengths from 0 (as ever) to 1 (as far as the provider can go) that mean the same to every provider; each turns them
 * into its own parameters. `paletteStrength`: colours keep to the palette. `steadiness`: frames keep to one another, and
 * a tile to its seam. `margin`: the subject stays clear of the border. `simplicity`: fewer and larger forms.
 * `effort`: more steps.
 */
export const adjustableParameters = [
  'paletteStrength',
  'steadiness',
  'margin',
  'simplicity',
  'effort',
] as const
export type AdjustableParameter = (typeof adjustableParameters)[number]
