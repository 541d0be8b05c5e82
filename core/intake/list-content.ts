import { canonicalJson, hashOf } from '../hash.js'
import type { RunOptions } from '../run-options.js'

interface ListContent {
  readonly name: string
  readonly text: string
  readonly options: RunOptions
}

/**
 * What makes two submissions the same list: its text and its options. Whether its run is held at first is no part of
 * that, or letting it go would make it another list; nor is how it is reviewed, which changes nothing of what is made.
 */
export function listContentHash({ name, text, options }: ListContent): string {
  return hashOf({ name, text, options: contentOf(options) })
}

export function isSameList(one: Omit<ListContent, 'name'>, other: Omit<ListContent, 'name'>): boolean {
  return (
    one.text === other.text &&
    canonicalJson(contentOf(one.options)) === canonicalJson(contentOf(other.options))
  )
}

function contentOf(
  options: RunOptions,
): Omit<RunOptions, 'hold' | 'signOffs' | 'reviewDueMs' | 'remindEveryMs'> {
  const { hold: _hold, signOffs: _signOffs, reviewDueMs: _due, remindEveryMs: _every, ...content } = options
  return content
}
