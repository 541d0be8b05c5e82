import { randomUUID } from 'node:crypto'
import { link, mkdir, readFile, rename, rm, rmdir, writeFile } from 'node:fs/promises'
import { hostname } from 'node:os'
import { keepFolder } from '../../../core/deploy/game-path.js'
import { CliError } from '../cli-error.js'
import { codeOf } from './deploy-fs.js'
import { lockPath, placeOn } from './deploy-places.js'

export interface ProcessPort {
  readonly pid: number
  isAlive(pid: number): boolean
}

export const thisProcess: ProcessPort = {
  pid: process.pid,
  isAlive(pid) {
    try {
      process.kill(pid, 0)
      return true
    } catch (error) {
      // It is there, and somebody else's.
      return codeOf(error) === 'EPERM'
    }
  },
}

const attemptsMax = 10

/**
 * Runs `work` while no other deployment, undo or recovery runs on this assets folder. The lock of a dead process of this
 * machine is taken over. Throws CliError (conflict) when another one holds it.
 */
export async function withDeployLock<Result>(
  root: string,
  processes: ProcessPort,
  work: () => Promise<Result>,
): Promise<Result> {
  const content = JSON.stringify({ pid: processes.pid, host: hostname(), nonce: randomUUID() })
  await takeLock(root, content, processes)
  try {
    return await work()
  } finally {
    const place = placeOn(root, lockPath)
    if ((await readText(place)) === content) await rm(place, { force: true })
    // A folder that a refused deployment made for its lock only is not left behind.
    await rmdir(placeOn(root, keepFolder)).catch(() => undefined)
  }
}

async function takeLock(root: string, content: string, processes: ProcessPort): Promise<void> {
  const place = placeOn(root, lockPath)
  for (let attempt = 0; attempt < attemptsMax; attempt += 1) {
    await mkdir(placeOn(root, keepFolder)).catch((error: unknown) => {
      if (codeOf(error) !== 'EEXIST') throw error
    })
    if (await createWhole(place, content)) return
    const found = await readText(place)
    if (found === null) continue
    const holder = parseHolder(found)
    if (holder === null || holder.host !== hostname() || processes.isAlive(holder.pid))
      throw heldError(place, holder)
    await setAside(place, found)
  }
  throw heldError(place, null)
}

/** Appears with its content or not at all, and never in the place of another. */
async function createWhole(place: string, content: string): Promise<boolean> {
  const draft = `${place}.${randomUUID()}`
  try {
    await writeFile(draft, content, { flag: 'wx' })
    await link(draft, place)
    return true
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    if (codeOf(error) === 'ENOENT') return false
    if (!['EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS'].includes(codeOf(error))) throw error
    return await writeFile(place, content, { flag: 'wx' }).then(
      () => true,
      () => false,
    )
  } finally {
    await rm(draft, { force: true })
  }
}

/** Takes a stale lock away, unless somebody else did and holds it now: then it is put back. */
async function setAside(place: string, stale: string): Promise<void> {
  const aside = `${place}.${randomUUID()}`
  const moved = await rename(place, aside).then(
    () => true,
    () => false,
  )
  if (!moved) return
  if ((await readText(aside)) !== stale) await link(aside, place).catch(() => undefined)
  await rm(aside, { force: true })
}

function readText(place: string): Promise<string | null> {
  return readFile(place, 'utf8').catch(() => null)
}

function parseHolder(text: string): { pid: number; host: string } | null {
  try {
    const value = JSON.parse(text) as { pid?: unknown; host?: unknown }
    return typeof value.pid === 'number' && typeof value.host === 'string'
      ? { pid: value.pid, host: value.host }
      : null
  } catch {
    return null
  }
}

function heldError(place: string, holder: { pid: number; host: string } | null): CliError {
  const who = holder === null ? 'Another deployment' : `Process ${holder.pid} on ${holder.host}`
  return new CliError(
    'conflict',
    `${who} is deploying into this folder.`,
    `Wait for it. If it is not running any more, remove ${place}.`,
  )
}
