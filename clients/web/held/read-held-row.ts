import type { SpecEditChange } from '../../../core/http/spec-edits-api.js'
import { limits } from '../../../core/spec/spec-limits.js'
import type { SpecView } from '../../http/assetloom-client.js'
import { cellNames, type CellName, type RowDraft, type RunDraft } from '../held-drafts.js'

/** What is wrong in a row, and in which cell. */
export interface RowFault {
  readonly cell: CellName
  readonly message: string
}

/** What was typed into a row: the change it makes, null where it makes none, and what is wrong with it. */
export interface HeldRowRead {
  readonly change: SpecEditChange | null
  readonly fault: RowFault | null
}

/** The cells of a spec before anybody typed in them. */
export function textsOf({ prompt, size, variantsPerRound }: SpecView): Readonly<Record<CellName, string>> {
  const { width, height } = size
  return { prompt, width: `${width}`, height: `${height}`, variants: `${variantsPerRound}` }
}

/** Reads the cells of a spec as they were typed. A spec that is left out may say what it likes. */
export function readHeldRow(spec: SpecView, draft: RowDraft): HeldRowRead {
  if (draft.isOut === true) return { change: { key: spec.specKey, remove: true }, fault: null }
  const texts = { ...textsOf(spec), ...draft }
  return { change: changeOf(spec, texts), fault: faultOf(texts) }
}

/** The row with one cell typed anew; null where the row is as its spec is. */
export function typeInto(spec: SpecView, draft: RowDraft, cell: CellName, text: string): RowDraft | null {
  const before = textsOf(spec)
  const typed = { ...draft, [cell]: text }
  const cells = cellNames.flatMap((name) => {
    const value = typed[name]
    return value === undefined || value === before[name] ? [] : [[name, value] as const]
  })
  if (cells.length === 0 && draft.isOut !== true) return null
  return { ...Object.fromEntries(cells), ...(draft.isOut === true ? { isOut: true } : {}) }
}

/** The row left out, or taken in again. */
export function turnOut(draft: RowDraft): RowDraft | null {
  const { isOut, ...cells } = draft
  if (isOut !== true) return { ...cells, isOut: true }
  return Object.keys(cells).length === 0 ? null : cells
}

/** What was typed while the rest was on its way: it is for the run that comes of it. */
export function typedSince(sent: RunDraft, now: RunDraft): RunDraft {
  return new Map(
    [...now].flatMap(([key, row]) => {
      const before = sent.get(key)
      const cells = cellNames.filter((name) => row[name] !== undefined && row[name] !== before?.[name])
      return cells.length === 0
        ? []
        : [[key, Object.fromEntries(cells.map((name) => [name, row[name]]))] as const]
    }),
  )
}

function changeOf(
  { specKey: key, prompt, size, variantsPerRound }: SpecView,
  texts: Readonly<Record<CellName, string>>,
): SpecEditChange | null {
  const positive = texts.prompt.trim()
  const [width, height, variants] = [Number(texts.width), Number(texts.height), Number(texts.variants)]
  const set = {
    ...(positive === prompt ? {} : { prompt: { positive } }),
    ...(width === size.width && height === size.height ? {} : { size: { width, height } }),
    ...(variants === variantsPerRound ? {} : { variants }),
  }
  return Object.keys(set).length === 0 ? null : { key, set }
}

function faultOf(texts: Readonly<Record<CellName, string>>): RowFault | null {
  const { nativeSideMinPx: least, nativeSideMaxPx: most, variantsMax } = limits
  if (texts.prompt.trim() === '') return { cell: 'prompt', message: 'Say in a few words what it shows.' }
  for (const cell of ['width', 'height'] as const)
    if (!isWhole(texts[cell], least, most))
      return { cell, message: `Width and height are whole numbers from ${least} to ${most}.` }
  if (!isWhole(texts.variants, 1, variantsMax))
    return { cell: 'variants', message: `Variants are a whole number from 1 to ${variantsMax}.` }
  return null
}

function isWhole(text: string, min: number, max: number): boolean {
  const value = Number(text)
  return /^\d+$/.test(text.trim()) && value >= min && value <= max
}
