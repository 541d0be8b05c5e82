const answersMax = 200
/** An answer is kept for so many times what its reading took: readings then take one hundredth of the time at most. */
const keptForTimes = 100
const keptMaxMs = 300_000

interface Remembered<Value> {
  readonly question: string
  untilMs: number
  readonly value: Promise<Value>
}

export interface Remembering<Question> {
  /** Above 0. */
  readonly freshMs: number
  readonly now: () => number
  /** Of questions with the same key the answer to the last one is kept; without it every question has its own. */
  readonly keyOf?: (question: Question) => string
}

/**
 * `read`, asked once for all who ask the same within `freshMs`, or within a hundred times as long as it took: those who ask while it is read wait for the one answer.
 * A failure is not remembered, and never more than a few hundred answers are. Questions are the same when their JSON is.
 */
export function rememberAnswers<Question, Value>(
  read: (question: Question) => Promise<Value>,
  { freshMs, now, keyOf }: Remembering<Question>,
): (question: Question) => Promise<Value> {
  const answers = new Map<string, Remembered<Value>>()
  return (asked) => {
    const question = JSON.stringify(asked)
    const key = keyOf?.(asked) ?? question
    const known = answers.get(key)
    if (known?.question === question && now() < known.untilMs) return known.value
    if (answers.size >= answersMax) answers.clear()
    const askedMs = now()
    const answer = { question, untilMs: Infinity, value: read(asked) }
    answers.set(key, answer)
    answer.value.then(
      () => {
        const tookMs = now() - askedMs
        answer.untilMs = askedMs + Math.max(freshMs, Math.min(keptForTimes * tookMs, keptMaxMs))
      },
      () => {
        if (answers.get(key) === answer) answers.delete(key)
      },
    )
    return answer.value
  }
}
