import { useEffect, useMemo, useRef, useState } from 'preact/hooks'
import type { PackedPage } from '../../../core/atlas/pack-rectangles.js'
import { packWithMaxrects } from '../../../core/atlas/pack-with-maxrects.js'
import { framesOf } from '../../../core/spec/spec-frames.js'
import { Dialog } from '../base/dialog.js'
import { approvedArt, type ApprovedArt } from './approved-art.js'
import type { Art } from './art-pixels.js'
import { artStore } from './art-store.js'
import { sourceOf } from './art-source.js'
import { fitZoom } from './pixel-scale.js'
import { useReview } from './use-desk.js'

/** As a bundle packs them, unless its profile says otherwise. */
const packing = { maxSidePx: 2048, paddingPx: 2 }
const specsMax = 400
const shownPx = { width: 960, height: 560 }

/** One frame and where it is cut from. */
interface Cut {
  readonly id: string
  readonly art: Art
  readonly at: number
  readonly width: number
  readonly height: number
}

/** The approved pictures on one sheet, as a bundle would pack them: nothing is stored. */
export function SheetPreview() {
  const { desk, actions } = useReview()
  const { found, isWhole } = approvedArt(desk, specsMax)
  const arts = useArtsOf(found)
  const cuts = useMemo(
    () => found.flatMap((one) => cutsOf(one, arts.get(one.spec.specKey))),
    [arts, found.length],
  )
  const pages = useMemo(() => (cuts.length === 0 ? [] : packWithMaxrects(cuts, packing)), [cuts])
  const isReading = !isWhole || arts.size < found.length
  return (
    <Dialog title="Sprite sheet of the approved ones" size="wide" onClose={() => desk.openSheet(null)}>
      {found.length === 0 && isWhole ? (
        <p>Nothing is approved yet: pick a variant with P, and its frames lie here.</p>
      ) : (
        <>
          <p class="figures">
            {found.length} specs, {cuts.length} frames, {pagesText(pages)}
            {isReading ? <span class="dim"> · reading the rest …</span> : null}
          </p>
          <div class="sheet-pages" data-ground={desk.view.ground}>
            {pages.map((page, at) => (
              <SheetPage key={at} page={page} cuts={cuts} />
            ))}
          </div>
          <div class="row">
            <button
              type="button"
              class="primary"
              onClick={() => {
                desk.openSheet(null)
                actions.act('export')
              }}
            >
              Export …
            </button>
            <span class="dim">A preview: the bundle trims and sorts by the rules of its target.</span>
          </div>
        </>
      )}
    </Dialog>
  )
}

function SheetPage({ page, cuts }: { readonly page: PackedPage; readonly cuts: readonly Cut[] }) {
  const canvas = useRef<HTMLCanvasElement>(null)
  const ratio = devicePixelRatio
  const zoom = Math.min(8, fitZoom(page, { width: shownPx.width * ratio, height: shownPx.height * ratio }))
  const [width, height] = [Math.round(page.width * zoom), Math.round(page.height * zoom)]
  useEffect(() => {
    const context = canvas.current?.getContext('2d')
    if (context === null || context === undefined) return
    context.clearRect(0, 0, width, height)
    context.imageSmoothingEnabled = zoom < 1
    const byId = new Map(cuts.map((cut) => [cut.id, cut]))
    for (const { id, x, y } of page.places) {
      const cut = byId.get(id)
      if (cut === undefined) continue
      const scale = cut.art.bitmap.width / cut.art.native.width
      context.drawImage(
        cut.art.bitmap,
        ...([cut.at * scale, 0, cut.width * scale, cut.art.bitmap.height] as const),
        ...([x * zoom, y * zoom, cut.width * zoom, cut.height * zoom] as const),
      )
    }
  }, [page, cuts, zoom])
  return (
    <canvas
      ref={canvas}
      {...{ width, height }}
      role="img"
      aria-label={`Page of ${page.width} x ${page.height} px with ${page.places.length} frames`}
      style={{ width: `${width / ratio}px`, height: `${height / ratio}px` }}
    />
  )
}

function cutsOf({ spec }: ApprovedArt, art: Art | undefined): Cut[] {
  if (art === undefined) return []
  const frames = framesOf({
    ...(spec.animations === undefined ? {} : { animations: spec.animations }),
    ...(spec.states === undefined ? {} : { states: spec.states }),
  })
  const width = Math.max(1, Math.floor(art.native.width / frames.length))
  const height = Math.max(1, Math.round(art.native.height))
  if (width > packing.maxSidePx || height > packing.maxSidePx) return []
  return frames.map(({ name }, at) => ({ id: `${spec.specKey}.${name}`, art, at: at * width, width, height }))
}

/** By key, as they arrive. */
function useArtsOf(found: readonly ApprovedArt[]): ReadonlyMap<string, Art> {
  const [arts, setArts] = useState<ReadonlyMap<string, Art>>(new Map())
  useEffect(() => {
    const gaveUp = found.map(({ spec, variant }) =>
      artStore().want(sourceOf(variant, spec, 'cutout', 'few'), (art) => {
        if (art !== 'missing') setArts((old) => new Map([...old, [spec.specKey, art]]))
      }),
    )
    return () => gaveUp.forEach((giveUp) => giveUp())
  }, [found.map(({ variant }) => variant.variantId).join()])
  return arts
}

function pagesText(pages: readonly PackedPage[]): string {
  const sizes = pages.map(({ width, height }) => `${width} x ${height}`)
  return `${pages.length} ${pages.length === 1 ? 'page' : 'pages'}${sizes.length === 0 ? '' : `: ${sizes.join(', ')} px`}`
}
