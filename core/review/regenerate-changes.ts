/** The picture that a round begins from. */
export interface BeginFrom {
  readonly variantId: string
  /** Of its bytes; the API fills it in. */
  readonly sha256: string
}

/** What a new round does otherwise than its spec says. Absent members are as ever. */
export interface RegenerateChanges {
  /** Instead of the whole prompt, the words of the project's style included. */
  readonly prompt?: string
  /** Instead of what is to be avoided; empty = nothing. */
  readonly negative?: string
  /** How much of `from` is changed, 0 to 1. */
  readonly strength?: number
  /** Instead of the run's seed; the run's own gives the seeds of its first round again. */
  readonly seed?: number
  readonly steps?: number
  readonly cfg?: number
  readonly from?: BeginFrom
}

export const changeLimits = {
  promptCharsMax: 2000,
  negativeCharsMax: 2000,
  stepsMax: 150,
  cfgMax: 30,
} as const

type Check = (value: unknown) => string | null

const textCheck =
  (charsMin: number, charsMax: number): Check =>
  (value) =>
    typeof value === 'string' &&
    value.trim().length >= charsMin &&
    value.length <= charsMax &&
    !/[\p{Cc}\p{Surrogate}]/u.test(value)
      ? null
      : `must be one line of ${charsMin} to ${charsMax} characters`

const numberCheck =
  (min: number, max: number, isWhole: boolean): Check =>
  (value) =>
    typeof value === 'number' && value >= min && value <= max && (!isWhole || Number.isInteger(value))
      ? null
      : `must be a ${isWhole ? 'whole ' : ''}number from ${min} to ${max}`

const checks: Readonly<Record<keyof RegenerateChanges, Check>> = {
  prompt: textCheck(1, changeLimits.promptCharsMax),
  negative: textCheck(0, changeLimits.negativeCharsMax),
  strength: numberCheck(0, 1, false),
  seed: numberCheck(0, Number.MAX_SAFE_INTEGER, true),
  steps: numberCheck(1, changeLimits.stepsMax, true),
  cfg: numberCheck(0, changeLimits.cfgMax, false),
  from: (value) => (isBeginFrom(value) ? null : 'must be {variantId, sha256} of a stored picture'),
}

/** Guards changes that come by signal, where nothing has parsed them. Returns what is wrong, or null. */
export function findWrongChange(changes: unknown): string | null {
  if (typeof changes !== 'object' || changes === null || Array.isArray(changes)) return 'changes is an object'
  const given = Object.entries(changes).filter(([, value]) => value !== undefined)
  if (given.length === 0) return 'changes is empty: leave it out to make the round as the spec says'
  for (const [name, value] of given) {
    const check = Object.hasOwn(checks, name) ? checks[name as keyof RegenerateChanges] : undefined
    if (check === undefined)
      return `changes.${name} is not known; there are ${Object.keys(checks).join(', ')}`
    const wrong = check(value)
    if (wrong !== null) return `changes.${name} ${wrong}`
  }
  const { strength, from } = changes as RegenerateChanges
  if (strength !== undefined && from === undefined)
    return 'changes.strength says how much of a picture changes: name the picture as changes.from'
  return null
}

function isBeginFrom(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false
  const { variantId, sha256 } = value as Record<string, unknown>
  const isNamed = typeof variantId === 'string' && variantId !== '' && variantId.length <= 200
  return isNamed && typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256)
}
