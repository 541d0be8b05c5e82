import type { Rgb } from '../raster/fill-box.js'

/** `#rrggbb` to bytes. Throws a RangeError for any other text. */
export function hexToRgb(hex: string): Rgb {
  if (!/^#[0-9a-fA-F]{6}$/.test(hex)) throw new RangeError(`"${hex}" is no colour of the form #rrggbb`)
  const value = Number.parseInt(hex.slice(1), 16)
  return [value >> 16, (value >> 8) & 255, value & 255]
}

/** Bytes to `#rrggbb`, lower case. */
export function rgbToHex(red: number, green: number, blue: number): string {
  return `#${((red << 16) | (green << 8) | blue).toString(16).padStart(6, '0')}`
}
