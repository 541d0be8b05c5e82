const answersMax = 200
/** A dear answer is kept for so many times what its reading took: readings then take one hundredth of the time at most. */
const keptForTimes = 100

interface Remembered<Value> {
  readonly question: string
  untilMs: number
  readonly value: Promise<Value>
}

export interface Remembering<Question> {
  /** Above 0. */
  readonly freshMs: number
  /** So long an answer is kept at most because it was dear. Default: no longer than `freshMs`. */
  readonly keptMaxMs?: number
  readonly now: () => number
  /** Lets readings begin, one after another for example; the wait for it is no part of what they take. */
  readonly inTurn?: <Value>(work: () => Promise<Value>) => Promise<Value>
  /** Of questions with the same key the answer to the last one is kept; without it every question has its own. */
  readonly keyOf?: (question: Question) => string
}

/**
 * `read`, asked once for all who ask the same within `freshMs`, or as long as `keptMaxMs` allows within a hundred times as long
 * as the reading took. Those who ask while it is read wait for the one answer. A failure is not remembered, and never more
 * than a few hundred answers are. Questions are the same when their JSON is.
 */
export function rememberAnswers<Question, Value>(
  read: (question: Question) => Promise<Value>,
  { freshMs, keptMaxMs = freshMs, now, inTurn = async (work) => await work(), keyOf }: Remembering<Question>,
): (question: Question) => Promise<Value> {
  const answers = new Map<string, Remembered<Value>>()
  return (asked) => {
    const question = JSON.stringify(asked)
    const key = keyOf?.(asked) ?? question
    const known = answers.get(key)
    if (known?.question === question && now() < known.untilMs) return known.value
    if (answers.size >= answersMax) answers.clear()
    let beganMs = now()
    const value = inTurn(async () => {
      beganMs = now()
      return await read(asked)
    })
    const answer = { question, untilMs: Infinity, value }
    answers.set(key, answer)
    value.then(
      () => {
        const dearMs = Math.min(keptForTimes * (now() - beganMs), keptMaxMs)
        answer.untilMs = beganMs + Math.max(freshMs, dearMs)
      },
      () => {
        if (answers.get(key) === answer) answers.delete(key)
      },
    )
    return value
  }
}
