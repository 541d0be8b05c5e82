import { useQuery } from '@tanstack/preact-query'
import { useId, useRef, useState } from 'preact/hooks'
import type { VariantView } from '../../../core/http/http-api.js'
import { Dialog } from '../base/dialog.js'
import { KeyCap } from '../base/key-cap.js'
import { Slider } from '../base/slider.js'
import { readChanges, type RegenerateFields } from './regenerate-form.js'
import { SmallArt } from './small-art.js'
import { useReview } from './use-desk.js'

/** Asks what the new round does otherwise; Enter alone makes it as the spec says. */
export function RegenerateSheet({ variant }: { readonly variant: VariantView }) {
  const { desk } = useReview()
  const { runId } = desk.store
  const detail = useQuery({
    queryKey: ['run', runId, 'spec', variant.specKey],
    queryFn: () => desk.app.client.readSpecDetail(runId, variant.specKey),
  })
  const send = useRef<HTMLButtonElement>(null)
  const prompt = detail.data?.spec.prompt.positive ?? desk.spec?.prompt ?? ''
  const before: RegenerateFields = {
    ...{ prompt, negative: detail.data?.spec.prompt.negative ?? '' },
    ...{ seed: '', steps: '', cfg: '', isFromThis: false, strength: 50 },
  }
  return (
    <Dialog
      title={`Make ${variant.specKey} again`}
      onClose={() => desk.openSheet(null)}
      initialFocus={() => send.current}
    >
      {/* Another form once the whole spec is there: what it says is what changes are against. */}
      <RegenerateForm key={detail.data === undefined ? '' : 'read'} {...{ variant, before }} sendRef={send} />
    </Dialog>
  )
}

interface FormProps {
  readonly variant: VariantView
  readonly before: RegenerateFields
  readonly sendRef: { current: HTMLButtonElement | null }
}

function RegenerateForm({ variant, before, sendRef }: FormProps) {
  const { desk, actions } = useReview()
  const [fields, setFields] = useState(before)
  const read = readChanges(fields, before, variant.variantId)
  const wrong = 'wrong' in read ? read.wrong : {}
  const set = (part: Partial<RegenerateFields>) => setFields((old) => ({ ...old, ...part }))
  const send = () => {
    if ('wrong' in read) return
    desk.openSheet(null)
    actions.send('regenerate', variant, read.changes === null ? {} : { changes: read.changes })
  }
  const hasChanges = 'changes' in read && read.changes !== null
  return (
    <form
      class="regenerate-form"
      onSubmit={(event) => {
        event.preventDefault()
        send()
      }}
    >
      {desk.offers.changes ? <ChangeFields {...{ variant, fields, wrong, set }} /> : null}
      <div class="row">
        <button type="submit" class="primary verb" ref={sendRef} disabled={'wrong' in read}>
          {hasChanges ? 'Make again with changes' : 'Make again'} <KeyCap label="↵" />
        </button>
        <span class="dim">
          {desk.spec?.variantsPerRound ?? ''} new variants with new seeds. Undo takes it back.
        </span>
      </div>
    </form>
  )
}

interface ChangeFieldsProps {
  readonly variant: VariantView
  readonly fields: RegenerateFields
  readonly wrong: Readonly<Partial<Record<keyof RegenerateFields, string>>>
  readonly set: (part: Partial<RegenerateFields>) => void
}

/** What the new round may do otherwise than its spec says. */
function ChangeFields({ variant, fields, wrong, set }: ChangeFieldsProps) {
  return (
    <>
      <Field
        label="Prompt"
        wrong={wrong.prompt}
        value={fields.prompt}
        isLong
        onInput={(prompt) => set({ prompt })}
      />
      <Field
        label="Avoid"
        wrong={wrong.negative}
        value={fields.negative}
        isLong
        onInput={(negative) => set({ negative })}
      />
      <div class="field-row">
        <Field
          label="Seed"
          wrong={wrong.seed}
          value={fields.seed}
          hint="a new one"
          onInput={(seed) => set({ seed })}
        />
        <Field
          label="Steps"
          wrong={wrong.steps}
          value={fields.steps}
          hint="as ever"
          onInput={(steps) => set({ steps })}
        />
        <Field
          label="Guidance (cfg)"
          wrong={wrong.cfg}
          value={fields.cfg}
          hint="as ever"
          onInput={(cfg) => set({ cfg })}
        />
      </div>
      <div class="row from-this">
        <SmallArt variant={variant} sidePx={48} />
        <label class="check-label">
          <input
            type="checkbox"
            checked={fields.isFromThis}
            onChange={(event) => set({ isFromThis: event.currentTarget.checked })}
          />
          begin from this picture
        </label>
        {fields.isFromThis ? (
          <Slider
            label="Changed by"
            {...{ value: fields.strength, min: 5, max: 95, step: 5 }}
            onChange={(strength) => set({ strength })}
            describe={(value) => `${value} %`}
          />
        ) : null}
      </div>
    </>
  )
}

interface FieldProps {
  readonly label: string
  readonly value: string
  readonly wrong: string | undefined
  readonly onInput: (value: string) => void
  readonly isLong?: boolean
  readonly hint?: string
}

function Field({ label, value, wrong, onInput, isLong = false, hint }: FieldProps) {
  const id = useId()
  const shared = {
    ...{ id, value, 'aria-invalid': wrong !== undefined },
    ...(wrong === undefined ? {} : { 'aria-describedby': `${id}-wrong` }),
  }
  return (
    <div class="regenerate-field">
      <label for={id}>{label}</label>
      {isLong ? (
        <textarea {...shared} rows={2} onInput={(event) => onInput(event.currentTarget.value)} />
      ) : (
        <input
          {...shared}
          type="text"
          inputMode="decimal"
          placeholder={hint}
          onInput={(event) => onInput(event.currentTarget.value)}
        />
      )}
      {wrong === undefined ? null : (
        <span id={`${id}-wrong`} class="tone-bad">
          {wrong}
        </span>
      )}
    </div>
  )
}
