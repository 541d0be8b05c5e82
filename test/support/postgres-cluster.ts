import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../../infra/dev/free-port.js'
import { findPostgresBinaries } from '../../infra/dev/postgres-binaries.js'
import { initialisePostgresData } from '../../infra/dev/postgres-data.js'
import { planPostgresLaunch, postgresCommand } from '../../infra/dev/postgres-launch.js'
import {
  findPidsByArgument,
  identifyProcess,
  isSameProcess,
  ownIdentity,
  type ProcessIdentity,
  signalProcess,
} from '../../infra/dev/process-identity.mjs'
import { postgresServerArgs, postgresUrl, waitForPostgres } from '../../infra/dev/postgres-server.js'

declare module 'vitest' {
  interface ProvidedContext {
    /** Superuser address of the run's cluster; a test file makes its own database there (and drops it). */
    postgresUrl: string
  }
}

const folderPrefix = 'assetloom-test-postgres-'
const ownerFile = 'owner.json'

interface Provider {
  provide(name: 'postgresUrl', value: string): void
}

/** Vitest globalSetup: one PostgreSQL for the whole run, without fsync, gone afterwards. */
export default async function startPostgresCluster(project: Provider): Promise<() => Promise<void>> {
  await removeAbandonedClusters()
  const folder = await mkdtemp(join(tmpdir(), folderPrefix))
  await writeFile(join(folder, ownerFile), JSON.stringify(ownIdentity()))
  const launch = planPostgresLaunch(findPostgresBinaries(), join(folder, 'data'))
  const password = randomBytes(18).toString('base64url')
  await initialisePostgresData(launch, password, { durable: false })
  const port = await findFreePort(null)
  const command = postgresCommand(launch, 'postgres', postgresServerArgs(launch, port, false))
  const child = spawn(command.file, command.args, {
    stdio: ['ignore', 'ignore', 'pipe'],
    cwd: '/',
    ...(command.uid === undefined ? {} : { uid: command.uid, gid: command.gid ?? command.uid }),
  })
  let log = ''
  child.stderr.on('data', (chunk: Buffer) => (log = (log + chunk.toString()).slice(-4_000)))
  const ended = new Promise<void>((resolve) => child.once('close', () => resolve()))
  // A killed test run must not leave the server behind.
  const killNow = () => child.kill('SIGKILL')
  process.once('exit', killNow)
  try {
    await waitForPostgres({
      port,
      password,
      database: 'postgres',
      timeoutMs: 60_000,
      isAlive: () => child.exitCode === null && child.signalCode === null,
    })
  } catch (error) {
    killNow()
    throw new Error(`${(error as Error).message}\n${log}`, { cause: error })
  }
  project.provide('postgresUrl', postgresUrl(port, password, 'postgres'))
  return async () => {
    process.removeListener('exit', killNow)
    child.kill('SIGQUIT')
    await ended
    await rm(launch.dataDir, { recursive: true, force: true })
    await rm(folder, { recursive: true, force: true })
  }
}

/** A test run that was killed leaves its server behind: the next run ends it and removes its folder. */
async function removeAbandonedClusters(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    if (!name.startsWith(folderPrefix)) continue
    const folder = join(tmpdir(), name)
    const owner = await readFile(join(folder, ownerFile), 'utf8').catch(() => null)
    if (owner === null || isSameProcess(JSON.parse(owner) as ProcessIdentity)) continue
    for (const pid of findPidsByArgument(join(folder, 'data'))) {
      const server = identifyProcess(pid)
      if (server !== null) signalProcess(server, 'SIGKILL')
    }
    await rm(folder, { recursive: true, force: true, maxRetries: 5 })
  }
}
