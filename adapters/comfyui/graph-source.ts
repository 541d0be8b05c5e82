import type { GraphSource } from '../../core/generation/graph-source.js'
import type { GraphShelf } from '../../core/graphs/graph-shelf.js'
import { readGraphs, type KnownGraphs } from './graph-files.js'

/** A graph that was just imported is known after this long; milliseconds. */
const freshMs = 2_000

/**
 * The graphs of the product and of a home, looked at again where that was more than 2 s ago or lacks what is asked for;
 * only files that changed are read.
 */
export function createGraphSource({
  home,
  now = Date.now,
}: {
  readonly home: string
  readonly now?: () => number
}): GraphSource {
  const known: KnownGraphs = new Map()
  let read: { readonly atMs: number; readonly shelf: Promise<GraphShelf> } | null = null
  const shelf = async (): Promise<GraphShelf> => {
    if (read === null || now() - read.atMs > freshMs)
      read = { atMs: now(), shelf: readGraphs({ home, known }) }
    try {
      return await read.shelf
    } catch (error) {
      read = null
      throw error
    }
  }
  return {
    list: async () => (await shelf()).graphs,
    find: async (name, version) => {
      const isMeant = ({ bindings }: GraphShelf['graphs'][number]) =>
        bindings.name === name && bindings.version === version
      const known = (await shelf()).everyVersion.find(isMeant)
      if (known !== undefined) return known
      read = null
      return (await shelf()).everyVersion.find(isMeant) ?? null
    },
  }
}
