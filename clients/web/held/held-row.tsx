import { useMemo } from 'preact/hooks'
import { isSound } from '../../../core/spec/spec-frames.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { KeyCap } from '../base/key-cap.js'
import type { CellName, RowDraft } from '../held-drafts.js'
import { readHeldRow, textsOf, turnOut, typeInto } from './read-held-row.js'
import { walkCells } from './walk-rows.js'

export interface HeldRowProps {
  readonly spec: SpecView
  /** What was typed; absent = nothing. */
  readonly draft: RowDraft | undefined
  /** null = the row is as its spec is again. */
  readonly onType: (specKey: string, draft: RowDraft | null) => void
  readonly onEdit: (specKey: string) => void
}

const untouched: RowDraft = {}
const assetTypesShort = { backdrop: 'layers' } as Readonly<Record<string, string>>

/** One spec of a held run: what is usually corrected stands in cells, all else behind Edit. */
export function HeldRow({ spec, draft = untouched, onType, onEdit }: HeldRowProps) {
  // Typing into one row of hundreds draws that row.
  return useMemo(() => <Row {...{ spec, draft, onType, onEdit }} />, [spec, draft, onType, onEdit])
}

function Row({ spec, draft, onType, onEdit }: Required<HeldRowProps> & { readonly draft: RowDraft }) {
  const { specKey } = spec
  const { change, fault } = readHeldRow(spec, draft)
  const isOut = draft.isOut === true
  const texts = { ...textsOf(spec), ...draft }
  const cell = (label: string, name: CellName, look = 'number-field') => (
    <input
      type="text"
      class={look}
      data-cell={name}
      value={texts[name]}
      autocomplete="off"
      aria-label={`${label} of ${specKey}`}
      onInput={(event) => onType(specKey, typeInto(spec, draft, name, event.currentTarget.value))}
      onKeyDown={walkCells}
      {...(fault?.cell === name ? { 'aria-invalid': true } : {})}
    />
  )
  const frames = framesWords(spec)
  return (
    <li class={`held-row ${isOut ? 'is-out' : ''} ${change === null ? '' : 'is-changed'}`} data-key={specKey}>
      <span class="held-key" title={specKey}>
        <strong>{specKey}</strong>
      </span>
      <span class="held-type dim">{spec.assetType}</span>
      {cell('Prompt', 'prompt', 'held-prompt')}
      {isSound(spec as Parameters<typeof isSound>[0]) ? (
        <span class="held-size dim">{frames}</span>
      ) : (
        <span class="held-size">
          {cell('Width', 'width')} x {cell('Height', 'height')}
        </span>
      )}
      <span class="held-variants">{cell('Variants', 'variants')}</span>
      <span class="held-frames dim" title={frames}>
        {spec.sound ? '' : frames}
      </span>
      <span class="held-verbs">
        <button type="button" class="quiet" onClick={() => onEdit(specKey)}>
          Edit <KeyCap label="E" />
        </button>
        <button
          type="button"
          class="quiet"
          aria-pressed={isOut}
          title="Leave this spec out (X)"
          onClick={() => onType(specKey, turnOut(draft))}
        >
          {isOut ? 'Take in' : 'Leave out'}
        </button>
      </span>
      <span class="held-note">{fault === null ? '' : `! ${fault.message}`}</span>
    </li>
  )
}

/** `idle 4, walk 6`, `3 states`, `0.2 to 0.6 s`; empty for one picture. */
function framesWords({ animations, states, sound, assetType }: SpecView): string {
  if (sound !== undefined)
    return `${sound.durationMs.min / 1000} to ${sound.durationMs.max / 1000} s${sound.loop ? ', loops' : ''}`
  if (animations !== undefined) return animations.map(({ name, frames }) => `${name} ${frames}`).join(', ')
  return states === undefined ? '' : `${states.length} ${assetTypesShort[assetType] ?? 'states'}`
}
