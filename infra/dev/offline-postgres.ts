import { existsSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { homePaths, prepareHome } from '../../adapters/config/home-folder.js'
import { AssetloomError } from '../../core/errors.js'
import { tryLock } from './exclusive-lock.mjs'
import { findFreePort } from './free-port.js'
import { stopLeftovers } from './leftovers.js'
import type { PostgresLaunch } from './postgres-launch.js'
import { planHomePostgres, planPostgresChild, type PostgresPort, traceLeftovers } from './stack-plan.js'
import { readStackState } from './stack-state.js'
import { stackStatus } from './stack.js'
import { SupervisedChild } from './supervised-child.js'

/**
 * Runs `work` with the address of the home's database: the one that DATABASE_URL names, that of the running stack, or
 * the embedded PostgreSQL alone, started for as long as `work` takes. Throws NotFound for a home without data and
 * Unavailable while the stack starts or stops.
 */
export async function withHomeDatabase<T>(
  home: string,
  env: NodeJS.ProcessEnv,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const external = env['DATABASE_URL']
  if (external !== undefined && external !== '') return await work(external)
  const { state } = await stackStatus(home)
  if (state === 'up') {
    const running = await readStackState(home)
    if (running !== null) return await work(running.databaseUrl)
  }
  return await withStoppedHomeDatabase(home, env, work)
}

/** The same for work that no stack may run beside. Throws Unavailable when one does. */
export async function withStoppedHomeDatabase<T>(
  home: string,
  env: NodeJS.ProcessEnv,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const external = env['DATABASE_URL']
  if (external !== undefined && external !== '') return await withStoppedHome(home, () => work(external))
  // Before anything is made there: the home may be a mistyped one.
  if (!existsSync(homePaths(home).postgresDir)) throw noCatalogue(home)
  return await withStoppedHome(home, async () => {
    const launch = planHomePostgres(home, {})
    if (launch === null || !existsSync(join(launch.dataDir, 'PG_VERSION'))) throw noCatalogue(home)
    return await withOfflinePostgres(home, launch, work)
  })
}

function noCatalogue(home: string): AssetloomError {
  return new AssetloomError(
    'NotFound',
    `There is no catalogue in ${home}.`,
    'Name the home of a stack with --home, or start one: npx assetloom up',
  )
}

/** Runs `work` while no stack can run in the home. Throws Unavailable when one does. */
export async function withStoppedHome<T>(home: string, work: () => Promise<T>): Promise<T> {
  await prepareHome(home)
  const lock = tryLock(homePaths(home).lockFile)
  if (!lock.held)
    throw new AssetloomError(
      'Unavailable',
      `Process ${lock.holder.pid} is running, starting or stopping the stack in ${home}.`,
      'Wait until it is up, or stop it first: npx assetloom down',
    )
  try {
    await stopLeftovers(resolve(home), traceLeftovers(home, planHomePostgres(home, {})))
    return await work()
  } finally {
    lock.release()
  }
}

/** The embedded PostgreSQL of a home, alone, for as long as `work` takes. Call with the home's lock held. */
export async function withOfflinePostgres<T>(
  home: string,
  launch: PostgresLaunch,
  work: (databaseUrl: string) => Promise<T>,
): Promise<T> {
  const { plan, databaseUrl } = await planPostgresChild(home, launch, await freePostgresPort())
  const server = new SupervisedChild(home, plan, () => {})
  try {
    await server.firstReady
    return await work(databaseUrl())
  } finally {
    await server.stop()
  }
}

async function freePostgresPort(): Promise<PostgresPort> {
  const ports = { postgres: await findFreePort(null) }
  return {
    ports,
    exchangeTaken: async () => {
      ports.postgres = await findFreePort(ports.postgres)
    },
  }
}
