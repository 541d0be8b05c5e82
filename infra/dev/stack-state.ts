import { mkdir, open, readFile, rename, rm } from 'node:fs/promises'
import { dirname } from 'node:path'
import { homePaths } from '../../adapters/config/home-folder.js'
import type { ProcessIdentity } from './process-identity.mjs'

/** One process of the stack as it was last started. */
export interface ProcessRecord extends ProcessIdentity {
  readonly name: string
  readonly kind: 'temporal' | 'postgres' | 'node'
  /** How often it was started again after it ended by itself. */
  readonly restarts: number
  readonly ready: boolean
  /** What it was built of when it was started (adapters/config/build-stamp.ts); left out for servers. */
  readonly build?: string
}

export interface StackAddresses {
  readonly apiUrl: string
  readonly temporalAddress: string
  readonly temporalUiUrl: string | null
  /** Holds the password: for this user's eyes only. */
  readonly databaseUrl: string
}

/** `<home>/run/stack.json`: what the supervisor of a home runs now. */
export interface StackState extends StackAddresses {
  readonly phase: 'starting' | 'up' | 'stopping'
  readonly supervisor: ProcessIdentity
  /** Where each process serves its metrics for Prometheus. */
  readonly metricsUrls?: Readonly<Record<string, string>>
  /** True when the stack goes on after the command that started it has ended. */
  readonly detached: boolean
  /** How many children there are, those between two starts included. */
  readonly childCount: number
  readonly processes: readonly ProcessRecord[]
}

/** The state of the home's stack, or null when none was written (or not by us). */
export async function readStackState(home: string): Promise<StackState | null> {
  return readJson<StackState>(homePaths(home).stackFile)
}

export async function writeStackState(home: string, state: StackState): Promise<void> {
  await writeJson(homePaths(home).stackFile, state)
}

export async function removeStackState(home: string): Promise<void> {
  await rm(homePaths(home).stackFile, { force: true })
}

/** Reads a JSON file; null when it is missing or damaged (they are all made anew). */
export async function readJson<T>(path: string): Promise<T | null> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as T
  } catch {
    return null
  }
}

let draftCount = 0

/** Writes aside and renames: a reader sees the old or the new file, and a crash leaves one of them. Mode 0600. */
export async function writeJson(path: string, value: unknown): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const draft = `${path}.${process.pid}.${draftCount++}.tmp`
  const file = await open(draft, 'w', 0o600)
  try {
    await file.writeFile(`${JSON.stringify(value, null, 2)}\n`)
  } finally {
    await file.close()
  }
  await rename(draft, path)
}
