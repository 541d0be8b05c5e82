import type { GpuBenchReport } from '../../core/gpu-bench/judge-gpu-bench.js'

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

/** What a configured ComfyUI answered. */
export interface ComfyAnswer {
  readonly address: string
  /** null = it did not answer. */
  readonly version: string | null
  /** Why not, or empty. */
  readonly failure: string
}

/** Stand-ins for a ComfyUI in this process, and the servers that are configured; clients/cli/local.ts does it. */
export interface LocalComfy {
  start(input: StartComfyInput): Promise<RunningComfy>
  /** Asks every server that COMFYUI_URLS of `env` names; none where it names none. */
  examine(env: Readonly<Record<string, string | undefined>>): Promise<readonly ComfyAnswer[]>
  /** Addresses of the ComfyUIs that the stack of a home works with; none where it is down. */
  findServers(home: string): Promise<readonly string[]>
  /** Makes pictures on a ComfyUI and tells how fast that was. Throws as benchServer does. */
  bench(input: {
    readonly url: string
    /** Whose graphs and models are known beside those of the product. */
    readonly home: string
    readonly pictures: number
    readonly signal: AbortSignal
    readonly onProgress: (message: string) => void
  }): Promise<GpuBenchReport>
}
