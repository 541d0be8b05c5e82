import type { StepOptions } from './dependencies.mjs'

export function ensureBuilt(rootDir: string, options: StepOptions): Promise<boolean>
export function distIsFresh(rootDir: string): boolean
