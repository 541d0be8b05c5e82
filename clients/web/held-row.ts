import type { SpecEditChange } from '../../core/http/spec-edits-api.js'
import { limits } from '../../core/spec/spec-limits.js'
import { isSound } from '../../core/spec/spec-frames.js'
import type { SpecView } from '../http/assetloom-client.js'
import { el, keyCap } from './build-element.js'
import { cellNames, type CellName, type RowDraft } from './held-drafts.js'

export interface HeldRowEvents {
  readonly onChange: () => void
  readonly onEdit: (specKey: string) => void
  /** Enter and the arrows in a cell: the same cell of the row below or above. */
  readonly onStep: (row: HeldRow, cell: HTMLElement, step: number) => void
}

/** What is wrong in a row, and in which cell. */
interface Fault {
  readonly input: HTMLElement
  readonly message: string
}

const assetTypesShort = { backdrop: 'layers' } as Readonly<Record<string, string>>

/** One spec of a held run: what is usually corrected stands in cells, all else behind Edit. */
export class HeldRow {
  readonly element: HTMLElement
  readonly #inputs: Readonly<Record<CellName, HTMLInputElement>>
  readonly #out: HTMLButtonElement
  readonly #note = el('span', { class: 'held-note' })
  #spec: SpecView
  #isOut = false

