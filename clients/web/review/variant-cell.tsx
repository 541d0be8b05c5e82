import { memo } from 'preact/compat'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { markOfVerdict, type Mark } from '../review-model.js'
import type { ArtSize } from './art-pixels.js'
import { sourceOf, type ArtFace } from './art-source.js'
import { drawArt } from './draw-art.js'
import type { FramePlayer } from './frame-player.js'
import { MissingPicture, missingPictureText } from './missing-picture.js'
import type { SendState } from './reviewer.js'
import { useArt } from './use-art.js'

const sendMarks: Readonly<Record<SendState, Mark | null>> = {
  // What is on its way shows as decided already.
  sending: null,
  offline: { shape: '⇡', letter: 'K', label: 'kept here, sent when the API answers', tone: 'warn' },
  pending: { shape: '◷', letter: 'P', label: 'recorded when Temporal answers', tone: 'warn' },
}

export interface CellEvents {
  readonly onChoose: (variantId: string) => void
  readonly onLarge: (variantId: string) => void
  readonly onMark: (variantId: string) => void
  readonly onArt: (native: ArtSize) => void
}

export interface VariantCellProps {
  readonly variant: VariantView
  readonly spec: SpecView
  /** The key that chooses it; null past the ninth. */
  readonly number: number | null
  readonly isChosen: boolean
  readonly isMarked: boolean
  readonly isOneOfMany: boolean
  readonly isPrimary: boolean
  readonly sendState: SendState | null
  readonly face: ArtFace
  readonly zoom: number
  readonly player: FramePlayer
  /** What the player shows, so that the cell is drawn again when that is another motion. */
  readonly motionKey: string
  readonly isOnion: boolean
  /** The same object every time. */
  readonly events: CellEvents
}

/** One variant: its picture at a whole zoom, its number, score and mark. */
export const VariantCell = memo(function VariantCell(props: VariantCellProps) {
  const { variant, spec, isChosen, face, zoom, player, isOnion } = props
  const { variantId, verdict } = variant
  const art = useArt(sourceOf(variant, spec, face, props.isOneOfMany ? 'many' : 'few'))
  const canvas = useRef<HTMLCanvasElement>(null)
  const isMissing = art === 'missing'
  useLayoutEffect(() => {
    if (art !== null && art !== 'missing') props.events.onArt(art.native)
  }, [art])
  useLayoutEffect(() => {
    const draw = () => {
      if (canvas.current === null || art === null || art === 'missing') return
      drawArt(canvas.current, art, zoom, {
        frame: player.frame,
        ghost: isOnion ? player.frameBefore : null,
      })
    }
    draw()
    return player.onFrame(draw)
  }, [art, zoom, isOnion, props.motionKey])
  const choose = (event: MouseEvent) => {
    if (event.ctrlKey || event.metaKey || event.shiftKey) props.events.onMark(variantId)
    else props.events.onChoose(variantId)
  }
  return (
    <button
      type="button"
      class={`variant${isChosen ? ' is-chosen' : ''}${props.isMarked ? ' is-marked' : ''}`}
      data-verdict={verdict}
      data-variant={variantId}
      aria-pressed={isChosen}
      // One stop of the Tab key for all of them; arrows and digits walk.
      tabIndex={isChosen ? 0 : -1}
      onClick={choose}
      onDblClick={() => props.events.onLarge(variantId)}
    >
      <span class="visually-hidden">{describe(props, isMissing)}</span>
      <span class="art" aria-hidden="true">
        {isMissing ? (
          <MissingPicture variant={variant} />
        ) : (
          <canvas
            ref={canvas}
            width={1}
            height={1}
            aria-hidden="true"
            class={art === null ? 'is-coming' : ''}
          />
        )}
      </span>
      <Caption {...props} />
    </button>
  )
})

function Caption(props: VariantCellProps) {
  const { variant, number } = props
  const mark = markOf(props)
  const failed = variant.checks.filter((check) => !check.passed).length
  return (
    <span class="caption" aria-hidden="true">
      <span class="number">{number ?? '·'}</span>
      <span class="figures">{scoreText(variant)}</span>
      {failed === 0 ? null : (
        <span class="tone-warn" title={`${failed} checks failed`}>
          △{failed}
        </span>
      )}
      {props.isMarked ? <span title="marked for the comparison">◫</span> : null}
      {props.isPrimary ? <span title="primary: this one is the asset">★</span> : null}
      {mark === null ? null : (
        <span class={`mark tone-${mark.tone}`} title={mark.label}>
          {mark.shape}
          {mark.letter}
        </span>
      )}
    </span>
  )
}

/** Its name for screen readers. */
function describe(props: VariantCellProps, isMissing: boolean): string {
  const { variant } = props
  const failed = variant.checks.filter((check) => !check.passed).length
  return [
    `Variant ${variant.variantIndex + 1} of round ${variant.round}`,
    `score ${scoreText(variant)}`,
    failed > 0 ? `${failed} checks failed` : null,
    props.isPrimary ? 'primary' : null,
    props.isMarked ? 'marked for the comparison' : null,
    markOf(props)?.label ?? null,
    isMissing ? missingPictureText(variant) : null,
  ]
    .filter((part) => part !== null)
    .join(', ')
}

function markOf({ variant, sendState }: VariantCellProps): Mark | null {
  return (sendState === null ? null : sendMarks[sendState]) ?? markOfVerdict(variant.verdict)
}

function scoreText({ score }: VariantView): string {
  return score === null ? 'not scored yet' : score.toFixed(2)
}
