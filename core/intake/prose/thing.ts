import type { AssetType } from '../../spec/asset-spec.schema.js'
import type { FactProblem, Facts } from './facts.js'

/** One asset that a text asks for, before defaults. */
export interface Thing {
  /** Without article; the singular where it is one of several. */
  readonly base: string
  /** "closed", "red, health": which of a series it is. */
  readonly member: string | null
  details: readonly string[]
  /** From 1, where several are the same. */
  readonly number: number | null
  /** Frames that stand still: of UI, or the layers of a backdrop. */
  readonly states: readonly string[] | null
  /** The key comes from the base alone: it is a name, and the rest tells about it. */
  isNamed: boolean
  readonly isOptional: boolean
  readonly key: string | null
  /** Said by a label or by its words; null = neither. */
  readonly assetType: AssetType | null
  /** The label that it stood behind ("Kitchen: pot, pan"). */
  readonly label: string | null
  facts: Facts
  readonly problems: FactProblem[]
  /** "a few" and the like became a number. */
  readonly isGuess: boolean
}

export interface ReadContext {
  /** Of the heading above; it wins over words. */
  readonly assetType: AssetType | null
  /** The text goes on about things before it, or is nested under one. */
  readonly goesOn: boolean
  /** A list in a sentence of prose: an article starts a thing of its own. */
  readonly isProse: boolean
  /** What "the same" means at the front of the text. */
  readonly previous?: Thing | null
}

/** A thing with where it was written. */
export interface PlacedThing {
  readonly thing: Thing
  readonly line: number
  /** The sentence as written. */
  readonly text: string
  readonly assetType: AssetType
  /** What the text calls its kind: its heading or label, else the type. */
  readonly category: string
  /** Ids of its headings, innermost first. */
  readonly sections: readonly number[]
  readonly titles: readonly string[]
  readonly isOptional: boolean
}
