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
}

/** The columns that show `count` pictures of a native size largest, all at once where that is possible. */
export function planGrid(
  count: number,
  native: { readonly width: number; readonly height: number },
  room: GridRoom,
): GridPlan {
  let best: GridPlan = { columns: 1, zoom: 0 }
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const rows = Math.ceil(count / columns)
    const cell = {
      width: room.width / columns - room.cellExtraWidth,
      height: room.height / rows - room.cellExtraHeight,
    }
    const fits = cell.width >= native.width && cell.height >= native.height
    const zoom = fits ? fitZoom(native, cell) : 0
    if (zoom > best.zoom) best = { columns, zoom }
  }
  if (best.zoom > 0) return best
  // Too little room for all at once: as many columns as fit at 1x, and the rest is scrolled to.
  const columns = Math.max(1, Math.floor(room.width / (native.width + room.cellExtraWidth)))
  return { columns: Math.min(columns, Math.max(1, count)), zoom: 1 }
}
