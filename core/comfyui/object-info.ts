/** What a server says of one node class, reduced to what checks and choices need. */
export interface NodeClassInfo {
  readonly inputs: Readonly<Record<string, NodeInputInfo>>
  /** Types of the outputs, by slot. */
  readonly outputs: readonly string[]
  readonly isOutput: boolean
}

export interface NodeInputInfo {
  readonly required: boolean
  /** `INT`, `FLOAT`, `STRING`, `BOOLEAN`, a link type such as `MODEL`, or `COMBO` with `options`. */
  readonly type: string
  readonly options?: readonly string[]
  readonly min?: number
  readonly max?: number
}

/** Node classes of a server, by class name. */
export type ObjectInfo = ReadonlyMap<string, NodeClassInfo>

/** What a ComfyUI can do and has, read at start and again when it restarted. */
export interface ComfyServerFacts {
  readonly version: string
  readonly devices: readonly {
    readonly name: string
    readonly vramTotal: number
    readonly vramFree: number
  }[]
  readonly ramTotal: number
  readonly ramFree: number
  readonly objectInfo: ObjectInfo
  /** File names by folder: checkpoints, loras, vae, upscale_models, controlnet ... */
  readonly models: Readonly<Record<string, readonly string[]>>
}
