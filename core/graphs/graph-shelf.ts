import type { GraphTemplate } from './graph-template.js'

/** A template with where it came from. */
export interface StoredGraph extends GraphTemplate {
  readonly origin: 'built-in' | 'own'
}

/** A file of a graph that cannot be used. */
export interface GraphFileProblem {
  /** Base name. */
  readonly file: string
  readonly member: string
  readonly message: string
  readonly hint: string
}

export interface GraphShelf {
  /** By name; of each name the newest version. */
  readonly graphs: readonly StoredGraph[]
  /** Older ones too: what was made with one can be made again. */
  readonly everyVersion: readonly StoredGraph[]
  readonly problems: readonly GraphFileProblem[]
}
