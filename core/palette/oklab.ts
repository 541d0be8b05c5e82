/** Lightness 0-1 and the two colour axes of OKLab. */
export type Oklab = readonly [number, number, number]

/** sRGB byte to linear light (IEC 61966-2-1). */
const linearOfByte = Float64Array.from({ length: 256 }, (_, byte) => {
  const value = byte / 255
  return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4
})

/**
 * Writes the OKLab coordinates of an sRGB colour (bytes) to `out[at]`, `out[at + 1]`, `out[at + 2]`.
 * Matrices: Björn Ottosson, "A perceptual color space for image processing", 2020.
 */
export function writeOklab(
  red: number,
  green: number,
  blue: number,
  out: Float32Array | Float64Array,
  at: number,
): void {
  const r = linearOfByte[red]!
  const g = linearOfByte[green]!
  const b = linearOfByte[blue]!
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b)
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b)
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b)
  out[at] = 0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s
  out[at + 1] = 1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s
  out[at + 2] = 0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s
}

/** OKLab of an sRGB colour in bytes. */
export function srgbToOklab(red: number, green: number, blue: number): Oklab {
  const out = new Float64Array(3)
  writeOklab(red, green, blue, out, 0)
  return [out[0]!, out[1]!, out[2]!]
}

/** Euclidean distance in OKLab: about 0.02 is just visible, black to white is 1. */
export function oklabDistance(a: Oklab, b: Oklab): number {
  return Math.hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2])
}

/** Entries of the memo of `createOklabReader`, a power of two. */
const memoSize = 8192

/**
 * A reader of OKLab colours with a memo of the last few thousand: pictures repeat their colours, and three cube roots a
 * pixel are what costs most. The array that it returns is overwritten by the next call.
 */
export function createOklabReader(): (red: number, green: number, blue: number) => Float64Array {
  const keys = new Int32Array(memoSize).fill(-1)
  const values = new Float64Array(memoSize * 3)
  const lab = new Float64Array(3)
  return (red, green, blue) => {
    const key = (red << 16) | (green << 8) | blue
    const slot = (Math.imul(key, 0x9e3779b1) >>> 19) & (memoSize - 1)
    if (keys[slot] !== key) {
      keys[slot] = key
      writeOklab(red, green, blue, values, slot * 3)
    }
    lab[0] = values[slot * 3]!
    lab[1] = values[slot * 3 + 1]!
    lab[2] = values[slot * 3 + 2]!
    return lab
  }
}

/** The sRGB colour of OKLab coordinates, 0-255, clipped to the gamut but not rounded. Ottosson's inverse matrices. */
export function oklabToSrgb(lab: Oklab): [number, number, number] {
  const l = (lab[0] + 0.3963377774 * lab[1] + 0.2158037573 * lab[2]) ** 3
  const m = (lab[0] - 0.1055613458 * lab[1] - 0.0638541728 * lab[2]) ** 3
  const s = (lab[0] - 0.0894841775 * lab[1] - 1.291485548 * lab[2]) ** 3
  return [
    byteOfLinear(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
    byteOfLinear(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
    byteOfLinear(-0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s),
  ]
}

function byteOfLinear(linear: number): number {
  const value = Math.min(1, Math.max(0, linear))
  return 255 * (value <= 0.0031308 ? value * 12.92 : 1.055 * value ** (1 / 2.4) - 0.055)
}
