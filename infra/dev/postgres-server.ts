import { readFile, realpath, rm } from 'node:fs/promises'
import { totalmem } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { Client, escapeIdentifier } from 'pg'
import { postgresUser } from './postgres-data.js'
import type { PostgresLaunch } from './postgres-launch.js'
import {
  findPidsByArgument,
  findPidsByFolder,
  identifyProcess,
  isSameProcess,
  type ProcessIdentity,
  signalProcess,
} from './process-identity.mjs'

/** What PostgreSQL itself writes about a running server (its postmaster.pid). */
export interface PostmasterFile {
  readonly pid: number
  readonly port: number
  readonly ready: boolean
}

/**
 * Command line of the server: loopback TCP only (no socket file, whose path may be too long), UTC, warnings to stderr.
 * `durable: false` is for tests whose data may die with the machine.
 */
export function postgresServerArgs(launch: PostgresLaunch, port: number, durable: boolean): string[] {
  const settings = [
    'listen_addresses=127.0.0.1',
    'unix_socket_directories=',
    'timezone=UTC',
    'log_timezone=UTC',
    'log_min_messages=warning',
    'max_connections=200',
    `shared_buffers=${sharedBuffersMb()}MB`,
    // Counting over a whole catalogue of 100,000 variants joins in memory.
    'work_mem=16MB',
    // One question never takes more than one core: workers, Temporal and everybody else's questions need the others.
    'max_parallel_workers_per_gather=0',
    'max_wal_size=512MB',
    // The default is of disks that turn: it reads whole tables where an index would find the few rows.
    'random_page_cost=1.1',
    // Memory files in the data folder: /dev/shm is 64 MB in containers and keeps the files of a killed server.
    'dynamic_shared_memory_type=mmap',
    ...(durable ? [] : ['fsync=off', 'synchronous_commit=off', 'full_page_writes=off']),
  ]
  return ['-D', launch.dataDir, '-p', String(port), ...settings.flatMap((setting) => ['-c', setting])]
}

/**
 * What a page of a large catalogue is read from (128 to 512 MB, a thirty-second of the machine's memory): whatever does not
 * fit comes from the system's cache by a call for each 8 kB. Pages are taken as they are filled.
 */
function sharedBuffersMb(): number {
  // Of a container it is the limit that counts; 0 where there is none.
  const memoryBytes = Math.min(totalmem(), process.constrainedMemory() || Infinity)
  return Math.max(128, Math.min(512, Math.floor(memoryBytes / 32 / 2 ** 20)))
}

/** Reads postmaster.pid (lines: pid, data folder, start, port, socket folder, address, memory key, status). */
export async function readPostmasterFile(dataDir: string): Promise<PostmasterFile | null> {
  let text: string
  try {
    text = await readFile(join(dataDir, 'postmaster.pid'), 'utf8')
  } catch {
    return null
  }
  const lines = text.split('\n').map((line) => line.trim())
  const pid = Number(lines[0])
  if (!Number.isInteger(pid) || pid <= 1) return null
  return { pid, port: Number(lines[3] ?? 0), ready: lines[7] === 'ready' }
}

/**
 * Makes a data folder ready for a start when no server of it is meant to run. Ends sessions that outlived a killed
 * server (they hold its shared memory until their query is done), and removes a postmaster.pid whose pid belongs to a
 * stranger by now: PostgreSQL would take the stranger for itself and refuse to start.
 */
export async function clearPostgresRemains(dataDir: string): Promise<void> {
  const postmaster = await readPostmasterFile(dataDir)
  const isOurs = postmaster !== null && findPidsByArgument(dataDir).includes(postmaster.pid)
  if (isOurs) return
  for (const pid of findPidsByFolder('postgres', await realpath(dataDir))) {
    const orphan = identifyProcess(pid)
    if (orphan !== null) await endOrphan(orphan)
  }
  if (postmaster !== null && identifyProcess(postmaster.pid) !== null) {
    await rm(join(dataDir, 'postmaster.pid'), { force: true })
  }
}

async function endOrphan(orphan: ProcessIdentity): Promise<void> {
  for (const signal of ['SIGQUIT', 'SIGKILL'] as const) {
    if (!signalProcess(orphan, signal)) return
    const deadline = Date.now() + 2_000
    while (isSameProcess(orphan) && Date.now() < deadline) await sleep(20)
  }
}

/** The address of `database` on the embedded server. */
export function postgresUrl(port: number, password: string, database: string): string {
  return `postgres://${postgresUser}:${encodeURIComponent(password)}@127.0.0.1:${port}/${database}`
}

/**
 * Waits until the server takes connections and the database is there (made when missing).
 * `isAlive` ends the wait early when the process is gone. Throws after `timeoutMs`.
 */
export async function waitForPostgres(input: {
  port: number
  password: string
  database: string
  timeoutMs: number
  isAlive: () => boolean
}): Promise<void> {
  const deadline = Date.now() + input.timeoutMs
  let lastError: unknown = null
  while (Date.now() < deadline && input.isAlive()) {
    try {
      await ensureDatabase(postgresUrl(input.port, input.password, 'postgres'), input.database)
      return
    } catch (error) {
      lastError = error
      await sleep(50)
    }
  }
  const reason = lastError instanceof Error ? lastError.message : 'it ended'
  throw new Error(`PostgreSQL on port ${input.port} did not become ready: ${reason}`)
}

async function ensureDatabase(adminUrl: string, database: string): Promise<void> {
  const client = new Client({ connectionString: adminUrl, connectionTimeoutMillis: 5_000 })
  // A stop of the server emits an error that nobody waits for; the query itself rejects.
  client.on('error', () => {})
  await client.connect()
  try {
    if (database === 'postgres') return
    const found = await client.query('select 1 from pg_database where datname = $1', [database])
    if (found.rowCount === 0) await client.query(`create database ${escapeIdentifier(database)}`)
  } finally {
    await client.end()
  }
}
