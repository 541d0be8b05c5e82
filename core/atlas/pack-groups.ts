import type { PackedPage, PackOptions, PackRectangles, Rectangle } from './pack-rectangles.js'

export interface GroupedRectangle extends Rectangle {
  /** Rectangles of one group want to be on one page; null for one that stands alone. No group has the name of an id. */
  readonly group: string | null
}

/**
 * Packs so that a group lies on one page whenever it fits one: sprite sheets can only name animations whose frames they
 * hold. What may fit one page is packed freely, since that is denser; where that tears a group apart, and where several
 * pages are certain, each group is packed as a block first.
 */
export function packGroups(
  rectangles: readonly GroupedRectangle[],
  options: PackOptions,
  pack: PackRectangles,
): PackedPage[] {
  const groups = groupsOf(rectangles)
  if (groups.size === 0 || areaOf(rectangles, options) <= options.maxSidePx ** 2) {
    const freely = pack(rectangles, options)
    if (!isTorn(freely, rectangles)) return freely
  }
  const blocks = new Map<string, PackedPage>()
  for (const [group, members] of groups) {
    const [block, ...more] = pack(members, options)
    if (block !== undefined && more.length === 0) blocks.set(group, block)
  }
  const alone = rectangles.filter(({ group }) => group === null || !blocks.has(group))
  const blockRectangles = [...blocks].map(([id, { width, height }]) => ({ id, width, height }))
  return pack([...alone, ...blockRectangles], options).map(({ width, height, places }) => ({
    width,
    height,
    places: places
      .flatMap((place) => {
        const block = blocks.get(place.id)
        if (block === undefined) return [place]
        return block.places.map(({ id, x, y }) => ({ id, x: place.x + x, y: place.y + y }))
      })
      .sort((a, b) => (a.id < b.id ? -1 : 1)),
  }))
}

function areaOf(rectangles: readonly GroupedRectangle[], { paddingPx }: PackOptions): number {
  return rectangles.reduce((sum, { width, height }) => sum + (width + paddingPx) * (height + paddingPx), 0)
}

function groupsOf(rectangles: readonly GroupedRectangle[]): Map<string, GroupedRectangle[]> {
  const groups = new Map<string, GroupedRectangle[]>()
  for (const rectangle of rectangles) {
    if (rectangle.group === null) continue
    const members = groups.get(rectangle.group)
    if (members === undefined) groups.set(rectangle.group, [rectangle])
    else members.push(rectangle)
  }
  return groups
}

function isTorn(pages: readonly PackedPage[], rectangles: readonly GroupedRectangle[]): boolean {
  if (pages.length < 2) return false
  const groupOf = new Map(rectangles.map(({ id, group }) => [id, group]))
  const pageOf = new Map<string, number>()
  for (const [index, page] of pages.entries())
    for (const { id } of page.places) {
      const group = groupOf.get(id) ?? null
      if (group === null) continue
      if ((pageOf.get(group) ?? index) !== index) return true
      pageOf.set(group, index)
    }
  return false
}
