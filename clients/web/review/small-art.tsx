import { useLayoutEffect, useRef } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import { shownSize, sourceOf } from './art-source.js'
import { drawArt } from './draw-art.js'
import { MissingPicture } from './missing-picture.js'
import { fitZoom } from './pixel-scale.js'
import { useArt } from './use-art.js'
import { useReview } from './use-desk.js'

export interface SmallArtProps {
  readonly variant: VariantView
  /** Of the square that it has, CSS pixels. */
  readonly sidePx: number
}

/** A variant in little, at a whole zoom, on the ground that is chosen. */
export function SmallArt({ variant, sidePx }: SmallArtProps) {
  const { desk } = useReview()
  const spec = desk.store.specs.find(({ specKey }) => specKey === variant.specKey)
  if (spec === undefined) return null
  return <KnownArt {...{ variant, spec, sidePx }} />
}

function KnownArt({
  variant,
  spec,
  sidePx,
}: SmallArtProps & { readonly spec: Parameters<typeof sourceOf>[1] }) {
  const { desk } = useReview()
  const art = useArt(sourceOf(variant, spec, 'cutout', 'many'))
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    if (canvas.current === null || art === null || art === 'missing') return
    const isStill = spec.animations === undefined && spec.states === undefined
    const count = Math.max(
      1,
      Math.round(art.native.width / Math.max(1, art.native.height * (spec.size.width / spec.size.height))),
    )
    const frame = isStill || spec.sound !== undefined ? null : { index: 0, count }
    const side = sidePx * devicePixelRatio
    drawArt(canvas.current, art, fitZoom(shownSize(art.native, frame), { width: side, height: side }), {
      frame,
    })
  }, [art])
  const size = { width: `${sidePx}px`, height: `${sidePx}px` }
  return (
    <span class="small-art" data-ground={desk.view.ground} style={size}>
      {art === 'missing' ? (
        <MissingPicture variant={variant} />
      ) : (
        <canvas ref={canvas} width={1} height={1} aria-hidden="true" />
      )}
    </span>
  )
}
