import type { GraphTemplate } from '../graphs/graph-template.js'

/** The graphs that this installation has. */
export interface GraphSource {
  /** The newest version of each, by name. */
  list(): Promise<readonly GraphTemplate[]>
  /** null = there is no such graph. */
  find(name: string, version: number): Promise<GraphTemplate | null>
}
