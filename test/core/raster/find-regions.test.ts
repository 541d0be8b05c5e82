import fc from 'fast-check'
import { expect, it } from 'vitest'
import { findRegions } from '../../../core/raster/find-regions.js'

/** The plain way: flood from every pixel that has no number yet. */
function regionAreas(mask: Uint8Array, width: number, height: number, connectivity: 4 | 8): number[] {
  const open = mask.slice()
  const areas: number[] = []
  const visit = (x: number, y: number): number => {
    if (x < 0 || y < 0 || x >= width || y >= height || open[y * width + x] === 0) return 0
    open[y * width + x] = 0
    let area = 1
    for (let dy = -1; dy <= 1; dy++)
      for (let dx = -1; dx <= 1; dx++)
        if (connectivity === 8 || dx === 0 || dy === 0) area += visit(x + dx, y + dy)
    return area
  }
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++) if (open[y * width + x] === 1) areas.push(visit(x, y))
  return areas
}

it('finds the regions that a plain flood finds, in the same order, and covers each pixel once', () => {
  const masks = fc
    .integer({ min: 1, max: 14 })
    .chain((width) =>
      fc
        .integer({ min: 1, max: 14 })
        .chain((height) =>
          fc
            .array(fc.integer({ min: 0, max: 1 }), { minLength: width * height, maxLength: width * height })
            .map((bits) => ({ width, height, mask: Uint8Array.from(bits) })),
        ),
    )
  fc.assert(
    fc.property(masks, fc.constantFrom(4 as const, 8 as const), ({ width, height, mask }, connectivity) => {
      const regions = findRegions(mask, width, height, connectivity)
      expect(regions.map(({ area }) => area)).toEqual(regionAreas(mask, width, height, connectivity))
      const painted = new Uint8Array(mask.length)
      for (const { runs } of regions)
        for (let run = 0; run < runs.length; run += 2)
          for (let at = runs[run]!; at < runs[run + 1]!; at++) painted[at]!++
      expect(painted).toEqual(mask)
    }),
    { numRuns: 150 },
  )
})
