import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { homePaths } from '../../adapters/config/home-folder.js'

/**
 * The database file of the embedded Temporal server. The server never migrates a file of another version,
 * so the version is in its name: after an update a new file begins and open work is started again from the catalogue.
 */
export function temporalDatabasePath(home: string, serverVersion: string): string {
  return join(homePaths(home).temporalDir, `temporal-${serverVersion}.sqlite`)
}

/**
 * Names of the database files of other server versions, when the server of this version begins a new one. Empty when it
 * has its own already: that was told at its first start.
 */
export function listOtherTemporalFiles(home: string, serverVersion: string): string[] {
  if (existsSync(temporalDatabasePath(home, serverVersion))) return []
  return readdirSync(homePaths(home).temporalDir).filter((name) => /^temporal-[\d.]+\.sqlite$/.test(name))
}

/** Task queues that are fair to every project, and activities that begin at once. */
export const temporalDynamicConfig: readonly string[] = [
  'matching.useNewMatcher=true',
  'matching.enableFairness=true',
  // Fairness and priorities hold within a partition only.
  'matching.numTaskqueueReadPartitions=1',
  'matching.numTaskqueueWritePartitions=1',
  'system.enableActivityEagerExecution=true',
]

/** Command line of the dev server: loopback, UI on, a journal that survives kills, task queues that are fair. */
export function temporalServerArgs(input: {
  databasePath: string
  port: number
  uiPort: number
  httpPort: number
  namespace: string
  /** Of the server's own metrics for Prometheus. */
  metricsPort?: number | undefined
}): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(input.port)],
    ...['--headless=false', '--ui-ip', '127.0.0.1', '--ui-port', String(input.uiPort)],
    ...['--http-port', String(input.httpPort), '--namespace', input.namespace],
    ...['--db-filename', input.databasePath],
    ...(input.metricsPort === undefined ? [] : ['--metrics-port', String(input.metricsPort)]),
    // The default journal is four to six times slower under load.
    ...['--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal'],
    ...temporalDynamicConfig.flatMap((setting) => ['--dynamic-config-value', setting]),
    ...['--log-level', 'warn', '--log-format', 'json', '--color', 'never'],
    // A developer's own Temporal profile must not reach into the embedded server.
    ...['--disable-config-file', '--disable-config-env'],
  ]
}

/** Waits until the server knows its namespace. `isAlive` ends the wait early. Throws after `timeoutMs`. */
export async function waitForTemporal(input: {
  httpPort: number
  namespace: string
  timeoutMs: number
  isAlive: () => boolean
}): Promise<void> {
  const url = `http://127.0.0.1:${input.httpPort}/api/v1/namespaces/${encodeURIComponent(input.namespace)}`
  const deadline = Date.now() + input.timeoutMs
  let lastError = 'it ended'
  while (Date.now() < deadline && input.isAlive()) {
    try {
      const response = await fetch(url, { signal: AbortSignal.timeout(2_000) })
      await response.body?.cancel()
      if (response.ok) return
      lastError = `HTTP ${response.status}`
    } catch (error) {
      lastError = error instanceof Error ? error.message : String(error)
    }
    await sleep(50)
  }
  throw new Error(`The Temporal server did not become ready: ${lastError}`)
}
