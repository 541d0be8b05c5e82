import type { ObjectInfo } from '../../core/comfyui/object-info.js'
import type { GraphShelf, StoredGraph } from '../../core/graphs/graph-shelf.js'
import type { GraphTemplate } from '../../core/graphs/graph-template.js'
import type { FamilyOf } from '../../core/graphs/report-graph.js'

/** What a ComfyUI, or a file with its answer, says of its node classes. */
export interface AskedServer {
  /** Address without user and password, or the file's path. */
  readonly from: string
  /** null = a file, which does not tell it. */
  readonly version: string | null
  /** What is wrong with its version; null = nothing. */
  readonly warning: string | null
  readonly objectInfo: ObjectInfo
}

/** Graphs of the product, of a home and of a ComfyUI, without the service; clients/cli/local.ts does it. */
export interface LocalGraphs {
  read(home: string): Promise<GraphShelf>
  /** By the catalogue of models, with the home's own entries, else by what the name tells. */
  readFamilies(home: string): Promise<FamilyOf>
  /** Addresses of the ComfyUIs that the stack of a home works with; none where it is down. */
  findServers(home: string): Promise<readonly string[]>
  /** Throws Unavailable where the ComfyUI does not answer. */
  askServer(input: { url: string; signal: AbortSignal }): Promise<AskedServer>
  /** The answer of `GET /object_info`, kept in a file. Throws InvalidInput, NotFound. */
  readServerFile(path: string): Promise<AskedServer>
  /** A graph as ComfyUI exports it, parsed. Throws InvalidInput, NotFound. */
  readExport(path: string): Promise<unknown>
  /** Keeps an imported graph as the next version of its name. */
  keep(home: string, template: GraphTemplate): Promise<StoredGraph>
}
