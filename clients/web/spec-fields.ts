import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { limits } from '../../core/spec/spec-limits.js'
import { AnimationFields } from './animation-fields.js'
import { el, fill, type Child } from './build-element.js'
import { coloursIn, type FormFault } from './read-spec-form.js'
import { paletteSwatches } from './spec-facts.js'
import { fieldsOf, formOf, type FormField, type FrameMode, type SpecForm } from './spec-form.js'

const hints: Readonly<Record<FormField, string>> = {
  prompt: 'What it shows, in plain words.',
  negative: 'What must not be in it; may be empty.',
  size: `Native pixels of one frame, ${limits.nativeSideMinPx} to ${limits.nativeSideMaxPx}.`,
  variants: `How many to choose from, 1 to ${limits.variantsMax}.`,
  palette: 'Colours like #e0b45c; empty = any colour.',
  tags: 'Apart by commas.',
  pivot: '0 to 1, from the left and from the top.',
  frames: `All frames together are at most ${limits.framesMax}.`,
  nineSlice: 'Borders that do not stretch, native pixels.',
  sound: 'Shortest and longest length in seconds.',
}
const labels: Readonly<Record<FormField, string>> = {
  ...{ prompt: 'Prompt', negative: 'Avoid', size: 'Size', variants: 'Variants', palette: 'Palette' },
  ...{ tags: 'Tags', pivot: 'Pivot', frames: 'Frames', nineSlice: 'Nine-slice', sound: 'Length' },
}
const pivotPresets = [
  ['Feet', '0.5', '1'],
  ['Centre', '0.5', '0.5'],
  ['Top left', '0', '0'],
] as const

type TextName = {
  [Name in keyof SpecForm]: SpecForm[Name] extends string ? Name : never
}[keyof SpecForm]

interface Line {
  readonly hint: HTMLElement
  readonly element: HTMLElement
}

/** The fields of the form, a line each; below every line one place for its hint or for what is wrong with it. */
export class SpecFields {
  readonly element = el('div', { class: 'form-lines' })
  readonly #spec: AssetSpec
  readonly #onChange: () => void
  readonly #inputs = new Map<string, HTMLInputElement | HTMLTextAreaElement>()
  readonly #lines = new Map<FormField, Line>()
  readonly #animations: AnimationFields
  readonly #swatches = el('span')
  readonly #framesBody = el('div')
  #frames: FrameMode

