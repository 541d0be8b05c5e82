import type { ValuePath, SpecReport } from './open-report.js'
import type { SpecStep } from './spec-file.schema.js'

type StepOf<Action extends SpecStep['action']> = Extract<SpecStep, { action: Action }>
type Check = StepOf<'validate'>['checks'][number]
export type CheckMap = Exclude<Check, string>

/** A step or check with its place in the file. */
export interface Placed<Value> {
  readonly value: Value
  readonly path: ValuePath
}

/** The steps of a spec by what they do; null or empty where there is none. */
export interface StepsByAction {
  readonly resize: Placed<StepOf<'resize'>> | null
  readonly normalize: Placed<StepOf<'normalize'>> | null
  readonly trimSilence: Placed<StepOf<'trim_silence'>> | null
  readonly quantize: Placed<StepOf<'quantize'>> | null
  readonly removeBackground: Placed<StepOf<'remove_background'>> | null
  readonly formats: readonly Placed<string>[]
  /** Checks that are a word: has_alpha. */
  readonly wordChecks: ReadonlySet<string>
  /** Checks with a value: duration_range. */
  readonly valueChecks: readonly Placed<CheckMap>[]
}

const actionsFor = {
  image: ['resize', 'validate', 'convert', 'remove_background', 'quantize'],
  audio: ['validate', 'convert', 'normalize', 'trim_silence'],
} as const

/**
 * Sorts the steps of a spec. Refused: a step that pictures (or sounds) do not have, and a second one of those that
 * decide one thing, such as the size.
 */
export function readSteps(
  steps: readonly SpecStep[] | undefined,
  makes: 'image' | 'audio',
  report: SpecReport,
): StepsByAction {
  const placed = (steps ?? []).map((value, at) => ({ value, path: ['post_processing', at] as const }))
  const allowed: readonly string[] = actionsFor[makes]
  for (const { value, path } of placed)
    if (!allowed.includes(value.action))
      report.refuse(
        [...path, 'action'],
        `${value.action} is no step for ${makes === 'image' ? 'a picture' : 'a sound'}`,
        `Leave it out; steps for it: ${allowed.join(', ')}.`,
      )
  const find = <Action extends SpecStep['action']>(action: Action): Placed<StepOf<Action>>[] =>
    placed.filter(
      (one): one is { value: StepOf<Action>; path: readonly ['post_processing', number] } =>
        one.value.action === action,
    )
  const only = <Action extends SpecStep['action']>(action: Action): Placed<StepOf<Action>> | null => {
    const [first, second] = find(action)
    if (second !== undefined)
      report.refuse(
        second.path,
        `a second ${action} step: line ${report.locate.value(first?.path ?? []).line} has one too`,
        'Keep the one that counts.',
      )
    return first ?? null
  }
  const checks = find('validate').flatMap(({ value, path }) =>
    value.checks.map((check, at) => ({ value: check, path: [...path, 'checks', at] })),
  )
  return {
    resize: only('resize'),
    normalize: only('normalize'),
    trimSilence: only('trim_silence'),
    quantize: only('quantize'),
    removeBackground: only('remove_background'),
    formats: find('convert').flatMap(({ value, path }) =>
      value.formats.map((format, at) => ({ value: format, path: [...path, 'formats', at] })),
    ),
    wordChecks: new Set(checks.flatMap(({ value }) => (typeof value === 'string' ? [value] : []))),
    valueChecks: checks.flatMap(({ value, path }) => (typeof value === 'string' ? [] : [{ value, path }])),
  }
}
