export interface TemporalBinary {
  readonly path: string
  /** Major and minor version of the server inside, e.g. `1.29`. */
  readonly serverVersion: string
  readonly source: 'named' | 'installed' | 'cache'
}
export function findTemporalBinary(options?: {
  env?: NodeJS.ProcessEnv
  onProgress?: (line: string) => void
}): Promise<TemporalBinary>
