const secondMs = 1_000
const minuteMs = 60 * secondMs
const hourMs = 60 * minuteMs

export const webhookLimits = {
  webhooksMax: 20,
  urlCharsMax: 2_000,
  descriptionCharsMax: 200,
  /** For one answer, from the name's look-up to its last byte. */
  answerMs: 10 * secondMs,
  answerBytesMax: 65_536,
  /** A receiver that asks for more is asked again after this. */
  retryAfterMaxMs: hourMs,
  /** How long the former secret signs as well. */
  secretOverlapMs: 24 * hourMs,
  /** A try that is due for so long and was not made may have lost its workflow. */
  overdueMs: 2 * minuteMs,
} as const

/** Before the second try, the third, and so on, at the most (spread-waits.ts): ten tries within a day. */
export const webhookWaitsMs: readonly number[] = [
  ...[10 * secondMs, minuteMs, 5 * minuteMs, 30 * minuteMs],
  ...[2 * hourMs, 4 * hourMs, 5 * hourMs, 6 * hourMs, 6 * hourMs],
]
