import { readdir, rm, stat } from 'node:fs/promises'
import { basename, dirname, join, resolve } from 'node:path'
import { homePaths } from '../../adapters/config/home-folder.js'

export interface HomeLeftovers {
  /** Files that were removed, or would be: paths within the home. */
  readonly removed: readonly { readonly path: string; readonly sizeBytes: number }[]
  /** Homes and Temporal files that were set aside, for a person to look at and delete. */
  readonly setAside: readonly { readonly path: string; readonly sizeBytes: number }[]
}

const oneDayMs = 24 * 60 * 60 * 1_000
/** Somebody may go back to the version before; open work was started again from the catalogue long ago. */
const oldTemporalMs = 30 * oneDayMs
const oldLogMs = 30 * oneDayMs
const draftMs = oneDayMs
const entriesMax = 1_000_000

/**
 * Removes, or only lists, what a home no longer needs: Temporal's files of versions that were left behind a month ago,
 * logs that nobody writes any more, drafts of files that crashes left. What was set aside is only listed.
 */
export async function clearHomeLeftovers(
  home: string,
  { run, now }: { readonly run: boolean; readonly now: () => Date },
): Promise<HomeLeftovers> {
  const root = resolve(home)
  const { logsDir, runDir, temporalDir, secretsDir } = homePaths(root)
  const nowMs = now().getTime()
  const temporal = await listFiles(temporalDir, /^temporal-[\d.]+\.sqlite(-wal|-shm)?$/)
  // The newest is the present one, however long ago it was written.
  const newest = temporal.reduce((latest, file) => Math.max(latest, file.modifiedAtMs), 0)
  const present = temporal
    .find(({ modifiedAtMs }) => modifiedAtMs === newest)
    ?.name.replace(/-(wal|shm)$/, '')
  const old = [
    ...temporal.filter(
      ({ name, modifiedAtMs }) =>
        name.replace(/-(wal|shm)$/, '') !== present && nowMs - modifiedAtMs > oldTemporalMs,
    ),
    ...(await listFiles(logsDir, /\.log(\.\d+)?$/)).filter((file) => nowMs - file.modifiedAtMs > oldLogMs),
    ...[...(await listFiles(runDir, /\.tmp$/)), ...(await listFiles(secretsDir, /\.tmp$/))].filter(
      (file) => nowMs - file.modifiedAtMs > draftMs,
    ),
  ]
  if (run) for (const { path } of old) await rm(path, { force: true })
  return {
    removed: old.map(({ path, sizeBytes }) => ({ path, sizeBytes })),
    setAside: await listSetAside(root, temporalDir),
  }
}

async function listSetAside(home: string, temporalDir: string): Promise<HomeLeftovers['setAside']> {
  const beside = await readdir(dirname(home)).catch((): string[] => [])
  const homes = beside
    .filter((name) => name.startsWith(`${basename(home)}.before-restore-`))
    .map((name) => join(dirname(home), name))
  const files = (await listFiles(temporalDir, /\.set-aside-/)).map(({ path }) => path)
  const paths = [...homes, ...files].toSorted()
  return await Promise.all(paths.map(async (path) => ({ path, sizeBytes: await measure(path) })))
}

async function listFiles(dir: string, pattern: RegExp) {
  const files: { name: string; path: string; sizeBytes: number; modifiedAtMs: number }[] = []
  for (const name of await readdir(dir).catch((): string[] => [])) {
    if (!pattern.test(name)) continue
    const path = join(dir, name)
    const found = await stat(path).catch(() => null)
    if (found?.isFile() === true)
      files.push({ name, path, sizeBytes: found.size, modifiedAtMs: found.mtimeMs })
  }
  return files
}

async function measure(path: string): Promise<number> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isDirectory()) return found?.size ?? 0
  let sizeBytes = 0
  const entries = await readdir(path, { recursive: true }).catch((): string[] => [])
  for (const entry of entries.slice(0, entriesMax))
    sizeBytes += (await stat(join(path, entry)).catch(() => null))?.size ?? 0
  return sizeBytes
}
