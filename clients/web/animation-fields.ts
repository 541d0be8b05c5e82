import { el, fill } from './build-element.js'
import { newAnimation, type AnimationRow } from './spec-form.js'

interface RowFields {
  readonly element: HTMLElement
  readonly name: HTMLInputElement
  readonly frames: HTMLInputElement
  readonly fps: HTMLInputElement
  readonly loop: HTMLInputElement
}

/** A line for each animation: name, frames, frames a second, loop. Lines are added and taken away. */
export class AnimationFields {
  readonly element = el('div', { class: 'animation-rows' })
  readonly #onChange: () => void
  #rows: RowFields[]

  constructor(animations: readonly AnimationRow[], onChange: () => void) {
    this.#onChange = onChange
    this.#rows = animations.map((one) => this.#makeRow(one))
    this.#show()
  }

  read(): AnimationRow[] {
    return this.#rows.map(({ name, frames, fps, loop }) => ({
      ...{ name: name.value, frames: frames.value, fps: fps.value, loop: loop.checked },
    }))
  }

  #makeRow(row: AnimationRow): RowFields {
    const number = (value: string, label: string) =>
      el('input', { type: 'text', inputmode: 'decimal', class: 'number-field', value, 'aria-label': label })
    const fields = {
      name: el('input', { type: 'text', value: row.name, 'aria-label': 'Name of the animation' }),
      frames: number(row.frames, 'Frames'),
      fps: number(row.fps, 'Frames a second'),
      loop: el('input', { type: 'checkbox', checked: row.loop, 'aria-label': 'Loops' }),
    }
    const remove = () => {
      this.#rows = this.#rows.filter((one) => one.element !== element)
      this.#show()
      this.#onChange()
    }
    const element = el(
      'div',
      { class: 'animation-row' },
      ...[fields.name, fields.frames, el('span', { class: 'dim' }, 'frames'), fields.fps],
      el('span', { class: 'dim' }, 'fps'),
      el('label', { class: 'check-label' }, fields.loop, ' loop'),
      el(
        'button',
        { type: 'button', class: 'quiet', onclick: remove, 'aria-label': `Remove ${row.name}` },
        '✕',
      ),
    )
    return { element, ...fields }
  }

  #show(): void {
    const add = () => {
      const { name, frames, fps, loop } = newAnimation('')
      const row = this.#makeRow({ name, frames: String(frames), fps: String(fps), loop })
      this.#rows.push(row)
      this.#show()
      row.name.focus()
      this.#onChange()
    }
    fill(
      this.element,
      ...this.#rows.map(({ element }) => element),
      el('button', { type: 'button', class: 'quiet', onclick: add }, '+ animation'),
    )
  }
}
