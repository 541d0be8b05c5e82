import { existsSync } from 'node:fs'
import { mkdir, readdir, rename, rm } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { homePaths, prepareHome } from '../../adapters/config/home-folder.js'
import { AssetloomError } from '../../core/errors.js'
import { readLockHolder, tryLock } from './exclusive-lock.mjs'
import { stopLeftovers } from './leftovers.js'
import { withOfflinePostgres } from './offline-postgres.js'
import type { PostgresLaunch } from './postgres-launch.js'
import { planHomePostgres, traceLeftovers } from './stack-plan.js'

export interface ReplaceHomeInput {
  readonly home: string
  readonly env: NodeJS.ProcessEnv
  /** Move a home with data aside; without it such a home is refused. */
  readonly replace: boolean
  readonly now: () => Date
  readonly onProgress: (line: string) => void
}

/** Throws Conflict for a home where a stack runs, and for one with data unless it is to be replaced. */
export function refuseHomeInUse({ home, env, replace }: ReplaceHomeInput): void {
  const holder = readLockHolder(homePaths(home).lockFile)
  if (holder !== null)
    throw new AssetloomError(
      'Conflict',
      `A stack runs in ${home} (process ${holder.pid}).`,
      `Stop it first: npx assetloom down --home ${home}`,
    )
  if (replace || !hasData(home, env)) return
  throw new AssetloomError(
    'Conflict',
    `${home} has data.`,
    'Restore into another home (--home), or add --replace: the present one is then moved aside, never deleted.',
  )
}

/**
 * Fills a new home beside the old one and exchanges them by renaming, so that an interruption leaves the old one as it
 * was; what an interrupted call left is cleared by the next. `fill` gets the draft and an empty database in it (or the
 * one that DATABASE_URL names). Returns where the old home is now.
 */
export async function replaceHome<T>(
  input: ReplaceHomeInput,
  fill: (draftHome: string, databaseUrl: string) => Promise<T>,
): Promise<{ result: T; movedAside: string | null }> {
  const home = resolve(input.home)
  const draft = `${home}.restoring`
  await mkdir(dirname(home), { recursive: true })
  const lock = tryLock(`${home}.restoring.lock`)
  if (!lock.held)
    throw new AssetloomError(
      'Conflict',
      `Process ${lock.holder.pid} restores into ${home} already.`,
      'Wait until it has ended.',
    )
  try {
    refuseHomeInUse(input)
    const launch = await clearDraft(draft, input.env)
    await prepareHome(draft)
    const result =
      launch === null
        ? await fill(draft, input.env['DATABASE_URL'] ?? '')
        : await withOfflinePostgres(draft, launch, async (url) => await fill(draft, url))
    return { result, movedAside: await exchange(input, home, draft, launch) }
  } finally {
    lock.release()
  }
}

/** Ends and removes what an interrupted restore left. Returns where the draft's PostgreSQL lies. */
async function clearDraft(draft: string, env: NodeJS.ProcessEnv): Promise<PostgresLaunch | null> {
  await prepareHome(draft)
  const launch = planHomePostgres(draft, env)
  await stopLeftovers(draft, traceLeftovers(draft, launch))
  if (launch !== null) await rm(launch.dataDir, { recursive: true, force: true })
  await rm(draft, { recursive: true, force: true })
  return launch
}

async function exchange(
  { env, now, onProgress }: ReplaceHomeInput,
  home: string,
  draft: string,
  draftLaunch: PostgresLaunch | null,
): Promise<string | null> {
  const stamp = now()
    .toISOString()
    .replaceAll(/[-:]|\.\d+/g, '')
  const launch = planHomePostgres(home, env)
  // Nobody may start a stack in a home that is about to move, nor in the new one before it is whole.
  const locks = [home, draft].map((one) => tryLock(homePaths(one).lockFile))
  try {
    if (locks.some((one) => !one.held))
      throw new AssetloomError(
        'Conflict',
        `A stack was started in ${home} meanwhile.`,
        'Stop it, then restore again.',
      )
    const movedAside = await moveAside(home, `${home}.before-restore-${stamp}`, onProgress)
    await rename(draft, home)
    if (launch !== null && draftLaunch !== null && !launch.dataDir.startsWith(home)) {
      // Run as `nobody`, PostgreSQL keeps its folder at a place of its own.
      if (existsSync(launch.dataDir))
        await rename(launch.dataDir, `${launch.dataDir}.before-restore-${stamp}`)
      await rename(draftLaunch.dataDir, launch.dataDir)
    }
    return movedAside
  } finally {
    for (const one of locks) if (one.held) one.release()
    await rm(homePaths(home).lockFile, { force: true })
  }
}

async function moveAside(
  home: string,
  aside: string,
  onProgress: (line: string) => void,
): Promise<string | null> {
  // What planning has made: empty folders, and our own lock.
  if (!(await holdsFiles(home))) {
    await rm(home, { recursive: true, force: true })
    return null
  }
  await rename(home, aside)
  await rm(homePaths(aside).lockFile, { force: true })
  onProgress(`The home that was there is now ${aside}.`)
  return aside
}

async function holdsFiles(folder: string): Promise<boolean> {
  const entries = await readdir(folder, { withFileTypes: true, recursive: true }).catch(() => [])
  return entries.some((entry) => !entry.isDirectory() && entry.name !== 'supervisor.lock')
}

function hasData(home: string, env: NodeJS.ProcessEnv): boolean {
  if (!existsSync(home)) return false
  const launch = planHomePostgres(home, env)
  if (launch !== null && existsSync(join(launch.dataDir, 'PG_VERSION'))) return true
  return existsSync(join(home, 'objects', 'sha256')) || existsSync(homePaths(home).apiTokenFile)
}
