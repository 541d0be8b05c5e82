import type { AssetType } from '../../spec/asset-spec.schema.js'
import type { Facts } from './facts.js'
import type { ProseReader } from './prose-reader.js'
import type { ProseBlock } from './read-blocks.js'
import type { Phrase } from './split-phrases.js'

/** A list item above the one that is read. */
export interface Parent {
  readonly indent: number
  /** Positions of its things. */
  readonly things: number[]
  /** The type of its label ("- Enemies:"). */
  readonly label: AssetType | null
  /** "Potions:" whose members are nested below it. */
  readonly name: string | null
  /** What was said about all of those members. */
  readonly facts: Facts | null
}

export interface Reading {
  readonly block: ProseBlock
  readonly sentence: Phrase
  readonly line: number
  readonly reader: ProseReader
  readonly parent: Parent | null
  /** Positions of the things of this block so far. */
  readonly own: number[]
  readonly label: AssetType | null
  /** Of the sentence within its block. */
  readonly index: number
  /** It stands behind a semicolon, so that it may name something of its own. */
  readonly isApart: boolean
  /** "Maybe later" stands before it. */
  readonly isLater?: boolean
}
