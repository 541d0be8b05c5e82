import type { ProcessIdentity } from './process-identity.mjs'

export type LockAttempt =
  | { readonly held: true; readonly release: () => void }
  | { readonly held: false; readonly holder: ProcessIdentity }
export function tryLock(path: string): LockAttempt
export function withLock<T>(
  path: string,
  options: { waitMs: number; onWait?: (holder: ProcessIdentity) => void },
  work: () => Promise<T> | T,
): Promise<T>
export function readLockHolder(path: string): ProcessIdentity | null
