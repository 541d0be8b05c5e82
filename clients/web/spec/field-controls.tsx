import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { coloursIn } from '../read-spec-form.js'
import type { FormField, SpecForm } from '../spec-form.js'
import { FramesControls } from './frames-controls.js'
import { NumberField } from './number-field.js'
import { PaletteSwatches } from './palette-swatches.js'

export interface FieldControlsProps {
  readonly field: FormField
  readonly spec: AssetSpec
  readonly form: SpecForm
  readonly isWrong: boolean
  readonly onChange: (part: Partial<SpecForm>) => void
}

type TextName = {
  [Name in keyof SpecForm]: SpecForm[Name] extends string ? Name : never
}[keyof SpecForm]

const pivotPresets = [
  ['Feet', '0.5', '1'],
  ['Centre', '0.5', '0.5'],
  ['Top left', '0', '0'],
] as const
const sides = ['left', 'top', 'right', 'bottom'] as const

/** What one line of the form is typed into. */
export function FieldControls(props: FieldControlsProps) {
  const { field, form, isWrong, onChange } = props
  const number = (name: TextName, label: string) => (
    <NumberField
      label={label}
      value={form[name]}
      isWrong={isWrong}
      onInput={(text) => onChange({ [name]: text })}
    />
  )
  switch (field) {
    case 'prompt':
      return <Area {...props} name="positive" label="Prompt" rows={3} />
    case 'negative':
      return <Area {...props} name="negative" label="Avoid" rows={2} />
    case 'palette':
      return <Palette {...props} />
    case 'size':
      return (
        <>
          {number('width', 'Width')} x {number('height', 'Height')} px
        </>
      )
    case 'variants':
      return number('variants', 'Variants')
    case 'tags':
      return <Tags {...props} />
    case 'pivot':
      return (
        <>
          {number('pivotX', 'From the left')}
          {number('pivotY', 'From the top')}
          <PivotPresets onChange={onChange} />
        </>
      )
    case 'frames':
      return <FramesControls {...props} />
    case 'nineSlice':
      return (
        <>
          <Check
            label="stretches"
            isOn={form.hasNineSlice}
            onChange={(hasNineSlice) => onChange({ hasNineSlice })}
          />
          {sides.map((side) => (
            // Together, so that no line ends between them.
            <span key={side} class="check-label">
              <span class="dim">{side}</span>
              {number(side, side)}
            </span>
          ))}
        </>
      )
    case 'sound':
      return (
        <>
          {number('minSeconds', 'Shortest, seconds')} to {number('maxSeconds', 'Longest, seconds')} s{' '}
          <Check label="loops" isOn={form.loop} onChange={(loop) => onChange({ loop })} />
        </>
      )
  }
}

function Tags({ form, isWrong, onChange }: FieldControlsProps) {
  return (
    <input
      type="text"
      aria-label="Tags"
      value={form.tags}
      aria-invalid={isWrong}
      onInput={(event) => onChange({ tags: event.currentTarget.value })}
    />
  )
}

function PivotPresets({ onChange }: Pick<FieldControlsProps, 'onChange'>) {
  return (
    <>
      {pivotPresets.map(([name, pivotX, pivotY]) => (
        <button key={name} type="button" class="quiet" onClick={() => onChange({ pivotX, pivotY })}>
          {name}
        </button>
      ))}
    </>
  )
}

interface AreaProps extends FieldControlsProps {
  readonly name: 'positive' | 'negative' | 'palette'
  readonly label: string
  readonly rows: number
}

function Area({ name, label, rows, form, isWrong, onChange }: AreaProps) {
  return (
    <textarea
      rows={rows}
      aria-label={label}
      spellcheck={false}
      value={form[name]}
      aria-invalid={isWrong}
      onInput={(event) => onChange({ [name]: event.currentTarget.value })}
    />
  )
}

function Palette(props: FieldControlsProps) {
  const colours = coloursIn(props.form.palette).filter((colour) => /^#[0-9a-f]{6}$/.test(colour))
  return (
    <>
      <Area {...props} name="palette" label="Palette" rows={2} />
      {colours.length === 0 ? null : <PaletteSwatches palette={colours} />}
    </>
  )
}

interface CheckProps {
  readonly label: string
  readonly isOn: boolean
  readonly onChange: (isOn: boolean) => void
}

function Check({ label, isOn, onChange }: CheckProps) {
  return (
    <label class="check-label">
      <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.currentTarget.checked)} />{' '}
      {label}
    </label>
  )
}
