import { srgbToOklab, type Oklab } from '../../core/palette/oklab.js'
import { materials, materialTones } from './materials.js'

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

/** sRGB bytes to OKLab. */
export function toOklab([red, green, blue]: Rgb): Oklab {
  return srgbToOklab(red, green, blue)
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
