import type { RunRevision, WishlistDiff } from '../../core/http/http-api.js'
import { countDifference, type WishlistDifference } from '../../core/intake/diff-specs.js'

/** `revision 3: 2 added, 1 changed, 1 removed, 29 kept (27 approved)`. */
export function describeRevision({ number, difference, carried }: RunRevision): string {
  if (difference === null) return `Revision ${number}`
  const { added, changed, removed } = difference
  const kept = `${carried.specs} kept${carried.approved === 0 ? '' : ` (${carried.approved} approved)`}`
  return `Revision ${number}: ${added} added, ${changed} changed, ${removed} removed, ${kept}`
}

/** One line a change, by key: `+ new-thing`, `~ jar: size 32x32 -> 48x48`, `- gone`, then hints on renamed lines. */
export function differenceLines({ added, changed, removed, renames }: WishlistDifference): string[] {
  return [
    ...added.map(({ key, line }) => `+ ${key} (line ${line})`),
    ...changed.map(({ key, line, words }) => `~ ${key}: ${words} (line ${line})`),
    ...removed.map(({ key }) => `- ${key}`),
    ...renames.map(
      ({ from, to, line }) =>
        `? ${to} looks like ${from} in other words: add key=${from} to line ${line} to keep its key`,
    ),
  ]
}

/** What submitting would do, in a sentence or two. */
export function summariseDiff({
  against,
  isSame,
  isOtherSeed,
  difference,
  approvalsKept,
}: WishlistDiff): string {
  if (against === null) return `A new list: ${difference.added.length} specs.`
  if (isSame) return `The same as revision ${against.revision}: submitting gives its run ${against.runId}.`
  const counts = `Against revision ${against.revision}: ${countDifference(difference)}.`
  if (isOtherSeed) return `${counts} The seed is another one, so every spec is made again.`
  return `${counts} ${approvalsKept} ${approvalsKept === 1 ? 'approval stays' : 'approvals stay'}.`
}