  /** `draft` is what was typed when the row was last seen. */
  constructor(spec: SpecView, draft: RowDraft, events: HeldRowEvents) {
    this.#spec = spec
    const texts = { ...textsOf(spec), ...draft }
    const step = (event: KeyboardEvent) => this.#onKey(event, events)
    const cell = (label: string, name: CellName, look = 'number-field') =>
      el('input', {
        ...{
          type: 'text',
          class: look,
          value: texts[name],
          autocomplete: 'off',
          'aria-label': `${label} of ${spec.specKey}`,
        },
        ...{ oninput: () => events.onChange(), onkeydown: step },
      })
    this.#inputs = {
      prompt: cell('Prompt', 'prompt', 'held-prompt'),
      ...{ width: cell('Width', 'width'), height: cell('Height', 'height') },
      variants: cell('Variants', 'variants'),
    }
    const { prompt, width, height, variants } = this.#inputs
    this.#out = el(
      'button',
      {
        ...{ type: 'button', class: 'quiet', 'aria-pressed': 'false', title: 'Leave this spec out (X)' },
        onclick: () => {
          this.toggleOut()
          events.onChange()
        },
      },
      'Leave out',
    )
    const edit = el(
      'button',
      { type: 'button', class: 'quiet', onclick: () => events.onEdit(spec.specKey) },
      'Edit ',
      keyCap('E'),
    )
    this.element = el(
      'li',
      { class: 'held-row', 'data-key': spec.specKey },
      el('span', { class: 'held-key', title: spec.specKey }, el('strong', {}, spec.specKey)),
      el('span', { class: 'held-type dim' }, spec.assetType),
      prompt,
      isSound(spec as Parameters<typeof isSound>[0])
        ? el('span', { class: 'held-size dim' }, framesWords(spec))
        : el('span', { class: 'held-size' }, width, ' x ', height),
      el('span', { class: 'held-variants' }, variants),
      el('span', { class: 'held-frames dim', title: framesWords(spec) }, spec.sound ? '' : framesWords(spec)),
      el('span', { class: 'held-verbs' }, edit, this.#out),
      this.#note,
    )
    if (draft.isOut === true) this.toggleOut()
  }

  get key(): string {
    return this.#spec.specKey
  }

  get cells(): HTMLElement[] {
    return [...this.element.querySelectorAll<HTMLElement>('input')]
  }

  focus(): void {
    this.#inputs.prompt.focus()
    this.#inputs.prompt.select()
  }

  toggleOut(): void {
    this.#isOut = !this.#isOut
    this.#out.setAttribute('aria-pressed', String(this.#isOut))
    this.#out.textContent = this.#isOut ? 'Take in' : 'Leave out'
  }

  /** What was typed; null where the row is as it was. A row with a fault has a message in it. */
  read(): { readonly change: SpecEditChange | null; readonly isWrong: boolean } {
    const fault = this.#isOut ? null : this.#fault()
    const change = this.#change()
    this.#note.textContent = fault === null ? '' : `! ${fault.message}`
    this.element.classList.toggle('is-out', this.#isOut)
    this.element.classList.toggle('is-changed', change !== null)
    for (const input of this.cells)
      if (input === fault?.input) input.setAttribute('aria-invalid', 'true')
      else input.removeAttribute('aria-invalid')
    return { change, isWrong: fault !== null }
  }

  /** As it was before anything was typed. */
  reset(): void {
    if (this.#isOut) this.toggleOut()
    const texts = textsOf(this.#spec)
    for (const name of cellNames) this.#inputs[name].value = texts[name]
  }

  /** What differs from the spec as it was typed; null where nothing does. */
  draft(): RowDraft | null {
    const texts = textsOf(this.#spec)
    const cells = cellNames.flatMap((name) => {
      const { value } = this.#inputs[name]
      return value === texts[name] ? [] : [[name, value] as const]
    })
    if (cells.length === 0 && !this.#isOut) return null
    return { ...Object.fromEntries(cells), ...(this.#isOut ? { isOut: true } : {}) }
  }

  #change(): SpecEditChange | null {
    const { specKey: key, prompt, size, variantsPerRound } = this.#spec
    if (this.#isOut) return { key, remove: true }
    const inputs = this.#inputs
    const positive = inputs.prompt.value.trim()
    const [width, height, variants] = [inputs.width, inputs.height, inputs.variants].map((one) =>
      Number(one.value),
    )
    const set = {
      ...(positive === prompt ? {} : { prompt: { positive } }),
      ...(width === size.width && height === size.height
        ? {}
        : { size: { width: width ?? 0, height: height ?? 0 } }),
      ...(variants === variantsPerRound ? {} : { variants: variants ?? 0 }),
    }
    return Object.keys(set).length === 0 ? null : { key, set }
  }

  #fault(): Fault | null {
    const { nativeSideMinPx: least, nativeSideMaxPx: most, variantsMax } = limits
    const { prompt, width, height, variants } = this.#inputs
    if (prompt.value.trim() === '') return { input: prompt, message: 'Say in a few words what it shows.' }
    for (const input of [width, height])
      if (!isWhole(input.value, least, most))
        return { input, message: `Width and height are whole numbers from ${least} to ${most}.` }
    if (!isWhole(variants.value, 1, variantsMax))
      return { input: variants, message: `Variants are a whole number from 1 to ${variantsMax}.` }
    return null
  }

  #onKey(event: KeyboardEvent, events: HeldRowEvents): void {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    // Out of the cell, so that keys are verbs again; what was typed stays.
    if (event.key === 'Escape') this.element.querySelector('button')?.focus()
    const step = event.key === 'Enter' || event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0
    if (step === 0 || !(event.target instanceof HTMLElement)) return
    event.preventDefault()
    events.onStep(this, event.target, step)
  }
}

/** The cells of a spec before anybody typed in them. */
function textsOf({ prompt, size, variantsPerRound }: SpecView): Record<CellName, string> {
  const { width, height } = size
  return { prompt, width: `${width}`, height: `${height}`, variants: `${variantsPerRound}` }
}

function isWhole(text: string, min: number, max: number): boolean {
  const value = Number(text)
  return /^\d+$/.test(text.trim()) && value >= min && value <= max
}

/** `idle 4, walk 6`, `3 states`, `0.2 to 0.6 s`; empty for one picture. */
function framesWords({ animations, states, sound, assetType }: SpecView): string {
  if (sound !== undefined)
    return `${sound.durationMs.min / 1000} to ${sound.durationMs.max / 1000} s${sound.loop ? ', loops' : ''}`
  if (animations !== undefined) return animations.map(({ name, frames }) => `${name} ${frames}`).join(', ')
  return states === undefined ? '' : `${states.length} ${assetTypesShort[assetType] ?? 'states'}`
}
