import type { ModelUse } from '../models/model-use.js'

/** Which graph removes the background of a picture that was made: chosen with the route of its job. */
export interface CutoutRoute {
  readonly graph: { readonly name: string; readonly version: number; readonly hash: string }
  /** Values of the graph's inputs but the picture. */
  readonly values: Readonly<Record<string, string | number | boolean>>
  readonly uses: readonly ModelUse[]
}

/** How the background of a picture went, kept with its variant. */
export interface CutoutProvenance {
  readonly graph: CutoutRoute['graph']
  /** Why no model removed it, so that it goes by its colours. Absent = the picture has the alpha of the model. */
  readonly refused?: string
  /** From 1: how often the work was given to a server. */
  readonly submitNo?: number
  readonly executionMs?: number
  readonly host?: string
  /** Charged beside the picture, millionths of the currency. */
  readonly costMicros?: number
}
