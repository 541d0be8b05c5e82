import { fitZoom } from './pixel-scale.js'

export interface GridPlan {
  readonly columns: number
  /** Device pixels to a native pixel. */
  readonly zoom: number
}

export interface GridRoom {
  /** Device pixels. */
  readonly width: number
  readonly height: number
  /** Taken by each cell beside its picture, device pixels. */
  readonly cellExtraWidth: number
  readonly cellExtraHeight: number
  /** Pictures are no smaller than this for all to be seen at once: the grid scrolls instead. Device pixels. */
  readonly artMin?: number
}

/**
 * The columns that show `count` pictures of a native size largest, all at once. Fewer columns win a tie. More pictures
 * than can be seen at once at their least size stand at that size in as many columns as there is room for.
 */
export function planGrid(
  count: number,
  native: { readonly width: number; readonly height: number },
  room: GridRoom,
): GridPlan {
  const least = leastZoom(native, room)
  const widest = Math.max(1, Math.floor(room.width / (native.width * least + room.cellExtraWidth)))
  let best: GridPlan = { columns: 1, zoom: 0 }
  for (let columns = 1; columns <= Math.min(widest, Math.max(1, count)); columns += 1) {
    const zoom = fitZoom(native, {
      width: room.width / columns - room.cellExtraWidth,
      height: room.height / Math.ceil(count / columns) - room.cellExtraHeight,
    })
    if (zoom > best.zoom) best = { columns, zoom }
  }
  return best.zoom >= least ? best : { columns: Math.min(widest, Math.max(1, count)), zoom: least }
}

/** The zoom of the least size, but no larger than one picture alone could have. */
function leastZoom(native: { readonly width: number; readonly height: number }, room: GridRoom): number {
  if (room.artMin === undefined) return 0
  const longest = Math.max(native.width, native.height)
  const wanted = fitZoom({ width: longest, height: longest }, { width: room.artMin, height: room.artMin })
  const alone = fitZoom(native, {
    width: room.width - room.cellExtraWidth,
    height: room.height - room.cellExtraHeight,
  })
  return Math.min(wanted, alone)
}
