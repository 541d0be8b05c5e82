import { fillBox, type Rgb } from '../raster/fill-box.js'
import type { Raster } from '../raster/raster.js'

/** A cell of the font: three by five pixels and one clear one to the right and below. */
export const tinyAdvancePx = 4
export const tinyLinePx = 6
const glyphWidthPx = 3

/**
 * Glyphs for what keys and frame names are made of, drawn for this project; the built-in font is too large for a tile
 * of 16 pixels. One octal digit a row from the top, the leftmost pixel as the highest bit.
 */
const glyphRows: Readonly<Record<string, string>> = {
  '0': '75557',
  '1': '26227',
  '2': '71747',
  '3': '71717',
  '4': '55711',
  '5': '74717',
  '6': '74757',
  '7': '71122',
  '8': '75757',
  '9': '75717',
  a: '25755',
  b: '65656',
  c: '34443',
  d: '65556',
  e: '74647',
  f: '74644',
  g: '34553',
  h: '55755',
  i: '72227',
  j: '11152',
  k: '55655',
  l: '44447',
  m: '57755',
  n: '65555',
  o: '25552',
  p: '65644',
  q: '25573',
  r: '65655',
  s: '34216',
  t: '72222',
  u: '55557',
  v: '55552',
  w: '55775',
  x: '55255',
  y: '55222',
  z: '71247',
  '-': '00700',
  '.': '00002',
}

/** Draws one line, upper left corner at x, y, each font pixel as `scale` x `scale`; unknown characters stay clear. */
export function drawTinyText(
  target: Raster,
  text: string,
  place: { readonly x: number; readonly y: number; readonly scale: number; readonly colour: Rgb },
): void {
  const { scale, colour } = place
  for (const [index, character] of Array.from(text).entries())
    for (const [row, digit] of Array.from(glyphRows[character] ?? '').entries())
      for (let column = 0; column < glyphWidthPx; column++) {
        if (((Number(digit) >> (glyphWidthPx - 1 - column)) & 1) === 0) continue
        const x = place.x + (index * tinyAdvancePx + column) * scale
        fillBox(target, { x, y: place.y + row * scale, width: scale, height: scale }, colour)
      }
}
