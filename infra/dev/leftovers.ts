import { setTimeout as sleep } from 'node:timers/promises'
import {
  findPidsByArgument,
  identifyProcess,
  isSameProcess,
  type ProcessIdentity,
  signalProcess,
} from './process-identity.mjs'
import { readPostmasterFile } from './postgres-server.js'
import { readStackState } from './stack-state.js'

/** What to look for besides the recorded processes: a kill can come between a start and its record. */
export interface LeftoverTraces {
  /** Data folders of PostgreSQL (their postmaster.pid names a server). */
  readonly postgresDataDirs: readonly string[]
  /** Folders that initdb was filling: nothing in them is worth a gentle stop. */
  readonly postgresDraftDirs: readonly string[]
  /** Database files of Temporal (a server has one as its argument). */
  readonly temporalDatabases: readonly string[]
}

interface Leftover extends ProcessIdentity {
  readonly name: string
  readonly signals: readonly NodeJS.Signals[]
}

/**
 * Stops what a killed supervisor left behind in this home. Only processes whose pid and start time are recorded, or
 * that carry this home's folders in their arguments, are touched. Call with the home's lock held.
 * Returns the names of what was stopped.
 */
export async function stopLeftovers(home: string, traces: LeftoverTraces): Promise<string[]> {
  const leftovers = await findLeftovers(home, traces)
  // Workers and API end by themselves when their supervisor is gone: the databases outlive them meanwhile.
  const nodes = leftovers.filter(({ name }) => name !== 'postgres' && name !== 'temporal')
  const servers = leftovers.filter(({ name }) => name === 'postgres' || name === 'temporal')
  await Promise.all(nodes.map(endLeftover))
  await Promise.all(servers.map(endLeftover))
  return leftovers.map(({ name }) => name)
}

async function findLeftovers(home: string, traces: LeftoverTraces): Promise<Leftover[]> {
  const found = new Map<number, Leftover>()
  const state = await readStackState(home)
  for (const record of state?.processes ?? []) {
    if (isSameProcess(record)) found.set(record.pid, { ...record, signals: signalsFor(record.kind) })
  }
  for (const dataDir of traces.postgresDataDirs) {
    const postmaster = await readPostmasterFile(dataDir)
    // The pid in a stale file may be a stranger's by now: ours has the data folder as an argument.
    if (postmaster === null || !findPidsByArgument(dataDir).includes(postmaster.pid)) continue
    const identity = identifyProcess(postmaster.pid)
    if (identity !== null)
      found.set(identity.pid, { ...identity, name: 'postgres', signals: signalsFor('postgres') })
  }
  for (const draftDir of traces.postgresDraftDirs) {
    for (const pid of findPidsByArgument(draftDir)) {
      const identity = identifyProcess(pid)
      if (identity !== null) found.set(pid, { ...identity, name: 'postgres', signals: ['SIGKILL'] })
    }
  }
  for (const databasePath of traces.temporalDatabases) {
    for (const pid of findPidsByArgument(databasePath)) {
      const identity = identifyProcess(pid)
      if (identity !== null)
        found.set(pid, { ...identity, name: 'temporal', signals: signalsFor('temporal') })
    }
  }
  return [...found.values()]
}

function signalsFor(kind: 'postgres' | 'temporal' | 'node'): NodeJS.Signals[] {
  if (kind === 'postgres') return ['SIGINT', 'SIGQUIT', 'SIGKILL']
  return ['SIGTERM', 'SIGKILL']
}

async function endLeftover(leftover: Leftover): Promise<void> {
  for (const signal of leftover.signals) {
    if (!signalProcess(leftover, signal)) return
    const deadline = Date.now() + 5_000
    while (Date.now() < deadline) {
      if (!isSameProcess(leftover)) return
      await sleep(25)
    }
  }
  throw new Error(
    `${leftover.name} (process ${leftover.pid}), left by an earlier start, does not end. End it by hand: kill -9 ${leftover.pid}`,
  )
}
