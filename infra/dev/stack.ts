import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { readBuildStamp } from '../../adapters/config/build-stamp.js'
import { homePaths, prepareHome } from '../../adapters/config/home-folder.js'
import { loadConfig } from '../../adapters/config/load-config.js'
import { AssetloomError } from '../../core/errors.js'
import { readLockHolder, tryLock } from './exclusive-lock.mjs'
import { stopLeftovers } from './leftovers.js'
import { findPackageRoot } from './package-root.js'
import { isSameProcess, signalProcess } from './process-identity.mjs'
import { type NodeChildPlan, stackChildren, type StackMode, standInEntry } from './stack-children.js'
import { planHomePostgres, traceLeftovers } from './stack-plan.js'
import { planStandIn, readStandInUrl, standInEnv, standInName, type StandInOptions } from './stand-in.js'
import { readStackState, removeStackState, type StackAddresses, type StackState } from './stack-state.js'
import type { SupervisorOrder } from './supervisor-messages.js'
import { launchSupervisor, type SupervisorProcess } from './supervisor-process.js'
import { findTemporalBinary } from './temporal-binary.mjs'

export interface StackOptions {
  readonly home: string
  /** Port of the page and API. Left out: 7430, or a free one when that is taken; 0: any free one. */
  readonly port?: number
  readonly mode: StackMode
  /** True: the stack goes on after this process. False: it stops when this process ends, however it ends. */
  readonly detach: boolean
  readonly onProgress?: (line: string) => void
  /** Workers and API; tests put small programs in their place. */
  readonly children?: readonly NodeChildPlan[]
  readonly env?: NodeJS.ProcessEnv
  /** A stand-in for a ComfyUI among its processes, in place of the servers that COMFYUI_URLS names. */
  readonly standIn?: StandInOptions
  readonly timeoutMs?: number
}

export interface StackHandle extends StackAddresses {
  readonly home: string
  /** False when a running stack was found: then `stop` leaves it alone. */
  readonly owned: boolean
  /** Where the stand-in among its processes serves; null = it has none. */
  readonly standInUrl: string | null
  /** Resolves when the owned stack has ended, by `stop` or by itself. Never for one that was found. */
  readonly ended: Promise<void>
  stop(): Promise<void>
}

export interface StackStatus extends Partial<StackAddresses> {
  /** stale: processes or files of a killed supervisor; the next start cleans up. */
  readonly state: 'up' | 'starting' | 'stopping' | 'down' | 'stale'
  readonly processes: readonly { name: string; pid: number; alive: boolean; restarts: number }[]
  /** Where each process serves its metrics for Prometheus. */
  readonly metricsUrls?: Readonly<Record<string, string>>
  /** Parts that run older code than this clone's dist/; left out when there is none. */
  readonly outdated?: readonly string[]
}

const startLimitMs = 120_000
const stopLimitMs = 45_000

/**
 * Starts the stack of a home, or joins the one that runs there (or is just starting). Waits until every part is
 * ready. Throws InvalidInput for a variable of the environment that is not usable, else Unavailable with the mend.
 */
