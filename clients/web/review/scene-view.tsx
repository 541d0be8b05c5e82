import { useLayoutEffect, useRef } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import { KeyButton } from '../base/key-button.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { approvedArt } from './approved-art.js'
import { sourceOf } from './art-source.js'
import { drawArt } from './draw-art.js'
import type { FramePlayer } from './frame-player.js'
import { useArt } from './use-art.js'
import { useElementSize } from './use-element-size.js'
import { useReview } from './use-desk.js'

/** More would hide how the new one stands among them. */
const neighboursMax = 14
const zoomsTried = [8, 6, 5, 4, 3, 2, 1]
/** CSS pixels between two pictures. */
const gapPx = 16

/** The chosen variant among approved ones, all at one scale, as they will meet in the game. */
export function SceneView({ spec, variant }: { readonly spec: SpecView; readonly variant: VariantView }) {
  const { desk, actions } = useReview()
  const place = useRef<HTMLDivElement>(null)
  const room = useElementSize(place)
  const { found } = approvedArt(desk, neighboursMax + 1)
  const others = found.filter((one) => one.spec.specKey !== spec.specKey).slice(0, neighboursMax)
  const half = Math.ceil(others.length / 2)
  const shown = [...others.slice(0, half), { spec, variant }, ...others.slice(half)]
  const sizes = shown.map((one) => one.spec.size)
  const wide = sizes.reduce((sum, { width }) => sum + width, 0)
  const high = Math.max(...sizes.map(({ height }) => height))
  const rows = (zoom: number) => Math.ceil((wide * zoom + gapPx * shown.length) / Math.max(1, room.width))
  const zoom = zoomsTried.find((one) => rows(one) * (high * one + gapPx) <= room.height) ?? 1
  return (
    <section class="scene" data-ground={desk.view.ground} aria-label="Among approved ones">
      <div class="scene-art" ref={place}>
        {shown.map((one) => (
          <SceneArt
            key={one.spec.specKey}
            {...one}
            zoom={zoom * devicePixelRatio}
            player={desk.player}
            isChosen={one.spec.specKey === spec.specKey}
          />
        ))}
      </div>
      <footer class="stage-caption">
        <span class="figures">
          {others.length === 0
            ? 'Nothing else is approved yet: approved ones will stand beside it here.'
            : `among ${others.length} approved ${others.length === 1 ? 'one' : 'ones'} at ${zoom}x`}
        </span>
        <KeyButton kind="quiet" keyLabel="Esc" onPress={() => actions.act('back')}>
          Back
        </KeyButton>
      </footer>
    </section>
  )
}

const isStill = ({ animations, states }: SpecView) => animations === undefined && states === undefined

interface SceneArtProps {
  readonly spec: SpecView
  readonly variant: VariantView
  readonly zoom: number
  readonly player: FramePlayer
  readonly isChosen: boolean
}

function SceneArt({ spec, variant, zoom, player, isChosen }: SceneArtProps) {
  const art = useArt(sourceOf(variant, spec, 'cutout', 'few'))
  const canvas = useRef<HTMLCanvasElement>(null)
  useLayoutEffect(() => {
    const draw = () => {
      if (canvas.current === null || art === null || art === 'missing') return
      const count = Math.max(1, Math.round(art.native.width / spec.size.width))
      const still = isStill(spec) ? null : { index: 0, count }
      drawArt(canvas.current, art, zoom, { frame: isChosen ? (player.frame ?? still) : still })
    }
    draw()
    return isChosen ? player.onFrame(draw) : undefined
  }, [art, zoom, isChosen])
  return (
    <figure class={isChosen ? 'is-chosen' : ''}>
      <canvas ref={canvas} width={1} height={1} role="img" aria-label={spec.specKey} title={spec.specKey} />
    </figure>
  )
}
