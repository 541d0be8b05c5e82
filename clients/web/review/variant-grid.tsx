import { useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import { primaryOf } from '../../../core/review/primary-variant.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { inViewOrder } from '../review-model.js'
import type { ArtSize } from './art-pixels.js'
import { fewMax, plannedSize, shownSize } from './art-source.js'
import { layOutGrid, type GridLayout, type GridRow } from './grid-rows.js'
import type { ReviewDesk } from './review-desk.js'
import { useElementSize } from './use-element-size.js'
import { useReview } from './use-desk.js'
import { useVirtualRows } from './use-virtual-rows.js'
import { VariantCell, type CellEvents } from './variant-cell.js'

/** Rows beyond the edge: at full speed a picture is decoded before it is seen. */
const overscanRows = 4

export interface VariantGridProps {
  readonly spec: SpecView
  readonly variants: readonly VariantView[]
}

/** The variants of one spec, newest round first and as large as fits; only what is in sight is drawn. */
export function VariantGrid({ spec, variants }: VariantGridProps) {
  const { desk } = useReview()
  const scroll = useRef<HTMLDivElement>(null)
  const room = useElementSize(scroll)
  const artKey = `${spec.specRevisionId} ${desk.view.face}`
  const { width, height, onArt } = useNativeSize(artKey, spec, desk)
  const layout = useMemo(
    () => layOutGrid(variants, { width, height }, room, desk.view.zoom, devicePixelRatio),
    [variants, width, height, room, desk.view.zoom],
  )
  const virtual = useVirtualRows({
    count: room.width === 0 ? 0 : layout.rows.length,
    scroll,
    heightOf: layout.heightOf,
    heightsKey: `${artKey} ${layout.artPx} ${layout.cellPx} ${room.width} ${layout.rows.length}`,
    overscan: overscanRows,
  })
  useFollowed(scroll.current, layout.rows, desk.variantId, virtual.scrollTo)
  const events = useMemo(() => cellEvents(desk, onArt), [desk, onArt])
  const numbers = useMemo(
    () => new Map(inViewOrder(variants).map((one, at) => [one.variantId, at < 9 ? at + 1 : null])),
    [variants],
  )
  // Of one alone it goes without saying.
  const isOneOfSeveral = variants.filter((one) => one.verdict === 'approved').length > 1
  const primaryId = isOneOfSeveral ? (primaryOf(variants)?.variantId ?? null) : null
  const isMany = variants.length > fewMax
  const spare = Math.max(0, Math.floor((room.height - virtual.totalPx) / 2))
  return (
    <div class="grid-scroll" ref={scroll} data-ground={desk.view.ground}>
      <div class="grid-space" style={{ height: `${virtual.totalPx}px`, marginTop: `${spare}px` }}>
        {virtual.rows.map(({ index, start }) => {
          const row = layout.rows[index]
          if (row === undefined) return null
          const key = row.kind === 'title' ? `round ${row.round}` : (row.variants[0]?.variantId ?? index)
          return <Row key={key} {...{ row, start, spec, layout, events, numbers, primaryId, isMany }} />
        })}
      </div>
    </div>
  )
}

interface RowProps {
  readonly row: GridRow
  /** Of the space of all rows, CSS pixels. */
  readonly start: number
  readonly spec: SpecView
  readonly layout: GridLayout
  readonly events: CellEvents
  readonly numbers: ReadonlyMap<string, number | null>
  readonly primaryId: string | null
  readonly isMany: boolean
}

function Row({ row, start, spec, layout, events, numbers, primaryId, isMany }: RowProps) {
  const { desk } = useReview()
  const { view, player, marked, reviewer } = desk
  const place = { transform: `translateY(${start}px)` }
  if (row.kind === 'title')
    return (
      <h3 class="round-title" style={place}>
        Round {row.round}
        {row.isNewest ? <span class="dim"> newest</span> : null}
      </h3>
    )
  const { frame } = player
  const motionKey = `${spec.specRevisionId} ${frame?.count ?? 0} ${player.chosen ?? 'all'} ${frame?.index ?? 0}`
  const sizes = { '--cell': `${layout.cellPx}px`, '--art-height': `${layout.artPx}px` }
  return (
    <div class="grid-row" style={{ ...place, ...sizes }}>
      {row.variants.map((variant) => (
        <VariantCell
          key={variant.variantId}
          {...{ variant, spec, player, motionKey, events }}
          number={numbers.get(variant.variantId) ?? null}
          isChosen={variant.variantId === desk.variantId}
          isMarked={marked.includes(variant.variantId)}
          isPrimary={variant.variantId === primaryId}
          sendState={reviewer.sendStateOf(variant.variantId)}
          face={view.face}
          zoom={layout.zoom}
          isOnion={view.isOnion}
          isOneOfMany={isMany}
        />
      ))}
    </div>
  )
}

/** One size for all pictures, so that nothing jumps: the largest that is loaded, and before that what the spec says. */
function useNativeSize(key: string, spec: SpecView, desk: ReviewDesk) {
  const [loaded, setLoaded] = useState<ArtSize & { readonly key: string }>({ key: '', width: 0, height: 0 })
  const onArt = useMemo(
    () => (art: ArtSize) =>
      setLoaded((old) => {
        const before = old.key === key ? old : { width: 0, height: 0 }
        if (art.width <= before.width && art.height <= before.height) return old
        const [width, height] = [Math.max(art.width, before.width), Math.max(art.height, before.height)]
        return { key, width, height }
      }),
    [key],
  )
  const { frame } = desk.player
  const native = loaded.key === key ? shownSize(loaded, frame) : plannedSize(spec, frame)
  return { ...native, onArt }
}

/** The chosen one stays in sight, and has the focus if another variant had it. */
function useFollowed(
  scroll: HTMLElement | null,
  rows: readonly GridRow[],
  variantId: string | null,
  scrollTo: (index: number) => void,
): void {
  useLayoutEffect(() => {
    const at = rows.findIndex(
      (row) => row.kind === 'cells' && row.variants.some((one) => one.variantId === variantId),
    )
    if (at < 0 || scroll === null) return
    scrollTo(at)
    if (document.activeElement?.classList.contains('variant') !== true) return
    scroll.querySelector<HTMLElement>(`[data-variant="${variantId ?? ''}"]`)?.focus({ preventScroll: true })
  }, [variantId, rows.length])
}

function cellEvents(desk: ReviewDesk, onArt: CellEvents['onArt']): CellEvents {
  return {
    onArt,
    onChoose: (variantId) => desk.chooseVariant(variantId),
    onMark: (variantId) => desk.mark(variantId),
    onLarge: (variantId) => {
      desk.chooseVariant(variantId)
      desk.set({ stage: 'large' })
    },
  }
}
