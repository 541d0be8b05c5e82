import { copyRaster } from '../raster/blit-raster.js'
import { findRegions } from '../raster/find-regions.js'
import type { Raster } from '../raster/raster.js'

/** How a picture falls apart into regions of opaque pixels that touch at edges or corners. */
export interface RegionFindings {
  /** Opaque pixels of each region, largest first. */
  readonly areas: readonly number[]
}

/** Measures the opaque regions (alpha above 0) of a raster. */
export function measureRegions(raster: Raster): RegionFindings {
  const regions = findRegions(opaqueMask(raster), raster.width, raster.height, 8)
  return { areas: regions.map(({ area }) => area).sort((a, b) => b - a) }
}

/**
 * Clears opaque regions of at most `areaMaxPx` pixels, which noise leaves around a cut-out. Nothing is cleared when the
 * largest region is not at least sixteen times that size: then the small ones may well be the subject.
 */
export function removeSpecks(raster: Raster, areaMaxPx: number): { raster: Raster; removed: number } {
  const regions = findRegions(opaqueMask(raster), raster.width, raster.height, 8)
  const largest = regions.reduce((most, { area }) => Math.max(most, area), 0)
  const specks = regions.filter(({ area }) => area <= areaMaxPx)
  if (specks.length === 0 || largest < 16 * areaMaxPx) return { raster, removed: 0 }
  const out = copyRaster(raster)
  for (const { runs } of specks)
    for (let run = 0; run < runs.length; run += 2) out.data.fill(0, runs[run]! * 4, runs[run + 1]! * 4)
  return { raster: out, removed: specks.length }
}

function opaqueMask(raster: Raster): Uint8Array {
  const mask = new Uint8Array(raster.width * raster.height)
  for (let at = 0; at < mask.length; at++) if (raster.data[at * 4 + 3]! > 0) mask[at] = 1
  return mask
}
