import { changeLimits } from '../../../core/review/regenerate-changes.js'

/** Fields of the sheet as they were typed. */
export interface RegenerateFields {
  readonly prompt: string
  readonly negative: string
  readonly seed: string
  readonly steps: string
  readonly cfg: string
  readonly isFromThis: boolean
  /** Percent. */
  readonly strength: number
}

/** What a new round does otherwise, as the API takes it. */
export interface AskedChanges {
  readonly prompt?: string
  readonly negative?: string
  readonly seed?: number
  readonly steps?: number
  readonly cfg?: number
  readonly strength?: number
  /** A variant that it begins from. */
  readonly from?: string
}

export type ReadChanges =
  | { readonly changes: AskedChanges | null }
  | { readonly wrong: Partial<Record<keyof RegenerateFields, string>> }

/** Only what differs from `before` is a change; null = a round as the spec says. */
export function readChanges(
  fields: RegenerateFields,
  before: RegenerateFields,
  variantId: string,
): ReadChanges {
  const wrong: Partial<Record<keyof RegenerateFields, string>> = {}
  const number = (name: 'seed' | 'steps' | 'cfg', min: number, max: number, isWhole: boolean) => {
    const text = fields[name].trim()
    if (text === '') return {}
    const value = Number(text)
    const isGood =
      Number.isFinite(value) && value >= min && value <= max && (!isWhole || Number.isInteger(value))
    if (!isGood) wrong[name] = `A ${isWhole ? 'whole ' : ''}number from ${min} to ${max}, or nothing.`
    return isGood ? { [name]: value } : {}
  }
  const prompt = oneLine(fields.prompt)
  if (prompt === '') wrong.prompt = 'What is it? Or close this sheet.'
  if (prompt.length > changeLimits.promptCharsMax)
    wrong.prompt = `At most ${changeLimits.promptCharsMax} characters.`
  const negative = oneLine(fields.negative)
  if (negative.length > changeLimits.negativeCharsMax)
    wrong.negative = `At most ${changeLimits.negativeCharsMax} characters.`
  const changes: AskedChanges = {
    ...(prompt === oneLine(before.prompt) ? {} : { prompt }),
    ...(negative === oneLine(before.negative) ? {} : { negative }),
    ...number('seed', 0, Number.MAX_SAFE_INTEGER, true),
    ...number('steps', 1, changeLimits.stepsMax, true),
    ...number('cfg', 0, changeLimits.cfgMax, false),
    ...(fields.isFromThis ? { from: variantId, strength: fields.strength / 100 } : {}),
  }
  if (Object.keys(wrong).length > 0) return { wrong }
  return { changes: Object.keys(changes).length === 0 ? null : changes }
}

const oneLine = (text: string) => text.replace(/\s+/g, ' ').trim()
