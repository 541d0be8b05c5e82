import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readdir, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { AssetloomError } from '../../core/errors.js'
import { giveToPostgres, postgresCommand, type PostgresLaunch } from './postgres-launch.js'

/** The superuser of every embedded cluster. */
export const postgresUser = 'assetloom'

/**
 * Makes the data folder when it is not there: UTF-8, the C.UTF-8 order of PostgreSQL itself (the same on every
 * machine), scram passwords only. Built beside its place and renamed, so a killed initdb leaves nothing half done.
 */
export async function initialisePostgresData(
  launch: PostgresLaunch,
  password: string,
  options: { durable: boolean } = { durable: true },
): Promise<void> {
  await refuseOtherMajor(launch)
  if (existsSync(join(launch.dataDir, 'PG_VERSION'))) return
  const draftDir = postgresDraftDir(launch.dataDir)
  const passwordPath = `${launch.dataDir}.pwfile`
  await rm(draftDir, { recursive: true, force: true })
  try {
    await writeFile(passwordPath, `${password}\n`, { mode: 0o600 })
    giveToPostgres(launch, passwordPath)
    const args = [
      ...['-D', draftDir, '-U', postgresUser, `--pwfile=${passwordPath}`, '--auth=scram-sha-256'],
      ...['--encoding=UTF8', '--locale-provider=builtin', '--builtin-locale=C.UTF-8', '--locale=C'],
      ...(options.durable ? [] : ['--no-sync']),
    ]
    await runToEnd(launch, args)
    await rename(draftDir, launch.dataDir)
  } finally {
    await rm(passwordPath, { force: true })
    await rm(draftDir, { recursive: true, force: true })
  }
}

/** Where initdb works before its result is renamed to `dataDir`. */
export function postgresDraftDir(dataDir: string): string {
  return `${dataDir}.init`
}

/**
 * A new major version of PostgreSQL cannot read the folder of another one, and a home whose catalogue another one holds
 * must not seem to be empty. To be asked before anything is started. Throws Conflict with the steps.
 */
export async function refuseOtherMajor({ binaries, dataDir }: PostgresLaunch): Promise<void> {
  const wanted = binaries.packageVersion.split('.')[0] ?? ''
  const own = await readMajor(dataDir)
  if (own === wanted) return
  if (own !== null) throw otherMajor(dataDir, own, wanted)
  for (const name of await readdir(dirname(dataDir))) {
    const beside = join(dirname(dataDir), name)
    const found = /^\d+$/.test(name) && beside !== dataDir ? await readMajor(beside) : null
    if (found !== null) throw otherMajor(beside, found, wanted)
  }
}

/** What made the data folder, for example `18`; null when it is none. */
async function readMajor(dataDir: string): Promise<string | null> {
  const text = await readFile(join(dataDir, 'PG_VERSION'), 'utf8').catch(() => null)
  return text === null ? null : text.trim()
}

function otherMajor(dataDir: string, found: string, wanted: string): AssetloomError {
  return new AssetloomError(
    'Conflict',
    `${dataDir} holds the catalogue of PostgreSQL ${found}; the installed one is ${wanted}. Nothing was changed.`,
    'With the version of assetloom that ran it: npx assetloom backup DIR. Then with this one: npx assetloom restore DIR --replace (docs/guides/upgrade.md)',
    { found, wanted },
  )
}

function runToEnd(launch: PostgresLaunch, args: readonly string[]): Promise<void> {
  const command = postgresCommand(launch, 'initdb', args)
  return new Promise((resolve, reject) => {
    const child = spawn(command.file, command.args, {
      stdio: ['ignore', 'pipe', 'pipe'],
      cwd: '/',
      timeout: 120_000,
      ...(command.uid === undefined ? {} : { uid: command.uid, gid: command.gid ?? command.uid }),
    })
    let output = ''
    const keep = (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-4_000)
    }
    child.stdout.on('data', keep)
    child.stderr.on('data', keep)
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`initdb ended with ${signal ?? code}:\n${output.trim()}`))
    })
  })
}
