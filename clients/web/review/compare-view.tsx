import { useState } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import { ChoiceRow } from '../base/choice-row.js'
import { KeyButton } from '../base/key-button.js'
import { Slider } from '../base/slider.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { inViewOrder, markOfVerdict } from '../review-model.js'
import type { Art } from './art-pixels.js'
import { plannedSize, shownSize, sourceOf } from './art-source.js'
import { differingShare } from './differing-share.js'
import { MissingPicture } from './missing-picture.js'
import { StagePane } from './stage-pane.js'
import { useStageView } from './stage-views.js'
import { zoomText, type StageView } from './stage-view.js'
import { useArt } from './use-art.js'
import { useReview } from './use-desk.js'
import type { CompareMode } from './view-options.js'

const modeNames: Readonly<Record<CompareMode, string>> = {
  ...{ side: 'Side by side', slider: 'Slider', fade: 'Fade', difference: 'Difference' },
}

/** Two to four variants against each other; what is zoomed or moved in one is in all. */
export function CompareView(props: { readonly spec: SpecView; readonly variants: readonly VariantView[] }) {
  const { spec } = props
  const { desk } = useReview()
  const { view: look, player, compared } = desk
  const [share, setShare] = useState(0.5)
  const variants = compared.flatMap((id) => props.variants.find((one) => one.variantId === id) ?? [])
  const arts = useArts(spec, variants)
  const known = arts.filter((art): art is Art => art !== null && art !== 'missing')
  const sizes = known.map((art) => shownSize(art.native, player.frame))
  const native = sizes[0] ?? plannedSize(spec, player.frame)
  const repeat = look.isTiled ? 2 : 1
  const whole = { width: native.width * repeat, height: native.height * repeat }
  const isSide = look.compare === 'side'
  const stage = useStageView(
    whole,
    `${spec.specKey} ${look.face} ${repeat} ${isSide ? compared.length : 'one'}`,
  )
  const pane = { player, repeat, isOnion: look.isOnion, ...stage }
  const numbers = new Map(inViewOrder(props.variants).map((one, at) => [one.variantId, at + 1]))
  const names = variants.map((one) => numbers.get(one.variantId) ?? 0)
  // Of more than two the one that is looked at lies over the first of the others.
  const active = Math.max(0, compared.indexOf(desk.variantId ?? ''))
  const below = active === 0 ? 1 : 0
  const pair = [arts[below], arts[active]].filter(
    (art): art is Art => art !== undefined && art !== null && art !== 'missing',
  )
  return (
    <section
      class="compare"
      data-ground={look.compare === 'difference' ? 'black' : look.ground}
      aria-label="Comparison"
    >
      {isSide ? (
        <div class={`compare-panes panes-${variants.length}`}>
          {variants.map((variant, at) => (
            <SidePane
              key={variant.variantId}
              {...{ variant, pane }}
              art={arts[at] ?? null}
              number={names[at] ?? 0}
            />
          ))}
        </div>
      ) : (
        <StagePane
          label={`Variants ${names[below] ?? 0} and ${names[active] ?? 0}: ${modeNames[look.compare]}`}
          arts={pair}
          {...pane}
          blend={look.compare as 'slider' | 'fade' | 'difference'}
          share={share}
        />
      )}
      <CompareCaption
        {...{ pair, share, setShare, stage }}
        below={names[below] ?? 0}
        over={names[active] ?? 0}
      />
    </section>
  )
}

interface CaptionProps {
  readonly pair: readonly Art[]
  /** Numbers of the two variants that lie over each other. */
  readonly below: number
  readonly over: number
  /** 0-1: how much of the one below is seen. */
  readonly share: number
  readonly setShare: (share: number) => void
  readonly stage: ReturnType<typeof useStageView>
}

/** How they are compared, and how far. */
function CompareCaption({ pair, below, over, share, setShare, stage }: CaptionProps) {
  const { desk, actions } = useReview()
  const { view: look } = desk
  return (
    <footer class="stage-caption">
      <ChoiceRow
        label="Comparison"
        choices={Object.entries(modeNames).map(([id, label]) => ({ id: id as CompareMode, label }))}
        value={look.compare}
        onChange={(compare) => desk.set({ compare })}
      />
      {look.compare === 'slider' || look.compare === 'fade' ? (
        <Slider
          label={look.compare === 'slider' ? `${below} | ${over}` : `${below} to ${over}`}
          {...{ value: Math.round(share * 100), min: 0, max: 100, step: 1 }}
          onChange={(value) => setShare(value / 100)}
          describe={(value) => `${value} %`}
        />
      ) : null}
      {look.compare === 'difference' ? <DifferenceFigure pair={pair} /> : null}
      <span class="figures dim">{zoomText(stage.view.zoom, devicePixelRatio)}</span>
      <KeyButton kind="quiet" disabled={stage.isFitted} onPress={stage.fit}>
        Fit
      </KeyButton>
      <KeyButton kind="quiet" keyLabel="Esc" onPress={() => actions.act('back')}>
        Back
      </KeyButton>
    </footer>
  )
}

interface SidePaneProps {
  readonly variant: VariantView
  readonly art: Art | 'missing' | null
  readonly number: number
  readonly pane: {
    readonly player: ReturnType<typeof useReview>['desk']['player']
    readonly repeat: number
    readonly isOnion: boolean
    readonly view: StageView
    readonly onView: (view: StageView) => void
    readonly onRoom: (room: { width: number; height: number }) => void
  }
}

function SidePane({ variant, art, number, pane }: SidePaneProps) {
  const { desk } = useReview()
  const isChosen = variant.variantId === desk.variantId
  const mark = markOfVerdict(variant.verdict)
  return (
    <div class={`compare-pane${isChosen ? ' is-chosen' : ''}`}>
      {art === 'missing' ? (
        <MissingPicture variant={variant} />
      ) : (
        <StagePane
          label={`Variant ${number}`}
          arts={art === null ? [] : [art]}
          {...pane}
          blend="one"
          share={1}
        />
      )}
      <button
        type="button"
        class="compare-name"
        aria-pressed={isChosen}
        onClick={() => desk.chooseVariant(variant.variantId)}
      >
        <span class="number">{number}</span>
        <span class="figures">{variant.score?.toFixed(2) ?? 'not scored yet'}</span>
        {mark === null ? null : (
          <span class={`mark tone-${mark.tone}`} title={mark.label}>
            {mark.shape}
            {mark.letter}
          </span>
        )}
        <span class="visually-hidden">variant</span>
      </button>
    </div>
  )
}

function DifferenceFigure({ pair }: { readonly pair: readonly Art[] }) {
  const [a, b] = pair
  if (a === undefined || b === undefined) return null
  const share = differingShare(a, b)
  if (share === null) return <span class="tone-warn">They are of different sizes.</span>
  return <span class="figures">{(share * 100).toFixed(1)} % of the pixels differ</span>
}

/** Always asks for four, as hooks have to be called the same every time. */
function useArts(spec: SpecView, variants: readonly VariantView[]) {
  const { desk } = useReview()
  const first = variants[0]
  const of = (variant: VariantView | undefined) =>
    variant === undefined ? null : sourceOf(variant, spec, desk.view.face, 'close')
  const spare = of(first) ?? { url: 'data:,', task: 'ready' as const }
  const a = useArt(of(variants[0]) ?? spare)
  const b = useArt(of(variants[1]) ?? spare)
  const c = useArt(of(variants[2]) ?? spare)
  const d = useArt(of(variants[3]) ?? spare)
  return [a, b, c, d].slice(0, variants.length)
}
