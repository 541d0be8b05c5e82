import { hashOf } from '../hash.js'

/** The models that a job needs in memory at once. */
export interface ModelSet {
  /** File name of the checkpoint, as the server lists it. */
  readonly checkpoint: string
  /** In the order in which they are applied. */
  readonly loras: readonly { readonly name: string; readonly weight: number }[]
}

/** Names a task queue `gpu.<modelKey>`: 16 hex digits of the hash of the set. Weights are parameters, not models. */
export function modelKeyOf({ checkpoint, loras }: ModelSet): string {
  return hashOf({ checkpoint, loras: loras.map(({ name }) => name) }).slice(0, 16)
}
