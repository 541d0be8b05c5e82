const answersMax = 200

interface Remembered<Value> {
  readonly question: string
  readonly untilMs: number
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
 * `read`, asked once for all who ask the same within `freshMs`: those who ask while it is read wait for the one answer.
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
    const answer = { question, untilMs: now() + freshMs, value: read(asked) }
    answers.set(key, answer)
    answer.value.catch(() => {
      if (answers.get(key) === answer) answers.delete(key)
    })
    return answer.value
  }
}
