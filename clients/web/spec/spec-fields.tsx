import type { AssetSpec } from '../../../core/spec/asset-spec.schema.js'
import { limits } from '../../../core/spec/spec-limits.js'
import type { FormFault } from '../read-spec-form.js'
import { fieldsOf, type FormField, type SpecForm } from '../spec-form.js'
import { FieldControls } from './field-controls.js'
import { fieldLabels } from './field-labels.js'

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

interface SpecFieldsProps {
  readonly spec: AssetSpec
  readonly form: SpecForm
  readonly faults: readonly FormFault[]
  readonly onChange: (part: Partial<SpecForm>) => void
}

/** The fields of the form, a line each; below every line one place for its hint or for what is wrong with it. */
export function SpecFields({ spec, form, faults, onChange }: SpecFieldsProps) {
  return (
    <div class="form-lines">
      {fieldsOf(spec).map((field) => {
        const fault = faults.find((one) => one.field === field)
        return (
          <div key={field} class="form-line" data-field={field} role="group" aria-label={fieldLabels[field]}>
            <span class="form-label">{fieldLabels[field]}</span>
            <div class="form-control">
              <FieldControls {...{ field, spec, form, onChange }} isWrong={fault !== undefined} />
            </div>
            {/* In the place of the hint, so that nothing moves. */}
            <p class={`form-hint ${fault === undefined ? 'dim' : 'tone-bad'}`}>
              {fault === undefined ? hints[field] : `! ${fault.message}`}
            </p>
          </div>
        )
      })}
    </div>
  )
}

/** Puts the focus into the line of a field. */
export function focusField(form: HTMLElement | null, field: FormField): void {
  form?.querySelector<HTMLElement>(`[data-field="${field}"] :is(input, textarea)`)?.focus()
}
