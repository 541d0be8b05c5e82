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
import type { StackPorts } from './stack-ports.js'
import type { StackAddresses } from './stack-state.js'
import type { ChildPlan } from './supervised-child.js'
import { temporalDatabasePath, temporalServerArgs, waitForTemporal } from './temporal-server.js'
import type { TemporalBinary } from './temporal-binary.mjs'

const readyLimitMs = 90_000
const databaseName = 'assetloom'

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

/** The embedded PostgreSQL as a child, with its address. Makes the data folder on the first start. */
export async function planPostgresChild(
  home: string,
  launch: PostgresLaunch,
  port: number,
): Promise<{ plan: ChildPlan; databaseUrl: string }> {
  const password = await ensureSecret(homePaths(home).postgresPasswordFile)
  const plan: ChildPlan = {
    name: 'postgres',
    kind: 'postgres',
    command: async () => {
      await initialisePostgresData(launch, password)
      await clearPostgresRemains(launch.dataDir)
      return { ...postgresCommand(launch, 'postgres', postgresServerArgs(launch, port, true)), cwd: '/' }
    },
    waitUntilReady: (isAlive) =>
      waitForPostgres({ port, password, database: databaseName, timeoutMs: readyLimitMs, isAlive }),
    // Fast shutdown ends connections and writes a checkpoint; immediate leaves it to crash recovery.
    stopSignals: [
      { signal: 'SIGINT', waitMs: 15_000 },
      { signal: 'SIGQUIT', waitMs: 5_000 },
    ],
  }
  return { plan, databaseUrl: postgresUrl(port, password, databaseName) }
}

/** The embedded Temporal server as a child. */
export function planTemporalChild(
  home: string,
  binary: TemporalBinary,
  ports: StackPorts,
  namespace: string,
  metricsPort?: number,
): ChildPlan {
  const args = temporalServerArgs({
    databasePath: temporalDatabasePath(home, binary.serverVersion),
    port: ports.temporal,
    uiPort: ports.temporalUi,
    httpPort: ports.temporalHttp,
    namespace,
    metricsPort,
  })
  return {
    name: 'temporal',
    kind: 'temporal',
    command: () => ({ file: binary.path, args }),
    waitUntilReady: (isAlive) =>
      waitForTemporal({ httpPort: ports.temporalHttp, namespace, timeoutMs: readyLimitMs, isAlive }),
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
  }
  return {
    name: child.name,
    kind: 'node',
    build: () => readBuildStamp(child.entry),
    command: () => ({ file: process.execPath, args: nodeArgsFor(child.entry), env: childEnv }),
    // Workers finish or hand back what they hold; the rest is retried by the next start.
    stopSignals: [{ signal: 'SIGTERM', waitMs: 12_000 }],
  }
}
