import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import {
  chmodSync,
  chownSync,
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from 'node:fs'
import { dirname, join, resolve } from 'node:path'
import { type PostgresBinaries, postgresBinariesIn } from './postgres-binaries.js'

/**
 * How PostgreSQL is run so that it does not see itself as root, which it refuses:
 * `direct` for an ordinary user; `namespace` for root, in a user namespace where root's files belong to uid 1000;
 * `nobody` for root where such namespaces are denied, with copies at a place that uid can reach.
 */
export type PostgresIdentity = 'direct' | 'namespace' | 'nobody'

const nobodyId = 65534

const namespaceArgs = ['--user', '--map-user=1000', '--map-group=1000']

/** A program of PostgreSQL ready to be spawned. */
export interface PostgresCommand {
  readonly file: string
  readonly args: readonly string[]
  readonly uid?: number
  readonly gid?: number
}

/** Everything that starting PostgreSQL needs to know about this machine. */
export interface PostgresLaunch {
  readonly identity: PostgresIdentity
  readonly binaries: PostgresBinaries
  /** The data folder (PGDATA); its parent exists. */
  readonly dataDir: string
}

/** Chooses how to run as the present user. `ASSETLOOM_POSTGRES_IDENTITY` forces a way (for tests and odd hosts). */
export function choosePostgresIdentity(env: NodeJS.ProcessEnv = process.env): PostgresIdentity {
  const forced = env['ASSETLOOM_POSTGRES_IDENTITY']
  if (forced === 'direct' || forced === 'namespace' || forced === 'nobody') return forced
  if (process.getuid?.() !== 0) return 'direct'
  const probe = spawnSync('unshare', [...namespaceArgs, 'true'], { stdio: 'ignore', timeout: 5_000 })
  return probe.status === 0 ? 'namespace' : 'nobody'
}

/**
 * Settles where the data folder of `wantedDataDir` really lies and which copy of the binaries is run.
 * Only `nobody` moves either: a home below a folder that others may not enter is out of reach for that user.
 */
export function planPostgresLaunch(
  binaries: PostgresBinaries,
  wantedDataDir: string,
  identity = choosePostgresIdentity(),
): PostgresLaunch {
  mkdirSync(dirname(wantedDataDir), { recursive: true, mode: 0o700 })
  if (identity !== 'nobody') return { identity, binaries, dataDir: wantedDataDir }
  const base = reachableBase()
  const nativeDir = copyNative(binaries, join(base, `postgres-${binaries.packageVersion}`))
  const homeKey = createHash('sha256').update(resolve(wantedDataDir)).digest('hex').slice(0, 16)
  const parent = join(base, homeKey)
  mkdirSync(parent, { recursive: true, mode: 0o700 })
  chownSync(parent, nobodyId, nobodyId)
  return {
    identity,
    binaries: postgresBinariesIn(nativeDir, binaries.packageVersion),
    dataDir: join(parent, 'data'),
  }
}

/** Gives `path` to the user that PostgreSQL runs as; no-op unless that is `nobody`. */
export function giveToPostgres(launch: PostgresLaunch, path: string): void {
  if (launch.identity === 'nobody') chownSync(path, nobodyId, nobodyId)
}

/** The command line for one of the programs, in its identity. The spawned pid is the program's own (exec, no fork). */
export function postgresCommand(
  launch: PostgresLaunch,
  program: 'initdb' | 'postgres',
  args: readonly string[],
): PostgresCommand {
  const file = launch.binaries[program]
  if (launch.identity === 'namespace') return { file: 'unshare', args: [...namespaceArgs, file, ...args] }
  if (launch.identity === 'nobody') return { file, args, uid: nobodyId, gid: nobodyId }
  return { file, args }
}

/** A root-owned folder that every user may enter. */
function reachableBase(): string {
  for (const candidate of ['/var/lib/assetloom', '/var/tmp/assetloom']) {
    try {
      mkdirSync(candidate, { recursive: true, mode: 0o711 })
      if (statSync(candidate).uid !== process.getuid?.()) continue
      chmodSync(candidate, 0o711)
      return candidate
    } catch {
      // A read-only /var/lib: the next one.
    }
  }
  throw new Error(
    'PostgreSQL refuses to run as root, user namespaces are denied here and neither /var/lib nor /var/tmp is writable. Run as an ordinary user, or set DATABASE_URL.',
  )
}

/** Copies beside its place and renames, so that a half copy is never used. */
function copyNative(binaries: PostgresBinaries, targetDir: string): string {
  if (existsSync(targetDir)) return targetDir
  const draftDir = `${targetDir}.${process.pid}.tmp`
  cpSync(binaries.nativeDir, draftDir, { recursive: true, verbatimSymlinks: true })
  openForOthers(draftDir)
  try {
    renameSync(draftDir, targetDir)
  } catch (error) {
    rmSync(draftDir, { recursive: true, force: true })
    if (!existsSync(targetDir)) throw error
  }
  return targetDir
}

function openForOthers(dir: string): void {
  chmodSync(dir, 0o755)
  for (const entry of readdirSync(dir, { withFileTypes: true })) {
    const path = join(dir, entry.name)
    if (entry.isDirectory()) openForOthers(path)
    else if (entry.isFile()) chmodSync(path, statSync(path).mode & 0o100 ? 0o755 : 0o644)
  }
}
