import { materials, materialTones } from './materials.js'

/** A colour in OKLab: lightness 0-1, then green-red and blue-yellow. */
export type Oklab = readonly [lightness: number, a: number, b: number]

/** A colour as three bytes. */
export type Rgb = readonly [red: number, green: number, blue: number]

/** Every material in the colours of one palette. */
export interface PaletteRamps {
  /** The colours that a picture may use. */
  readonly colours: readonly Rgb[]
  /** Index of the outline's colour: the darkest. */
  readonly outline: number
  /** `materialIndex * 5 + tone` to an index into `colours`; lightness never falls along the five tones. */
  readonly tones: Uint16Array
}

/** `#rrggbb` or `rrggbb` to bytes. Throws a RangeError on anything else. */
export function parseHex(hex: string): Rgb {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(hex)
  if (match === null) throw new RangeError(`"${hex}" is not a colour like #c98a52`)
  return [parseInt(match[1]!, 16), parseInt(match[2]!, 16), parseInt(match[3]!, 16)]
}

const toLinear = (byte: number): number => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
}

/** sRGB bytes to OKLab (Björn Ottosson, "A perceptual color space for image processing", 2020). */
export function toOklab([red, green, blue]: Rgb): Oklab {
  const [r, g, b] = [toLinear(red), toLinear(green), toLinear(blue)]
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ]
}

/** Squared distance of two OKLab colours; hue and chroma count `chromaWeight` times as much as lightness. */
export function oklabDistance(a: Oklab, b: Oklab, chromaWeight = 1): number {
  return (a[0] - b[0]) ** 2 + chromaWeight * ((a[1] - b[1]) ** 2 + (a[2] - b[2]) ** 2)
}

/** A tone that repeats the one before it loses form, so it costs as much as a visible error. */
const repeatCost = 0.006
/** Hue tells materials apart once a palette is small, so it weighs more than lightness. */
const chromaWeight = 2.5

/** The cheapest non-falling walk through the palette, sorted by lightness, for five ideal tones. */
function chooseRamp(ideals: readonly Oklab[], sorted: readonly Oklab[]): number[] {
  const costs: number[][] = []
  const from: number[][] = []
  ideals.forEach((ideal, tone) => {
    const costRow: number[] = []
    const fromRow: number[] = []
    sorted.forEach((colour, at) => {
      let best = tone === 0 ? 0 : Infinity
      let bestFrom = 0
      for (let before = 0; tone > 0 && before <= at; before++) {
        const cost = costs[tone - 1]![before]! + (before === at ? repeatCost : 0)
        if (cost < best) [best, bestFrom] = [cost, before]
      }
      costRow.push(best + oklabDistance(ideal, colour, chromaWeight))
      fromRow.push(bestFrom)
    })
    costs.push(costRow)
    from.push(fromRow)
  })
  const last = costs.at(-1)!
  let at = last.indexOf(Math.min(...last))
  const ramp: number[] = []
  for (let tone = ideals.length - 1; tone >= 0; tone--) {
    ramp.unshift(at)
    at = from[tone]![at]!
  }
  return ramp
}

/**
 * Ramps for all materials out of `palette` (`#rrggbb`, duplicates allowed); an empty palette gives the painter's own
 * colours. All colours that a picture can then hold are exactly in the palette.
 */
export function createRamps(palette: readonly string[]): PaletteRamps {
  const own = palette.length === 0
  const hexes = own ? ['#1a1218', ...materials.flatMap((name) => materialTones[name])] : palette
  const distinct = [...new Set(hexes.map((hex) => hex.toLowerCase()))].map(parseHex)
  const coloured = distinct.map((rgb) => ({ rgb, lab: toOklab(rgb) })).sort((a, b) => a.lab[0] - b.lab[0])
  const labs = coloured.map((colour) => colour.lab)
  const tones = new Uint16Array(materials.length * 5)
  materials.forEach((name, material) => {
    const ideals = materialTones[name].map((hex) => toOklab(parseHex(hex)))
    const ramp = own ? ideals.map((ideal) => nearest(ideal, labs)) : chooseRamp(ideals, labs)
    tones.set(ramp, material * 5)
  })
  const outline = own ? nearest(toOklab(parseHex('#1a1218')), labs) : 0
  return { colours: coloured.map((colour) => colour.rgb), outline, tones }
}

function nearest(ideal: Oklab, labs: readonly Oklab[]): number {
  let best = 0
  labs.forEach((lab, at) => {
    if (oklabDistance(ideal, lab) < oklabDistance(ideal, labs[best]!)) best = at
  })
  return best
}
