import type { ModelReport } from '../../core/models/check-models.js'
import type { CatalogueProblem, ModelCatalogue } from '../../core/models/merge-catalogue.js'
import type { MemoryProfile } from '../../core/models/memory-profile.js'
import type { HashedFile } from '../../core/models/model-catalogue.schema.js'

export interface HashingProgress {
  readonly folder: string
  readonly file: string
  /** Of all files together. */
  readonly bytesDone: number
  readonly bytesTotal: number
}

/** What a ComfyUI told of itself. */
export interface CheckedServer {
  readonly url: string
  readonly version: string
  readonly memory: MemoryProfile
  readonly report: ModelReport
}

/** Models of a home, of this machine and of a ComfyUI, without the service; clients/cli/local.ts does it. */
export interface LocalModels {
  /** The catalogue that comes with the product, with the home's own entries. */
  read(home: string): Promise<{ catalogue: ModelCatalogue; problems: readonly CatalogueProblem[] }>
  /** Addresses of the ComfyUIs that the stack of a home works with; none where it is down. */
  findServers(home: string): Promise<readonly string[]>
  /** Asks a ComfyUI which models it has, with COMFYUI_HEADERS. Throws Unavailable where it does not answer. */
  checkServer(input: { url: string; catalogue: ModelCatalogue; signal: AbortSignal }): Promise<CheckedServer>
  /** Hashes the files of ComfyUI's folder of models and keeps that in the home; files that did not change are not read. */
  hashFolder(input: {
    home: string
    dir: string
    known: readonly HashedFile[]
    onProgress: (progress: HashingProgress) => void
    signal: AbortSignal
  }): Promise<{ files: readonly HashedFile[]; savedTo: string }>
  /** Keeps that the condition of a model's licence holds, and why. Returns the file that says so. */
  acceptCondition(home: string, name: string, because: string): Promise<string>
}
