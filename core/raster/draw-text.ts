import { glyphHeightPx, glyphOf, glyphWidthPx } from './bitmap-font.js'
import { fillBox, type Rgb } from './fill-box.js'
import type { Raster } from './raster.js'

/** From one character to the next, font pixels. */
const advancePx = glyphWidthPx + 1

/** From one line to the next, font pixels. */
export const lineHeightPx = glyphHeightPx + 2

/** The width of one line of text in pixels at a whole `scale`. */
export function measureTextPx(text: string, scale: number): number {
  return text.length === 0 ? 0 : (text.length * advancePx - 1) * scale
}

/** Draws one line in the built-in font, upper left corner at x, y, every font pixel as `scale` x `scale` pixels. */
export function drawText(
  target: Raster,
  text: string,
  place: { readonly x: number; readonly y: number; readonly scale: number; readonly colour: Rgb },
): void {
  const { scale, colour } = place
  Array.from(text).forEach((character, index) => {
    glyphOf(character).forEach((bits, row) => {
      for (let column = 0; column < glyphWidthPx; column++) {
        if (((bits >> (glyphWidthPx - 1 - column)) & 1) === 0) continue
        const x = place.x + (index * advancePx + column) * scale
        fillBox(target, { x, y: place.y + row * scale, width: scale, height: scale }, colour)
      }
    })
  })
}

/**
 * Breaks text into at most `maxLines` lines that fit `widthPx` at `scale`, at spaces and after hyphens where it can,
 * within a word where it must. What does not fit ends in three dots.
 */
export function wrapText(text: string, widthPx: number, scale: number, maxLines: number): string[] {
  const perLine = Math.max(4, Math.floor((widthPx / scale + 1) / advancePx))
  const lines: string[] = []
  let rest = text.trim()
  while (rest.length > 0 && lines.length < maxLines) {
    if (rest.length <= perLine) {
      lines.push(rest)
      return lines
    }
    const end = breakAt(rest, perLine)
    lines.push(rest.slice(0, end).trimEnd())
    rest = rest.slice(end).trimStart()
  }
  if (rest.length > 0 && lines.length > 0) {
    const last = lines.length - 1
    lines[last] = `${lines[last]!.slice(0, perLine - 3)}...`
  }
  return lines
}

/** Where a line of `perLine` characters at most ends: after the last space or hyphen that leaves a line half full. */
function breakAt(text: string, perLine: number): number {
  for (let end = perLine; end > perLine / 2; end--)
    if (text[end] === ' ' || text[end - 1] === ' ' || text[end - 1] === '-') return end
  return perLine
}
