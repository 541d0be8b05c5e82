import type { VariantView } from '../../../core/http/http-api.js'
import { KeyButton } from '../base/key-button.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { plannedSize, shownSize, sourceOf } from './art-source.js'
import { MissingPicture } from './missing-picture.js'
import { StagePane } from './stage-pane.js'
import { useStageView } from './stage-views.js'
import { zoomText } from './stage-view.js'
import { useArt } from './use-art.js'
import { useReview } from './use-desk.js'

/** A tile is judged by its seams: repeated so often in both directions. */
export const tileRepeat = 3

/** One variant alone, as large as whole zooms allow, to be moved and zoomed. */
export function LargeView({ spec, variant }: { readonly spec: SpecView; readonly variant: VariantView }) {
  const { desk, actions } = useReview()
  const { view: look, player } = desk
  const art = useArt(sourceOf(variant, spec, look.face, 'close'))
  const isTiled = look.isTiled || spec.seamless
  const repeat = isTiled ? tileRepeat : 1
  const known = art === null || art === 'missing' ? null : art
  const native = known === null ? plannedSize(spec, player.frame) : shownSize(known.native, player.frame)
  const whole = { width: native.width * repeat, height: native.height * repeat }
  const stage = useStageView(whole, `${spec.specKey} ${look.face} ${repeat} ${native.width}x${native.height}`)
  const repeated = isTiled ? `, repeated ${tileRepeat} x ${tileRepeat}` : ''
  const size = `${native.width} x ${native.height} px at ${zoomText(stage.view.zoom, devicePixelRatio)}${repeated}`
  return (
    <section class="large" data-ground={look.ground} aria-label={`Variant ${variant.variantIndex + 1} alone`}>
      {art === 'missing' ? (
        <div class="large-art">
          <MissingPicture variant={variant} />
        </div>
      ) : (
        <StagePane
          label={`Variant ${variant.variantIndex + 1} of ${spec.specKey}`}
          arts={known === null ? [] : [known]}
          {...{ blend: 'one', share: 1, repeat, player, isOnion: look.isOnion }}
          view={stage.view}
          onView={stage.onView}
          onRoom={stage.onRoom}
        />
      )}
      <footer class="stage-caption">
        <span class="figures">{art === 'missing' ? '' : size}</span>
        <KeyButton kind="quiet" keyLabel="-" label="Farther" onPress={() => actions.act('farther')}>
          −
        </KeyButton>
        <KeyButton kind="quiet" keyLabel="+" label="Closer" onPress={() => actions.act('closer')}>
          +
        </KeyButton>
        <KeyButton kind="quiet" disabled={stage.isFitted} onPress={stage.fit}>
          Fit
        </KeyButton>
        <KeyButton kind="quiet" keyLabel="Esc" onPress={() => actions.act('back')}>
          Back
        </KeyButton>
      </footer>
    </section>
  )
}
