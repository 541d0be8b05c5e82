/** What the stand-in for a ComfyUI is told; adapters/fake-comfyui explains each. */
export interface StartComfyInput {
  readonly port?: number
  readonly version?: string
  readonly stepMs?: number
  readonly loadMs?: number
  readonly memoryGb?: number
  readonly faults?: string
  readonly chaosSeed?: number
  readonly packs?: boolean
  readonly previews?: boolean
  /** A JSON file with folders of models. */
  readonly modelsFile?: string
  /** A saved answer of GET /object_info. */
  readonly objectInfoFile?: string
  /** Keeps input, output and temp; absent = a folder that goes with the server. */
  readonly dir?: string
}

export interface RunningComfy {
  readonly url: string
  readonly dir: string
  /** Counts for the end of the run, as GET /fake/stats has them. */
  stats(): object
  close(): Promise<void>
}

/** Starts a stand-in for a ComfyUI in this process; clients/cli/local.ts does it. */
export interface LocalComfy {
  start(input: StartComfyInput): Promise<RunningComfy>
}
