import type { AssetType } from '../../spec/asset-spec.schema.js'
import type { Facts } from './facts.js'

/** For which assets a rule holds. */
export interface Scope {
  /** The section that it stands in and those under it; null = the whole text. */
  readonly section: number | null
  /** Words for types or sections ("tiles", "bosses"), singular; empty = all. */
  readonly words: readonly string[]
  /** The asset types that those words stand for. */
  readonly types: readonly AssetType[]
  /** Words that are left out. */
  readonly except: readonly string[]
  readonly exceptTypes: readonly AssetType[]
}

/** Something said for many assets at once. */
export interface Rule {
  readonly scope: Scope
  readonly facts: Facts
  readonly tags: readonly string[]
  readonly negatives: readonly string[]
  readonly line: number
  /** Its animations come on top of those that an asset has itself: "every monster needs a death animation". */
  readonly adds?: boolean
}

export interface NamedPalette {
  /** As written: a path, or a file name. */
  readonly name: string
  readonly line: number
}

export const everywhere: Scope = { section: null, words: [], types: [], except: [], exceptTypes: [] }

/** What is known of an asset when rules are chosen for it. */
export interface RuleSubject {
  readonly assetType: AssetType
  /** Ids of its headings, innermost first. */
  readonly sections: readonly number[]
  /** Words of its headings and its name, singular. */
  readonly words: ReadonlySet<string>
  /** All words of its name, for rules that name it in more than one. */
  readonly nameWords: ReadonlySet<string>
}

function isMeant(words: readonly string[], { words: own, nameWords }: RuleSubject): boolean {
  return words.every((one) => own.has(one) || (words.length > 1 && nameWords.has(one)))
}

/** How near a rule is to an asset: higher wins; null when it is not for it. `known` = words that sections have. */
export function nearness(scope: Scope, subject: RuleSubject, known: ReadonlySet<string>): number | null {
  const depth = scope.section === null ? -1 : subject.sections.indexOf(scope.section)
  if (scope.section !== null && depth < 0) return null
  const hasWord = (words: readonly string[], types: readonly AssetType[]) =>
    words.some((word) => isMeant(word.split(' '), subject)) ||
    (types.includes(subject.assetType) &&
      words.every((word) => !word.split(' ').every((one) => known.has(one))))
  if (hasWord(scope.except, scope.exceptTypes) || scope.exceptTypes.includes(subject.assetType)) return null
  const isWorded = scope.words.length > 0
  if (isWorded && !hasWord(scope.words, scope.types)) return null
  return (isWorded ? 10 : 0) + (scope.section === null ? 0 : 1000 - 20 * Math.min(depth, 40))
}
