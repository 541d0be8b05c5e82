import type { VariantView } from '../../core/http/http-api.js'
import { drawArt, loadArt, type Art, type ArtFace, type ArtKind, type FrameView } from './art-picture.js'
import { el, fill } from './build-element.js'
import { missingPicture, missingPictureText } from './missing-picture.js'
import { markOfVerdict, type Mark } from './review-model.js'
import type { SendState } from './reviewer.js'

const sendMarks: Readonly<Record<SendState, Mark>> = {
  sending: { shape: '…', letter: '', label: 'being sent', tone: 'quiet' },
  offline: { shape: '⇡', letter: 'K', label: 'kept here, sent when the API answers', tone: 'warn' },
  pending: { shape: '◷', letter: 'P', label: 'recorded when Temporal answers', tone: 'warn' },
}

/** One variant: its picture at a whole zoom, its number, score and mark. */
export class VariantFigure {
  readonly element: HTMLButtonElement
  art: Art | null = null
  readonly #canvas = el('canvas', { width: 1, height: 1, 'aria-hidden': 'true' })
  readonly #picture = el('span', { class: 'art' }, this.#canvas)
  readonly #caption = el('span', { class: 'caption' })
  #variant: VariantView
  #mark: Mark | null = null
  #isMissing = false
  #drawn = ''

  constructor(
    variant: VariantView,
    kind: ArtKind,
    onChoose: () => void,
    onLarge: () => void,
    onArt: () => void,
  ) {
    this.#variant = variant
    this.element = el(
      'button',
      { type: 'button', class: 'variant', onclick: onChoose, ondblclick: onLarge },
      this.#picture,
      this.#caption,
    )
    loadArt(variant.imageUrl, kind).then(
      (art) => {
        this.art = art
        onArt()
      },
      () => {
        this.#isMissing = true
        this.#describe()
      },
    )
  }

  /** Draws only when it would look different from the last time. */
  draw(zoom: number, face: ArtFace, frame: FrameView | null): void {
    const wanted = `${face} ${zoom}@${devicePixelRatio} ${frame?.index ?? 'all'}`
    if (this.art === null || this.#drawn === wanted) return
    drawArt(this.#canvas, this.art, face, zoom, { frame })
    this.#drawn = wanted
  }

  update(variant: VariantView, number: number | null, isChosen: boolean, send: SendState | null): void {
    this.#variant = variant
    const mark = send === null ? markOfVerdict(variant.verdict) : sendMarks[send]
    const score = variant.score === null ? 'not scored yet' : variant.score.toFixed(2)
    const failed = variant.checks.filter((check) => !check.passed).length
    this.element.classList.toggle('is-chosen', isChosen)
    this.element.dataset['verdict'] = variant.verdict
    this.element.setAttribute('aria-pressed', String(isChosen))
    this.#mark = mark
    this.#describe()
    fill(
      this.#caption,
      el('span', { class: 'number' }, number === null ? '·' : String(number)),
      el('span', { class: 'figures' }, score),
      failed > 0 ? el('span', { class: 'tone-warn', title: `${failed} checks failed` }, `△${failed}`) : null,
      mark === null
        ? null
        : el('span', { class: `mark tone-${mark.tone}`, title: mark.label }, `${mark.shape}${mark.letter}`),
    )
  }

  /** Its name for screen readers, and what stands where no picture can. */
  #describe(): void {
    const { variantIndex, round, score, checks } = this.#variant
    const failed = checks.filter((check) => !check.passed).length
    const says = [
      `Variant ${variantIndex + 1} of round ${round}`,
      `score ${score === null ? 'not scored yet' : score.toFixed(2)}`,
      failed > 0 ? `${failed} checks failed` : null,
      this.#mark?.label ?? null,
      this.#isMissing ? missingPictureText(this.#variant) : null,
    ]
    this.element.setAttribute('aria-label', says.filter((part) => part !== null).join(', '))
    if (this.#isMissing) fill(this.#picture, missingPicture(this.#variant))
  }
}
