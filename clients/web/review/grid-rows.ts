import type { VariantView } from '../../../core/http/http-api.js'
import { groupByRound } from '../review-model.js'
import type { ArtSize } from './art-pixels.js'
import { planGrid } from './plan-grid.js'
import type { Zoom } from './view-options.js'

/** What a cell takes beside its picture, CSS pixels: padding, border and caption; review.css has the same figures. */
const cellExtra = { width: 28, height: 46 }
/** A round's title with its margins, CSS pixels. */
const titlePx = 34
/** More pictures than fit are shown at least this large, CSS pixels. */
const artMinPx = 96

/** One line of the grid. */
export type GridRow =
  | { readonly kind: 'title'; readonly round: number; readonly isNewest: boolean }
  | { readonly kind: 'cells'; readonly variants: readonly VariantView[] }

export interface GridLayout {
  readonly rows: readonly GridRow[]
  /** Device pixels to a native pixel. */
  readonly zoom: number
  /** CSS pixels. */
  readonly cellPx: number
  readonly artPx: number
  readonly heightOf: (index: number) => number
  /** Lies in the middle when all of it is in sight. */
  readonly totalPx: number
}

/** Chooses columns and zoom for the room there is; the newest round first and as large as fits, older ones below. */
export function layOutGrid(
  variants: readonly VariantView[],
  native: ArtSize,
  room: ArtSize,
  wanted: Zoom,
  ratio: number,
): GridLayout {
  const rounds = groupByRound(variants)
  const hasTitles = rounds.length > 1
  const plan = planGrid(rounds[0]?.variants.length ?? 1, native, {
    width: room.width * ratio,
    height: (room.height - (hasTitles ? titlePx : 0)) * ratio,
    cellExtraWidth: cellExtra.width * ratio,
    cellExtraHeight: cellExtra.height * ratio,
    artMin: artMinPx * ratio,
  })
  const zoom = wanted === 'fit' ? plan.zoom : Math.max(1, Math.round(wanted * ratio))
  const cellPx = Math.ceil((native.width * zoom) / ratio + cellExtra.width)
  const artPx = Math.ceil((native.height * zoom) / ratio)
  const columns = wanted === 'fit' ? plan.columns : Math.max(1, Math.floor(room.width / cellPx))
  const rows = rounds.flatMap(({ round, variants: ofRound }, at): GridRow[] => [
    ...(hasTitles ? [{ kind: 'title', round, isNewest: at === 0 } as const] : []),
    ...chunks(ofRound, columns).map((some) => ({ kind: 'cells', variants: some }) as const),
  ])
  const heightOf = (index: number) => (rows[index]?.kind === 'title' ? titlePx : artPx + cellExtra.height)
  const totalPx = rows.reduce((sum, _, index) => sum + heightOf(index), 0)
  return { rows, zoom, cellPx, artPx, heightOf, totalPx }
}

function chunks<One>(all: readonly One[], size: number): One[][] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, at) =>
    all.slice(at * size, (at + 1) * size),
  )
}
