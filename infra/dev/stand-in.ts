import { join } from 'node:path'
import { cacheFolder } from './cache-folder.mjs'
import { tryLock } from './exclusive-lock.mjs'
import { findFreePort } from './free-port.js'
import type { NodeChildPlan } from './stack-children.js'
import { readJson, writeJson } from './stack-state.js'

/** What a stand-in for a ComfyUI among the processes of a stack is told; adapters/fake-comfyui explains each. */
export interface StandInOptions {
  readonly stepMs?: number
  readonly loadMs?: number
  readonly tellEveryMs?: number
  readonly chaosSeed?: number
}

export interface PlannedStandIn {
  readonly plan: NodeChildPlan
  readonly url: string
  /** Of the port's reservation: when the child has bound it, or never will. */
  readonly release: () => void
}

/** The stand-in's own. */
const loadDefaultMs = 200

/** As it is called in `assetloom status` and in the logs. */
export const standInName = 'fake-comfyui'

/** Its files and counts stay in the home, as the output folder of a real one stays. */
function standInDir(home: string): string {
  return join(home, standInName)
}

const portFile = (home: string) => join(standInDir(home), 'port.json')

/** Where the stand-in of a home serves, or served last; null = it never had one. */
export async function readStandInUrl(home: string): Promise<string | null> {
  const kept = await readJson<{ port?: unknown }>(portFile(home))
  return typeof kept?.port === 'number' ? urlOf(kept.port) : null
}

/**
 * The stand-in of a home as a child, on the port that it had before where that is free: jobs that wait in the home know it
 * by its address.
 */
export async function planStandIn(
  home: string,
  entry: string,
  options: StandInOptions,
): Promise<PlannedStandIn> {
  const kept = await readJson<{ port?: unknown }>(portFile(home))
  const releases: (() => void)[] = []
  const port = await findFreePort(typeof kept?.port === 'number' ? kept.port : null, (one) =>
    reserve(one, releases),
  )
  await writeJson(portFile(home), { port })
  const told = { ...options, port, dir: standInDir(home) }
  return {
    plan: { name: standInName, entry, args: [JSON.stringify(told)], measured: false },
    url: urlOf(port),
    release: () => releases.forEach((release) => release()),
  }
}

/**
 * What the other processes are told. A command that restarts a real server is none for the stand-in, and work is not held
 * back for a load that it only plays.
 */
export function standInEnv(url: string, { loadMs = loadDefaultMs }: StandInOptions): Record<string, string> {
  return { COMFYUI_URLS: url, COMFYUI_RESTART_COMMAND: '', COMFYUI_LOAD_MS: String(loadMs) }
}

/** Another stack that starts at the same moment takes another port. */
function reserve(port: number, releases: (() => void)[]): boolean {
  try {
    const lock = tryLock(join(cacheFolder(), 'ports', `${port}.lock`))
    if (lock.held) releases.push(lock.release)
    return lock.held
  } catch {
    // Without a writable cache ports are not reserved; that matters only when two stacks start at once.
    return true
  }
}

function urlOf(port: number): string {
  return `http://127.0.0.1:${port}`
}
