/**
 * The part of maxrects-packer 2.7.4 that is used. The package's `main` is a UMD file under "type": "module", so that a
 * plain import gives an empty object; its .mjs works but has no types of its own.
 */
declare module 'maxrects-packer/dist/maxrects-packer.mjs' {
  export interface PackedRectangle {
    x: number
    y: number
    width: number
    height: number
    id: string
  }

  export class MaxRectsPacker {
    constructor(
      width: number,
      height: number,
      padding: number,
      options: {
        smart: boolean
        pot: boolean
        square: boolean
        allowRotation: boolean
        border: number
        /** 0 = larger area first, 1 = longer edge first. */
        logic: number
      },
    )
    bins: { width: number; height: number; rects: PackedRectangle[] }[]
    addArray(rects: PackedRectangle[]): void
  }
}