  constructor(spec: AssetSpec, onChange: () => void) {
    this.#spec = spec
    this.#onChange = () => {
      this.#showSwatches()
      onChange()
    }
    const form = formOf(spec)
    this.#frames = form.frames
    this.#animations = new AnimationFields(form.animations, () => this.#onChange())
    for (const field of fieldsOf(spec)) this.element.append(this.#line(field, form))
    this.element.addEventListener('input', () => this.#onChange())
    this.#showSwatches()
  }

  read(): SpecForm {
    const old = formOf(this.#spec)
    const text = (name: TextName) => this.#inputs.get(name)?.value ?? old[name]
    const isOn = (name: 'hasNineSlice' | 'loop') => {
      const box = this.#inputs.get(name)
      return box instanceof HTMLInputElement ? box.checked : old[name]
    }
    return {
      ...{ positive: text('positive'), negative: text('negative'), tags: text('tags') },
      ...{ width: text('width'), height: text('height'), variants: text('variants') },
      ...{ palette: text('palette'), pivotX: text('pivotX'), pivotY: text('pivotY') },
      ...{ frames: this.#frames, animations: this.#animations.read(), states: text('states') },
      ...{ hasNineSlice: isOn('hasNineSlice'), left: text('left'), top: text('top') },
      ...{ right: text('right'), bottom: text('bottom') },
      ...{ minSeconds: text('minSeconds'), maxSeconds: text('maxSeconds'), loop: isOn('loop') },
    }
  }

  /** Each fault in the place of its line's hint, so that nothing moves. */
  showFaults(faults: readonly FormFault[]): void {
    for (const [field, { hint, element }] of this.#lines) {
      const fault = faults.find((one) => one.field === field)
      const text = fault === undefined ? hints[field] : `! ${fault.message}`
      if (hint.textContent !== text) hint.textContent = text
      hint.className = `form-hint ${fault === undefined ? 'dim' : 'tone-bad'}`
      for (const input of element.querySelectorAll('input, textarea'))
        if (fault === undefined) input.removeAttribute('aria-invalid')
        else input.setAttribute('aria-invalid', 'true')
    }
  }

  focus(field: FormField = 'prompt'): void {
    this.#lines.get(field)?.element.querySelector<HTMLElement>('input, textarea')?.focus()
  }

  #line(field: FormField, form: SpecForm): HTMLElement {
    const hint = el('p', { class: 'form-hint dim', id: `hint-${field}` }, hints[field])
    const element = el(
      'div',
      { class: 'form-line', 'data-field': field, role: 'group', 'aria-label': labels[field] },
      el('span', { class: 'form-label' }, labels[field]),
      el('div', { class: 'form-control' }, ...this.#controls(field, form)),
      hint,
    )
    this.#lines.set(field, { hint, element })
    return element
  }

  #controls(field: FormField, form: SpecForm): Child[] {
    switch (field) {
      case 'prompt':
        return [this.#area('positive', 'Prompt', form.positive, 3)]
      case 'negative':
        return [this.#area('negative', 'Avoid', form.negative, 2)]
      case 'size':
        return [
          this.#number('width', 'Width', form.width),
          ' x ',
          this.#number('height', 'Height', form.height),
          ' px',
        ]
      case 'variants':
        return [this.#number('variants', 'Variants', form.variants)]
      case 'palette':
        return [this.#area('palette', 'Palette', form.palette, 2), this.#swatches]
      case 'tags':
        return [this.#add('tags', el('input', { type: 'text', value: form.tags, 'aria-label': 'Tags' }))]
      case 'pivot':
        return this.#pivot(form)
      case 'frames':
        return this.#framesControls(form)
      case 'nineSlice':
        return this.#borders(form)
      case 'sound':
        return this.#sound(form)
    }
  }

  #add<Input extends HTMLInputElement | HTMLTextAreaElement>(name: string, input: Input): Input {
    this.#inputs.set(name, input)
    return input
  }

  #area(name: string, label: string, value: string, rows: number): HTMLTextAreaElement {
    return this.#add(name, el('textarea', { rows, 'aria-label': label, spellcheck: 'false' }, value))
  }

  #number(name: string, label: string, value: string): HTMLInputElement {
    const props = { type: 'text', inputmode: 'decimal', class: 'number-field', autocomplete: 'off' }
    return this.#add(name, el('input', { ...props, value, 'aria-label': label }))
  }

  #check(name: string, label: string, checked: boolean): HTMLElement {
    return el(
      'label',
      { class: 'check-label' },
      this.#add(name, el('input', { type: 'checkbox', checked })),
      ` ${label}`,
    )
  }

  #pivot(form: SpecForm): Child[] {
    const x = this.#number('pivotX', 'From the left', form.pivotX)
    const y = this.#number('pivotY', 'From the top', form.pivotY)
    const presets = pivotPresets.map(([name, left, top]) => {
      const put = () => {
        x.value = left
        y.value = top
        this.#onChange()
      }
      return el('button', { type: 'button', class: 'quiet', onclick: put }, name)
    })
    return [x, y, ...presets]
  }

  #sound(form: SpecForm): Child[] {
    const from = this.#number('minSeconds', 'Shortest, seconds', form.minSeconds)
    const to = this.#number('maxSeconds', 'Longest, seconds', form.maxSeconds)
    return [from, ' to ', to, ' s ', this.#check('loop', 'loops', form.loop)]
  }

  #borders(form: SpecForm): Child[] {
    const sides = (['left', 'top', 'right', 'bottom'] as const).map((side) =>
      // Together, so that no line ends between them.
      el(
        'span',
        { class: 'check-label' },
        el('span', { class: 'dim' }, side),
        this.#number(side, side, form[side]),
      ),
    )
    return [this.#check('hasNineSlice', 'stretches', form.hasNineSlice), ...sides]
  }

  #framesControls(form: SpecForm): Child[] {
    const stand = this.#spec.assetType === 'backdrop' ? 'layers' : 'states'
    const modes: readonly (readonly [FrameMode, string])[] = [
      ['still', 'one picture'],
      ['animations', 'animations'],
      ['states', stand],
    ]
    const states = el('input', { type: 'text', value: form.states, 'aria-label': stand })
    states.placeholder = stand === 'layers' ? 'sky, hills, trees' : 'normal, hover, pressed'
    this.#add('states', states)
    const buttons = modes.map(([mode, name]) => {
      const choose = () => {
        this.#frames = mode
        show()
        this.#onChange()
      }
      return el('button', { type: 'button', 'data-mode': mode, onclick: choose }, name)
    })
    const show = () => {
      for (const button of buttons)
        button.setAttribute('aria-pressed', String(button.dataset['mode'] === this.#frames))
      fill(
        this.#framesBody,
        this.#frames === 'animations' ? this.#animations.element : this.#frames === 'states' ? states : null,
      )
    }
    show()
    return [
      el('div', { class: 'segments', role: 'group', 'aria-label': 'Frames' }, ...buttons),
      this.#framesBody,
    ]
  }

  #showSwatches(): void {
    const text = this.#inputs.get('palette')?.value
    if (text === undefined) return
    const colours = coloursIn(text).filter((colour) => /^#[0-9a-f]{6}$/.test(colour))
    fill(this.#swatches, colours.length === 0 ? null : paletteSwatches(colours))
  }
}
