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

/** The columns that show `count` pictures of a native size largest, all at once. Fewer columns win a tie. */
export function planGrid(
  count: number,
  native: { readonly width: number; readonly height: number },
  room: GridRoom,
): GridPlan {
  let best: GridPlan = { columns: 1, zoom: 0 }
  for (let columns = 1; columns <= Math.max(1, count); columns += 1) {
    const zoom = fitZoom(native, {
      width: room.width / columns - room.cellExtraWidth,
      height: room.height / Math.ceil(count / columns) - room.cellExtraHeight,
    })
    if (zoom > best.zoom) best = { columns, zoom }
  }
  return best
}
