import type { SpecView } from '../../http/assetloom-client.js'
import { matchesFilter } from '../review-model.js'

/** Which specs the list shows, beside the words that are typed above it. */
export interface QueueNarrowing {
  /** Only what waits for a decision. */
  readonly isWaiting: boolean
  /** Only what one has taken, or was given to review. */
  readonly isMine: boolean
  /** Only what has all of these tags. */
  readonly tags: readonly string[]
}

export const wholeQueue: QueueNarrowing = { isWaiting: false, isMine: false, tags: [] }

/** What else is known of a spec. */
export interface SpecFacts {
  readonly isMine: boolean
  readonly tags: readonly string[]
}

export function isNarrowed({ isWaiting, isMine, tags }: QueueNarrowing): boolean {
  return isWaiting || isMine || tags.length > 0
}

/** Whether a spec is shown. */
export function isWithin(
  spec: SpecView,
  words: string,
  narrowing: QueueNarrowing,
  facts: SpecFacts,
): boolean {
  const { isWaiting, isMine, tags } = narrowing
  if (isWaiting && spec.stage !== 'reviewing') return false
  if (isMine && !facts.isMine) return false
  return tags.every((tag) => facts.tags.includes(tag)) && matchesFilter(spec, words)
}
