import { prepareHome } from '../../adapters/config/home-folder.js'
import { readLogLimits, rotateRunningLog } from './child-log.js'
import { stopLeftovers } from './leftovers.js'
import { writeMetricsTargets } from './metrics-targets.js'
import { ownIdentity } from './process-identity.mjs'
import { refuseOtherMajor } from './postgres-data.js'
import type { NodeChildPlan } from './stack-children.js'
import {
  planHomePostgres,
  planNodeChild,
  planPostgresChild,
  planTemporalChild,
  traceLeftovers,
} from './stack-plan.js'
import { chooseStackPorts, portOf, type ReservedPorts, type StackPorts } from './stack-ports.js'
import { removeStackState, type StackAddresses, type StackState, writeStackState } from './stack-state.js'
import { type ChildPlan, SupervisedChild } from './supervised-child.js'
import { listOtherTemporalFiles } from './temporal-server.js'
import { findTemporalBinary } from './temporal-binary.mjs'

export interface SupervisorOptions {
  /** Absolute. */
  readonly home: string
  /** Asked for by the user; null takes the default or a free one. */
  readonly port: number | null
  readonly detached: boolean
  readonly children: readonly NodeChildPlan[]
}

/** It serves its metrics beside its page. */
const apiName = 'api'
const rotateEveryMs = 60_000

/**
 * Runs the whole stack of one home. The home's lock is held by the caller. Databases first, then workers and API;
 * what ends is started again on its port, so that the others find it there.
 */
export class Supervisor {
  private readonly options: SupervisorOptions
  private readonly env: NodeJS.ProcessEnv
  private readonly onProgress: (line: string) => void
  private servers: SupervisedChild[] = []
  private nodes: SupervisedChild[] = []
  /** As they are now: until a server was ready for the first time it may have to take another port. */
  private readAddresses: (() => StackAddresses) | null = null
  private metricsUrls: Readonly<Record<string, string>> = {}
  private phase: StackState['phase'] = 'starting'
  private writing: Promise<void> = Promise.resolve()
  private stopped: Promise<void> | null = null
  private releasePorts: () => void = () => {}
  private rotation: NodeJS.Timeout | null = null

  constructor(options: SupervisorOptions, env: NodeJS.ProcessEnv, onProgress: (line: string) => void) {
    this.options = options
    this.env = env
    this.onProgress = onProgress
  }

  /** Starts everything. Resolves when all children are ready; rejects with StartFailed naming the child. */
  async start(): Promise<StackState> {
    const { home } = this.options
    await prepareHome(home)
    const postgres = planHomePostgres(home, this.env)
    if (postgres !== null) await refuseOtherMajor(postgres)
    const stopped = await stopLeftovers(home, traceLeftovers(home, postgres))
    if (stopped.length > 0) this.onProgress(`Stopped what an earlier start had left: ${stopped.join(', ')}.`)
    const workers = this.options.children
      .filter(({ name, measured }) => name !== apiName && measured !== false)
      .map(({ name }) => name)
    const askedPort = this.options.port ?? portOf(this.env)
    const reserved = await chooseStackPorts(home, askedPort, this.onProgress, ['temporal', ...workers])
    this.releasePorts = reserved.release
    const database = postgres === null ? null : await planPostgresChild(home, postgres, reserved)
    const temporal = this.env['TEMPORAL_ADDRESS'] ? null : await this.planTemporal(reserved)
    const readAddresses = () => this.addressesOf(reserved.ports, database?.databaseUrl() ?? null)
    this.readAddresses = readAddresses
    this.servers = [database?.plan, temporal].flatMap((plan) => (plan ? [this.supervise(plan)] : []))
    await this.waitFor(this.servers)
    const isPortAsked = (this.options.port ?? 0) !== 0
    await reserved.exchangeTaken(isPortAsked ? [] : ['api'], workers)
    const addresses = readAddresses()
    await this.tellMetrics(addresses, reserved.metricsPorts)
    // TLS and keys are for a server that was named; the embedded one speaks plainly on the loopback.
    const plain = temporal === null ? {} : { TEMPORAL_TLS: '', TEMPORAL_API_KEY: '' }
    const childEnv = { ...this.env, ...plain }
    this.nodes = this.options.children.map((child) =>
      this.supervise(planNodeChild(home, child, addresses, childEnv, reserved.metricsPorts[child.name])),
    )
    await this.waitFor(this.nodes)
    this.phase = 'up'
    this.rotation = setInterval(() => this.rotateLogs(), rotateEveryMs)
    await this.saveState()
    return this.state(addresses)
  }