export async function startStack(options: StackOptions): Promise<StackHandle> {
  const home = resolve(options.home)
  const onProgress = options.onProgress ?? (() => {})
  const timeoutMs = options.timeoutMs ?? startLimitMs
  await prepareHome(home)
  let env: NodeJS.ProcessEnv | null = null
  let waitsFor: string | null = null
  let deadline = Date.now() + timeoutMs
  while (Date.now() < deadline) {
    const found = await findRunning(home)
    if (found?.phase === 'up' && (await isWhole(found.state))) {
      const outdated = findOutdated(found.state)
      if (outdated.length > 0) onProgress(outdatedText(outdated))
      return await joinedHandle(home, found.state)
    }
    if (found !== null) {
      if (waitsFor !== found.phase) onProgress(waitText(found.phase, found.pid))
      waitsFor = found.phase
      await sleep(100)
      continue
    }
    if (env === null) {
      // Each process would end with this message in its own log, and the stack with none that helps.
      loadConfig(options.env ?? process.env)
      env = await prepareEnvironment(options.env ?? process.env, onProgress)
      // Building the Temporal server takes minutes that are not the stack's.
      deadline = Date.now() + timeoutMs
    }
    const standIn = options.standIn && (await planStandIn(home, standInEntry(options.mode), options.standIn))
    const stackEnv =
      standIn === undefined ? env : { ...env, ...standInEnv(standIn.url, options.standIn ?? {}) }
    const own = options.children ?? stackChildren(options.mode, stackEnv)
    const children = standIn === undefined ? own : [standIn.plan, ...own]
    const started = await launchSupervisor({
      options: { home, port: options.port ?? null, detached: options.detach, children },
      env: stackEnv,
      timeoutMs: deadline - Date.now(),
      onProgress,
    }).finally(() => standIn?.release())
    if (started !== 'busy') return ownedHandle(home, started)
  }
  throw new AssetloomError(
    'Unavailable',
    `The stack in ${home} was not ready after ${Math.round(timeoutMs / 1000)} s.`,
    `Look into ${home}/logs. assetloom down stops what runs there.`,
  )
}

/** Stops the stack of a home, whoever started it, and cleans up after a killed one. Returns whether there was one. */
export async function stopStack(home: string): Promise<boolean> {
  const absoluteHome = resolve(home)
  const { lockFile } = homePaths(absoluteHome)
  const holder = readLockHolder(lockFile)
  if (holder !== null) {
    signalProcess(holder, 'SIGTERM')
    const deadline = Date.now() + stopLimitMs
    while (isSameProcess(holder) && Date.now() < deadline) await sleep(50)
    signalProcess(holder, 'SIGKILL')
  }
  const hadLeftovers = await cleanUpHome(absoluteHome)
  return holder !== null || hadLeftovers
}

/** What runs in a home. Looks only; changes nothing. */
export async function stackStatus(home: string): Promise<StackStatus> {
  const absoluteHome = resolve(home)
  const running = await findRunning(absoluteHome)
  const state = running?.state ?? (await readStackState(absoluteHome))
  if (state === null) return { state: running?.phase ?? 'down', processes: [] }
  const processes = [{ ...state.supervisor, name: 'supervisor', restarts: 0 }, ...state.processes].map(
    (record) => ({
      name: record.name,
      pid: record.pid,
      alive: isSameProcess(record),
      restarts: record.restarts,
    }),
  )
  const { apiUrl, temporalAddress, temporalUiUrl, databaseUrl } = state
  const outdated = running === null ? [] : findOutdated(state)
  return {
    state: running?.phase ?? 'stale',
    processes,
    ...(outdated.length === 0 ? {} : { outdated }),
    ...(state.metricsUrls === undefined ? {} : { metricsUrls: state.metricsUrls }),
    ...{ apiUrl, temporalAddress, temporalUiUrl, databaseUrl },
  }
}

type Running =
  | { readonly phase: 'up' | 'stopping'; readonly pid: number; readonly state: StackState }
  | { readonly phase: 'starting'; readonly pid: number; readonly state: StackState | null }

/** The living supervisor of the home and what it says; a state file of an earlier one counts as none yet. */
async function findRunning(home: string): Promise<Running | null> {
  const holder = readLockHolder(homePaths(home).lockFile)
  if (holder === null) return null
  const state = await readStackState(home)
  const isOwn = state?.supervisor.pid === holder.pid && state.supervisor.startTime === holder.startTime
  if (state === null || !isOwn) return { phase: 'starting', pid: holder.pid, state: null }
  return { phase: state.phase, pid: holder.pid, state }
}

