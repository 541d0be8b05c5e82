import type { LightDirection } from '../../core/spec/asset-spec.schema.js'

/** Tones for lit forms. Coordinates are design units of the noun that paints. */
export interface Light {
  /** Where the light comes from: x < 0 is from the left, y < 0 from above, z towards the viewer; length 1. */
  readonly x: number
  readonly y: number
  readonly z: number
  /** -1 when the left side is lit, 1 when the right one is, 0 when neither. */
  readonly side: -1 | 0 | 1
  /** A sphere or ellipsoid. */
  ball(cx: number, cy: number, rx: number, ry: number, range?: ToneRange): (x: number, y: number) => number
  /** An upright cylinder (barrel, post, trunk) between x0 and x1. */
  upright(x0: number, x1: number, range?: ToneRange): (x: number, y: number) => number
  /** A lying cylinder (log, roll) between y0 and y1. */
  lying(y0: number, y1: number, range?: ToneRange): (x: number, y: number) => number
  /** A flat face that looks into the direction (nx, ny, nz). */
  face(nx: number, ny: number, nz: number, range?: ToneRange): number
}

/** Tones of the darkest and of the brightest place. */
export type ToneRange = readonly [dark: number, bright: number]

const directions: Readonly<Record<LightDirection, readonly [number, number, number]>> = {
  'upper-left': [-0.55, -0.62, 0.56],
  'upper-right': [0.55, -0.62, 0.56],
  top: [-0.08, -0.85, 0.52],
  front: [-0.15, -0.3, 0.94],
}

/** Light in a noun's own units: a mirrored noun gets a mirrored light, so that the picture stays lit from one side. */
export function createLight(direction: LightDirection, mirrored: boolean): Light {
  const [dx, dy, dz] = directions[direction]
  const x = mirrored ? -dx : dx
  const length = Math.hypot(dx, dy, dz)
  const [lx, ly, lz] = [x / length, dy / length, dz / length]
  const toTone = (nx: number, ny: number, nz: number, [dark, bright]: ToneRange): number => {
    const lambert = nx * lx + ny * ly + nz * lz
    return dark + (bright - dark) * Math.min(1, Math.max(0, lambert * 0.8 + 0.2))
  }
  const full: ToneRange = [0.6, 4.2]
  return {
    x: lx,
    y: ly,
    z: lz,
    side: Math.abs(lx) < 0.3 ? 0 : lx < 0 ? -1 : 1,
    ball:
      (cx, cy, rx, ry, range = full) =>
      (px, py) => {
        const [nx, ny] = [(px - cx) / rx, (py - cy) / ry]
        return toTone(nx, ny, Math.sqrt(Math.max(0, 1 - nx * nx - ny * ny)), range)
      },
    upright:
      (x0, x1, range = [0.6, 3.6]) =>
      (px) => {
        const nx = Math.min(1, Math.max(-1, (2 * px - x0 - x1) / (x1 - x0)))
        return toTone(nx, -0.25, Math.sqrt(1 - nx * nx), range)
      },
    lying:
      (y0, y1, range = [0.6, 3.6]) =>
      (_px, py) => {
        const ny = Math.min(1, Math.max(-1, (2 * py - y0 - y1) / (y1 - y0)))
        return toTone(0, ny, Math.sqrt(1 - ny * ny), range)
      },
    face: (nx, ny, nz, range = full) => {
      const n = Math.hypot(nx, ny, nz)
      return toTone(nx / n, ny / n, nz / n, range)
    },
  }
}