  private async planTemporal(reserved: ReservedPorts): Promise<ChildPlan> {
    const { home } = this.options
    const binary = await findTemporalBinary({ env: this.env, onProgress: this.onProgress })
    for (const name of listOtherTemporalFiles(home, binary.serverVersion))
      this.onProgress(
        `${name} is of another Temporal version and stays as it is; open work is started again from the catalogue.`,
      )
    return planTemporalChild(home, binary, reserved, this.env['TEMPORAL_NAMESPACE'] || 'default')
  }

  private addressesOf(ports: StackPorts, ownDatabaseUrl: string | null): StackAddresses {
    const externalTemporal = this.env['TEMPORAL_ADDRESS'] || null
    const ownUiUrl = externalTemporal === null ? `http://127.0.0.1:${ports.temporalUi}` : null
    return {
      apiUrl: `http://127.0.0.1:${ports.api}`,
      temporalAddress: externalTemporal ?? `127.0.0.1:${ports.temporal}`,
      temporalUiUrl: this.env['TEMPORAL_UI_URL'] || ownUiUrl,
      databaseUrl: ownDatabaseUrl ?? this.env['DATABASE_URL'] ?? '',
    }
  }

  private async tellMetrics(
    { apiUrl }: StackAddresses,
    { temporal, ...ofWorkers }: Readonly<Record<string, number>>,
  ): Promise<void> {
    const ofTemporal = this.env['TEMPORAL_ADDRESS'] || temporal === undefined ? {} : { temporal }
    this.metricsUrls = await writeMetricsTargets(this.options.home, apiUrl, { ...ofWorkers, ...ofTemporal })
  }

  /** Ends every worker and the API; they come back with the present code. */
  restartNodes(): void {
    for (const child of this.nodes) child.restart()
  }

  /** Stops everything, the databases last. Calls after the first wait for it. */
  stop(): Promise<void> {
    this.stopped ??= this.stopAll()
    return this.stopped
  }

  private async stopAll(): Promise<void> {
    this.phase = 'stopping'
    if (this.rotation !== null) clearInterval(this.rotation)
    await this.saveState()
    await Promise.all(this.nodes.map((child) => child.stop()))
    await Promise.all(this.servers.map((child) => child.stop()))
    await this.writing
    this.releasePorts()
    await removeStackState(this.options.home)
  }

  private supervise(plan: ChildPlan): SupervisedChild {
    // A stop may come while a start is under way: nothing may be started behind its back.
    if (this.stopped !== null) throw new Error('The stack was stopped while it started.')
    return new SupervisedChild(this.options.home, plan, () => void this.saveState())
  }

  private async waitFor(children: readonly SupervisedChild[]): Promise<void> {
    await Promise.all(
      children.map((child) =>
        child.firstReady.catch((error: unknown) => {
          throw new StartFailed(child.plan.name, error instanceof Error ? error.message : String(error))
        }),
      ),
    )
  }

  /** Writes one after the other, so that the file never goes back to an older state. */
  private saveState(): Promise<void> {
    this.writing = this.writing.then(async () => {
      if (this.readAddresses === null) return
      try {
        await writeStackState(this.options.home, this.state(this.readAddresses()))
      } catch (error) {
        process.stderr.write(`stack.json could not be written: ${String(error)}\n`)
      }
    })
    return this.writing
  }

  private state(addresses: StackAddresses): StackState {
    return {
      phase: this.phase,
      supervisor: ownIdentity(),
      detached: this.options.detached,
      ...addresses,
      metricsUrls: this.metricsUrls,
      childCount: this.servers.length + this.nodes.length,
      processes: [...this.servers, ...this.nodes].flatMap(({ current }) =>
        current === null ? [] : [current],
      ),
    }
  }

  private rotateLogs(): void {
    const names = [...this.servers, ...this.nodes].map(({ plan }) => plan.name)
    for (const name of ['supervisor', ...names]) {
      try {
        rotateRunningLog(this.options.home, name, readLogLimits(this.env))
      } catch (error) {
        process.stderr.write(`the log of ${name} was not rotated: ${String(error)}\n`)
      }
    }
  }
}

/** A child did not get ready. */
export class StartFailed extends Error {
  readonly childName: string
  constructor(childName: string, message: string) {
    super(message)
    this.name = 'StartFailed'
    this.childName = childName
  }
}
