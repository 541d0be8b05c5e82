import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { readBuildStamp } from '../../adapters/config/build-stamp.js'
import { homePaths } from '../../adapters/config/home-folder.js'
import { ensureSecret } from '../../adapters/config/secret-file.js'
import type { LeftoverTraces } from './leftovers.js'
import { findPostgresBinaries } from './postgres-binaries.js'
import { initialisePostgresData, postgresDraftDir } from './postgres-data.js'
import { planPostgresLaunch, postgresCommand, type PostgresLaunch } from './postgres-launch.js'
import { clearPostgresRemains, postgresServerArgs, postgresUrl, waitForPostgres } from './postgres-server.js'
import { type NodeChildPlan, nodeArgsFor } from './stack-children.js'
import type { ReservedPorts, StackPorts } from './stack-ports.js'
import type { StackAddresses } from './stack-state.js'
import type { ChildPlan } from './supervised-child.js'
import { temporalDatabasePath, temporalServerArgs, waitForTemporal } from './temporal-server.js'
import type { TemporalBinary } from './temporal-binary.mjs'

const readyLimitMs = 90_000
const databaseName = 'assetloom'

/** What of ReservedPorts the embedded PostgreSQL needs. */
export interface PostgresPort {
  readonly ports: Pick<StackPorts, 'postgres'>
  readonly exchangeTaken: (names: readonly 'postgres'[]) => Promise<void>
}

/** Where the PostgreSQL of a home lies, or null when DATABASE_URL names another one. */
export function planHomePostgres(home: string, env: NodeJS.ProcessEnv): PostgresLaunch | null {
  if (env['DATABASE_URL']) return null
  const binaries = findPostgresBinaries()
  const major = binaries.packageVersion.split('.')[0] ?? 'unknown'
  return planPostgresLaunch(binaries, join(homePaths(home).postgresDir, major))
}

/** What a killed supervisor of this home may have left running. */
export function traceLeftovers(home: string, postgres: PostgresLaunch | null): LeftoverTraces {
  const { temporalDir } = homePaths(home)
  const names = readdirSync(temporalDir).filter((name) => /^temporal-[\d.]+\.sqlite$/.test(name))
  return {
    postgresDataDirs: postgres === null ? [] : [postgres.dataDir],
    postgresDraftDirs: postgres === null ? [] : [postgresDraftDir(postgres.dataDir)],
    temporalDatabases: names.map((name) => join(temporalDir, name)),
  }
}

/**
 * The embedded PostgreSQL as a child, with its address once it is ready. Makes the data folder on the first start. Until
 * it was ready for the first time it leaves a port that was taken from it; from then on others know the port.
 */
export async function planPostgresChild(
  home: string,
  launch: PostgresLaunch,
  { ports, exchangeTaken }: PostgresPort,
): Promise<{ plan: ChildPlan; databaseUrl: () => string }> {
  const password = await ensureSecret(homePaths(home).postgresPasswordFile)
  let isKnown = false
  const plan: ChildPlan = {
    name: 'postgres',
    kind: 'postgres',
    command: async () => {
      await initialisePostgresData(launch, password)
      await clearPostgresRemains(launch.dataDir)
      if (!isKnown) await exchangeTaken(['postgres'])
      const args = postgresServerArgs(launch, ports.postgres, true)
      return { ...postgresCommand(launch, 'postgres', args), cwd: '/' }
    },
    waitUntilReady: async (isAlive) => {
      const server = { port: ports.postgres, password, database: databaseName }
      await waitForPostgres({ ...server, timeoutMs: readyLimitMs, isAlive })
      isKnown = true
    },
    // Fast shutdown ends connections and writes a checkpoint; immediate leaves it to crash recovery.
    stopSignals: [
      { signal: 'SIGINT', waitMs: 15_000 },
      { signal: 'SIGQUIT', waitMs: 5_000 },
    ],
  }
  return { plan, databaseUrl: () => postgresUrl(ports.postgres, password, databaseName) }
}

/** The embedded Temporal server as a child; its ports are settled like PostgreSQL's. */
export function planTemporalChild(
  home: string,
  binary: TemporalBinary,
  { ports, metricsPorts, exchangeTaken }: ReservedPorts,
  namespace: string,
): ChildPlan {
  let isKnown = false
  return {
    name: 'temporal',
    kind: 'temporal',
    command: async () => {
      if (!isKnown) await exchangeTaken(['temporal', 'temporalUi', 'temporalHttp'], ['temporal'])
      const args = temporalServerArgs({
        databasePath: temporalDatabasePath(home, binary.serverVersion),
        port: ports.temporal,
        uiPort: ports.temporalUi,
        httpPort: ports.temporalHttp,
        namespace,
        metricsPort: metricsPorts['temporal'],
      })
      return { file: binary.path, args }
    },
    waitUntilReady: async (isAlive) => {
      await waitForTemporal({ httpPort: ports.temporalHttp, namespace, timeoutMs: readyLimitMs, isAlive })
      isKnown = true
    },
    stopSignals: [{ signal: 'SIGTERM', waitMs: 8_000 }],
  }
}

/** A worker or the API as a child. */
export function planNodeChild(
  home: string,
  child: NodeChildPlan,
  addresses: StackAddresses,
  env: NodeJS.ProcessEnv,
  metricsPort?: number,
): ChildPlan {
  const childEnv = {
    ...env,
    ASSETLOOM_HOME: home,
    ASSETLOOM_PORT: new URL(addresses.apiUrl).port,
    DATABASE_URL: addresses.databaseUrl,
    TEMPORAL_ADDRESS: addresses.temporalAddress,
    TEMPORAL_UI_URL: addresses.temporalUiUrl ?? '',
    ASSETLOOM_METRICS_ADDRESS: metricsPort === undefined ? '' : `127.0.0.1:${metricsPort}`,
    ...child.env,
  }
  return {
    name: child.name,
    kind: 'node',
    build: () => readBuildStamp(child.entry),
    command: () => ({
      file: process.execPath,
      args: [...nodeArgsFor(child.entry), ...(child.args ?? [])],
      env: childEnv,
    }),
    // Workers finish or hand back what they hold; the rest is retried by the next start.
    stopSignals: [{ signal: 'SIGTERM', waitMs: 12_000 }],
  }
}
