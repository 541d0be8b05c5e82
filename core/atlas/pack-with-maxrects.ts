import { MaxRectsPacker } from 'maxrects-packer/dist/maxrects-packer.mjs'
import { AssetloomError } from '../errors.js'
import type { PackedPage, PackOptions, PackRectangles, Rectangle } from './pack-rectangles.js'

export const packLimits = { rectanglesMax: 20_000, sideMaxPx: 16_384, paddingMaxPx: 64 } as const

/** Rectangles times tries: keeps a large set, on which the packer is slow (quadratic), from being tried too often. */
const triesBudget = 1500

/**
 * Packs with maxrects-packer (Jylänki 2010, MaxRects). On an open page the result depends much on the page's width and on
 * the order, so for moderate sets several are tried and the fewest pages, then the least area, then the squarest wins.
 */
export const packWithMaxrects: PackRectangles = (rectangles, options) => {
  checkInput(rectangles, options)
  if (rectangles.length === 0) return []
  const sorted = [...rectangles].sort(byId)
  const attempts = plannedAttempts(sorted, options)
  let best: { pages: PackedPage[]; cost: readonly number[] } | null = null
  for (const { width, logic } of attempts.slice(0, Math.max(1, Math.floor(triesBudget / sorted.length)))) {
    const pages = packOnce(sorted, options, width, logic)
    const cost = costOf(pages)
    if (best === null || isLess(cost, best.cost)) best = { pages, cost }
  }
  return best?.pages ?? []
}

/** Code units, not the reader's language: the same everywhere. */
function byId(a: { readonly id: string }, b: { readonly id: string }): number {
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

/**
 * Page widths with the packer's order (0 = larger area first, 1 = longer edge first), the most promising first: the
 * widest page for sets that need several, then widths around the square root of the whole area.
 */
function plannedAttempts(
  rectangles: readonly Rectangle[],
  options: PackOptions,
): { width: number; logic: 0 | 1 }[] {
  let area = 0
  let widest = 0
  for (const { width, height } of rectangles) {
    area += (width + options.paddingPx) * (height + options.paddingPx)
    widest = Math.max(widest, width)
  }
  const side = Math.sqrt(area)
  const widths = [1.05, 1.2, 1, 1.5, 1.1, 1.35, 0.9, 2, 0.75].map((factor) => Math.ceil(side * factor))
  const usable = widths.filter((width) => width >= widest && width < options.maxSidePx)
  const distinct = [...new Set([options.maxSidePx, ...usable])]
  return distinct.flatMap((width) => [
    { width, logic: 1 as const },
    { width, logic: 0 as const },
  ])
}

function packOnce(
  rectangles: readonly Rectangle[],
  options: PackOptions,
  width: number,
  logic: 0 | 1,
): PackedPage[] {
  const { paddingPx, maxSidePx } = options
  // Padding is packed as part of the rectangle; a page may be larger by it, since the last one needs none.
  const packer = new MaxRectsPacker(width + paddingPx, maxSidePx + paddingPx, 0, {
    smart: true,
    pot: false,
    square: false,
    allowRotation: false,
    border: 0,
    logic,
  })
  packer.addArray(
    rectangles.map((rect) => ({
      id: rect.id,
      x: 0,
      y: 0,
      width: rect.width + paddingPx,
      height: rect.height + paddingPx,
    })),
  )
  return packer.bins.map(({ rects }) => ({
    width: Math.max(...rects.map((rect) => rect.x + rect.width)) - paddingPx,
    height: Math.max(...rects.map((rect) => rect.y + rect.height)) - paddingPx,
    places: rects.map(({ id, x, y }) => ({ id, x, y })).sort(byId),
  }))
}

function costOf(pages: readonly PackedPage[]): number[] {
  const area = pages.reduce((sum, page) => sum + page.width * page.height, 0)
  const longest = Math.max(...pages.map((page) => Math.max(page.width, page.height)))
  return [pages.length, area, longest]
}

function isLess(a: readonly number[], b: readonly number[]): boolean {
  const differing = a.findIndex((value, index) => value !== b[index])
  return differing >= 0 && a[differing]! < b[differing]!
}

function checkInput(rectangles: readonly Rectangle[], options: PackOptions): void {
  const { maxSidePx, paddingPx } = options
  const { rectanglesMax, sideMaxPx, paddingMaxPx } = packLimits
  if (!Number.isInteger(maxSidePx) || maxSidePx < 1 || maxSidePx > sideMaxPx)
    refuse(`a page side of ${maxSidePx} px is not possible`, `Choose a whole number from 1 to ${sideMaxPx}.`)
  if (!Number.isInteger(paddingPx) || paddingPx < 0 || paddingPx > paddingMaxPx)
    refuse(`a padding of ${paddingPx} px is not possible`, `Choose a whole number from 0 to ${paddingMaxPx}.`)
  if (rectangles.length > rectanglesMax)
    refuse(`${rectangles.length} rectangles are too many`, `Pack at most ${rectanglesMax} at once.`)
  const ids = new Set<string>()
  for (const { id, width, height } of rectangles) {
    if (ids.has(id)) refuse(`"${id}" is there twice`, 'Give every rectangle its own id.')
    ids.add(id)
    if (!Number.isInteger(width) || !Number.isInteger(height) || width < 1 || height < 1)
      refuse(`"${id}" is ${width}x${height} px`, 'Sides are whole numbers of pixels from 1 up.')
    if (width > maxSidePx || height > maxSidePx)
      refuse(
        `"${id}" needs ${width}x${height} px and fits no page of ${maxSidePx} px`,
        'Raise the page size or make the asset smaller.',
      )
  }
}

function refuse(message: string, hint: string): never {
  throw new AssetloomError('InvalidInput', message, hint)
}