/** Parts that were started with another build than this clone has now: code is read once, at the start. */
function findOutdated({ processes }: StackState): string[] {
  const present = readBuildStamp(join(findPackageRoot(), 'dist', 'index.js'))
  if (present === null) return []
  return processes.filter(({ build }) => build !== undefined && build !== present).map(({ name }) => name)
}

function outdatedText(parts: readonly string[]): string {
  return (
    `The running stack has older code than this build (${parts.join(', ')}). ` +
    'Take the new one: npx assetloom upgrade check, then npx assetloom down && npx assetloom up'
  )
}

/** Whether every part of a running stack serves: it may just have been killed, or a part may be starting again. */
async function isWhole(state: StackState): Promise<boolean> {
  if (state.processes.length < state.childCount) return false
  if (!state.processes.every((record) => record.ready && isSameProcess(record))) return false
  return (await takesConnections(new URL(state.apiUrl).port)) && isSameProcess(state.supervisor)
}

function takesConnections(port: string): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: '127.0.0.1', port: Number(port), timeout: 2_000 })
    const finish = (result: boolean) => {
      socket.destroy()
      resolve(result)
    }
    socket.once('connect', () => finish(true))
    socket.once('error', () => finish(false))
    socket.once('timeout', () => finish(false))
  })
}

function waitText(phase: Running['phase'], pid: number): string {
  if (phase === 'stopping') return `The stack of this home is stopping (process ${pid}); waiting for it.`
  if (phase === 'starting') return `Process ${pid} starts the stack of this home; waiting for it.`
  return `A part of the running stack (process ${pid}) is starting again; waiting for it.`
}

async function prepareEnvironment(
  env: NodeJS.ProcessEnv,
  onProgress: (line: string) => void,
): Promise<NodeJS.ProcessEnv> {
  if (env['TEMPORAL_ADDRESS']) return env
  const binary = await findTemporalBinary({ env, onProgress })
  return { ...env, TEMPORAL_CLI: binary.path }
}

async function joinedHandle(home: string, state: StackState): Promise<StackHandle> {
  const standInUrl = await standInUrlOf(home, state)
  const ended = new Promise<void>(() => {})
  return { ...addressesOf(state), standInUrl, home, owned: false, ended, stop: async () => {} }
}

async function standInUrlOf(home: string, { processes }: StackState): Promise<string | null> {
  return processes.some(({ name }) => name === standInName) ? await readStandInUrl(home) : null
}

async function ownedHandle(home: string, supervisor: SupervisorProcess): Promise<StackHandle> {
  const state = await readStackState(home)
  if (state === null)
    throw new Error(`${homePaths(home).stackFile} vanished. Is another program cleaning ${home}?`)
  return {
    ...addressesOf(state),
    standInUrl: await standInUrlOf(home, state),
    home,
    owned: true,
    ended: supervisor.ended,
    stop: () => stopOwned(home, supervisor),
  }
}

function addressesOf(state: StackState): StackAddresses {
  const { apiUrl, temporalAddress, temporalUiUrl, databaseUrl } = state
  return { apiUrl, temporalAddress, temporalUiUrl, databaseUrl }
}

async function stopOwned(home: string, { child, ended }: SupervisorProcess): Promise<void> {
  const order: SupervisorOrder = { type: 'stop' }
  if (child.connected) child.send(order, () => {})
  else child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), stopLimitMs)
  await ended
  clearTimeout(timer)
  await cleanUpHome(home)
}

/** Stops what a killed supervisor left, unless a new one has the home already. Returns whether there was anything. */
async function cleanUpHome(home: string): Promise<boolean> {
  if ((await readStackState(home)) === null) return false
  const lock = tryLock(homePaths(home).lockFile)
  if (!lock.held) return false
  try {
    const stopped = await stopLeftovers(home, traceLeftovers(home, planHomePostgres(home, {})))
    await removeStackState(home)
    return stopped.length > 0
  } finally {
    lock.release()
  }
}
