import type { VariantView } from '../../core/http/http-api.js'
import { drawArt, loadArt, type Art, type ArtFace } from './art-picture.js'
import { el, fill } from './build-element.js'
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
  readonly #caption = el('span', { class: 'caption' })
  #drawn = ''

  constructor(
    variant: VariantView,
    hasBackground: boolean,
    onChoose: () => void,
    onLarge: () => void,
    onArt: () => void,
  ) {
    this.element = el(
      'button',
      { type: 'button', class: 'variant', onclick: onChoose, ondblclick: onLarge },
      el('span', { class: 'art' }, this.#canvas),
      this.#caption,
    )
    loadArt(variant.imageUrl, hasBackground).then(
      (art) => {
        this.art = art
        onArt()
      },
      () => this.element.classList.add('is-broken'),
    )
  }

  /** Draws only when it would look different from the last time. */
  draw(zoom: number, face: ArtFace): void {
    const wanted = `${face} ${zoom}@${devicePixelRatio}`
    if (this.art === null || this.#drawn === wanted) return
    drawArt(this.#canvas, this.art, face, zoom)
    this.#drawn = wanted
  }

  update(variant: VariantView, number: number | null, isChosen: boolean, send: SendState | null): void {
    const mark = send === null ? markOfVerdict(variant.verdict) : sendMarks[send]
    const score = variant.score === null ? 'not scored yet' : variant.score.toFixed(2)
    const failed = variant.checks.filter((check) => !check.passed).length
    this.element.classList.toggle('is-chosen', isChosen)
    this.element.dataset['verdict'] = variant.verdict
    this.element.setAttribute('aria-pressed', String(isChosen))
    this.element.setAttribute(
      'aria-label',
      `Variant ${variant.variantIndex + 1} of round ${variant.round}, score ${score}${failed > 0 ? `, ${failed} checks failed` : ''}${mark === null ? '' : `, ${mark.label}`}`,
    )
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
}
