export interface StepOptions {
  readonly env?: NodeJS.ProcessEnv
  readonly onProgress: (line: string) => void
}
export function ensureDependencies(rootDir: string, options: StepOptions): Promise<void>
export function dependenciesAreCurrent(rootDir: string): boolean
