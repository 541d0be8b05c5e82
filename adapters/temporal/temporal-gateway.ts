import {
  isGrpcServiceError,
  WorkflowExecutionAlreadyStartedError,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
  type Client,
  type WorkflowClientInterceptor,
  type WorkflowStartOptions,
} from '@temporalio/client'
import { ApplicationFailure, defineSearchAttributeKey } from '@temporalio/common'
import { workflowIds } from '../../core/ids.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { Log } from '../../core/log.js'
import type { RunRow } from '../../core/ports.js'
import { settledSpecStages, terminalRunStages } from '../../core/run-options.js'
import type { Delivery, OutboxMessage, WorkflowGateway } from '../../core/outbox-ports.js'
import { refusalReasons } from '../../core/review/verdict.js'
import type { DecisionOutcome, RefusalReason, VariantReview } from '../../core/review/verdict.js'
import { taskQueues } from '../../core/task-queues.js'
import type { OverdueDelivery } from '../../core/webhooks/webhook-ports.js'
import { assetRunInput, productionRunInput } from '../../core/workflow-inputs.js'
import { describeStart, shortenSummary, type WorkflowName } from '../../core/workflow-texts.js'
import { resumeWebhookDelivery, startWebhookDelivery } from './start-webhook-delivery.js'
import { cancelChain, startChain } from './chain-executions.js'
import { ShortCircuit } from './short-circuit.js'
import { createTemporalClient, type TemporalTarget } from './temporal-connection.js'

type StartRule = Pick<WorkflowStartOptions, 'workflowIdReusePolicy'>

/** What the catalogue must tell before a workflow can be started with its whole snapshot. */
export type StartCatalogue = Pick<Catalogue, 'runs' | 'chains'>

const projectIdKey = defineSearchAttributeKey('ProjectId', 'KEYWORD')
const runIdKey = defineSearchAttributeKey('ProductionRunId', 'KEYWORD')

/** gRPC status codes after which the same message may be sent again. */
const passingCodes = new Set([1, 4, 8, 10, 13, 14])

/** After a send that failed, Temporal is first asked whether it is there, in this time, for so long. */
const probeDeadlineMs = 300
const watchMs = 10_000
const noAnswer = { status: 'retry', message: 'Temporal or its workers do not answer just now' } as const

/** The gateway with everything that starts an execution; also used by reconcile. */
export class TemporalGateway implements WorkflowGateway {
  readonly client: Client
  private readonly catalogue: StartCatalogue
  private readonly historyEventsMax: number | undefined
  private readonly log: Log
  private readonly circuit = new ShortCircuit(() => this.isReachable(probeDeadlineMs), watchMs)

  /** `historyEventsMax`: what it starts continues as new beyond so many events. Left out: as the product does. */
  constructor(
    client: Client,
    catalogue: StartCatalogue,
    historyEventsMax?: number,
    log: Log = () => undefined,
  ) {
    this.client = client
    this.log = log
    this.catalogue = catalogue
    this.historyEventsMax = historyEventsMax
  }

  async deliver(message: OutboxMessage, deadlineMs: number): Promise<Delivery> {
    if (!(await this.circuit.mayTry())) return noAnswer
    try {
      return await this.client.connection.withDeadline(Date.now() + deadlineMs, () => this.send(message))
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return { status: 'gone', message: error.message }
      if (error instanceof WorkflowExecutionAlreadyStartedError) return { status: 'delivered' }
      if (!(error instanceof WorkflowUpdateRPCTimeoutOrCancelledError || isPassing(error))) throw error
      this.circuit.trip()
      this.log('warn', 'Temporal does not answer; what is to be sent waits in the outbox', {
        kind: message.kind,
        reason: error instanceof Error ? error.message : String(error),
      })
      return noAnswer
    }
  }

  async isReachable(deadlineMs: number): Promise<boolean> {
    try {
      const { connection } = this.client
      await connection.withDeadline(Date.now() + deadlineMs, () =>
        connection.workflowService.getSystemInfo({}),
      )
      return true
    } catch {
      return false
    }
  }

  async close(): Promise<void> {
    await this.client.connection.close()
  }

  /** Starts a run's root as the catalogue knows it. An execution that is open is left alone. */
  async startRun(run: RunRow): Promise<void> {
    const production = productionRunInput(run, this.historyEventsMax)
    if (run.stage === 'refining')
      await this.start(
        'wishlistRun',
        workflowIds.wishlistRun(run.wishlistRevisionId),
        run,
        run.wishlistName,
        [{ wishlistRevisionId: run.wishlistRevisionId, production }],
      )
    else
      await this.start('productionRun', workflowIds.productionRun(run.runId), run, run.wishlistName, [
        production,
      ])
  }

  /** `prepares`: pictures are made for this bundle alone first; one that comes before the reviews ends none. */
  async startBundle(run: RunRow, contentId: string, prepares = false): Promise<void> {
    const { projectId, runId } = run
    const { review, contract } = run.options
    const closeReviews = review === 'auto' && contract === undefined && !prepares
    await this.start(
      'bundleRun',
      workflowIds.bundleRun(contentId),
      run,
      `bundle of ${run.wishlistName}`,
      [{ projectId, runId, contentId, closeReviews, ...(prepares ? { prepares } : {}) }],
      { workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
    )
  }

  async startChain(chainId: string): Promise<void> {
    await startChain(this.client, this.catalogue.chains, chainId, this.historyEventsMax)
  }

  async resumeDelivery(delivery: OverdueDelivery): Promise<void> {
    await resumeWebhookDelivery(this.client, delivery)
  }

  private async sendToChain(message: Extract<OutboxMessage, { chainId: string }>): Promise<Delivery> {
    if (message.kind === 'cancelChain') return await cancelChain(this.client, this.catalogue.chains, message)
    await this.startChain(message.chainId)
    return { status: 'delivered' }
  }

  private async send(message: OutboxMessage): Promise<Delivery> {
    if (message.kind === 'sendDecision') return await this.sendDecision(message)
    if ('chainId' in message) return await this.sendToChain(message)
    if (message.kind === 'deliverWebhook') {
      await startWebhookDelivery(this.client, message)
      return { status: 'delivered' }
    }
    const run = await this.catalogue.runs.find(message.runId)
    if (!run) return { status: 'gone', message: `no run ${message.runId}` }
    switch (message.kind) {
      case 'startWishlistRun':
        // A held run can have ended before anything of it was started: a newer revision took its place.
        if (terminalRunStages.includes(run.stage))
          return { status: 'gone', message: `run ${run.runId} has ended (${run.stage})` }
        await this.startRun(run)
        return { status: 'delivered' }
      case 'startBundleRun':
        await this.startBundle(run, message.contentId, message.prepares)
        return { status: 'delivered' }
      case 'reopenAssetRun':
        return await this.reopen(run, message.specRevisionId)
      case 'wakeRun':
        return await this.wakeRun(message)
      case 'signalRun':
        return await this.signalRun(run, message.signal)
    }
  }

  private async start(
    workflowType: WorkflowName,
    workflowId: string,
    run: RunRow,
    summary: string,
    args: unknown[],
    rule: StartRule = { workflowIdReusePolicy: 'ALLOW_DUPLICATE_FAILED_ONLY' },
  ): Promise<void> {
    await this.client.workflow.start(workflowType, {
      workflowId,
      taskQueue: taskQueues.orchestrate,
      args,
      workflowIdConflictPolicy: 'USE_EXISTING',
      ...rule,
      staticSummary: shortenSummary(summary),
      staticDetails: describeStart(workflowType, run),
      typedSearchAttributes: [
        { key: projectIdKey, value: run.projectId },
        { key: runIdKey, value: run.runId },
      ],
    })
  }

  private async reopen(run: RunRow, specRevisionId: string): Promise<Delivery> {
    const spec = await this.catalogue.runs.readSpec(run.runId, specRevisionId)
    if (!spec) return { status: 'gone', message: `run ${run.runId} has no spec revision ${specRevisionId}` }
    await this.catalogue.runs.setSpecClosed(run.runId, specRevisionId, false)
    const input = {
      ...assetRunInput(productionRunInput(run, this.historyEventsMax), spec, false),
      review: 'person' as const,
    }
    await this.start(
      'assetRun',
      workflowIds.assetRun(run.runId, specRevisionId),
      run,
      spec.specKey,
      [input],
      { workflowIdReusePolicy: 'ALLOW_DUPLICATE' },
    )
    return { status: 'delivered' }
  }

  private async signalRun(run: RunRow, signal: 'pauseRun' | 'resumeRun' | 'cancelRun'): Promise<Delivery> {
    const production = workflowIds.productionRun(run.runId)
    const ids = [workflowIds.wishlistRun(run.wishlistRevisionId), production]
    let reached: string | null = null
    for (const id of signal === 'cancelRun' ? ids : ids.slice(1)) {
      const handle = this.client.workflow.getHandle(id)
      try {
        if (signal === 'cancelRun') await handle.cancel()
        else await handle.signal(signal)
        reached = id
      } catch (error) {
        if (!(error instanceof WorkflowNotFoundError)) throw error
      }
    }
    if (reached === production) return { status: 'delivered' }
    const now = await this.catalogue.runs.find(run.runId)
    if (!now || terminalRunStages.includes(now.stage))
      return reached === null
        ? { status: 'gone', message: `run ${run.runId} is not open` }
        : { status: 'delivered' }
    // wishlistRun may be handing over to productionRun at this moment, or the message that starts it may come behind
    // this one: sent again until one of them has it for sure.
    if (signal === 'cancelRun') return { status: 'retry', message: `run ${run.runId} is being cancelled` }
    // While its list is still being read a run has nobody yet who could take the others.
    const effect = signal === 'pauseRun' ? 'pauses' : 'goes on'
    return { status: 'retry', message: `run ${run.runId} ${effect} as soon as its list is read` }
  }

  /** The catalogue has the truth and the run asks it: a receiver that is over needs no waking. */
  private async wakeRun(message: Extract<OutboxMessage, { kind: 'wakeRun' }>): Promise<Delivery> {
    const handle = this.client.workflow.getHandle(workflowIds.productionRun(message.runId))
    await handle.signal('stageDone', message.specRevisionId)
    if (settledSpecStages.includes(message.stage)) await handle.signal('assetDone', message.specRevisionId)
    // Its owner gave up on it: the run has to make it itself, and nothing else will tell it so.
    if (message.stage === 'failed' || message.stage === 'cancelled') await handle.signal('checkAssets')
    return { status: 'delivered' }
  }

  private async sendDecision(message: Extract<OutboxMessage, { kind: 'sendDecision' }>): Promise<Delivery> {
    const id = workflowIds.assetRun(message.runId, message.specRevisionId)
    try {
      const outcome = await this.client.workflow
        .getHandle(id)
        .executeUpdate<DecisionOutcome, [typeof message.message]>('decideVariant', {
          updateId: message.message.decisionId,
          args: [message.message],
        })
      return { status: 'delivered', outcome }
    } catch (error) {
      if (!(error instanceof WorkflowUpdateFailedError)) throw error
      return refusalOf(error)
    }
  }
}

function refusalOf(error: WorkflowUpdateFailedError): Delivery {
  const { cause } = error
  if (!(cause instanceof ApplicationFailure) || !isRefusalReason(cause.type))
    // "No registered handler", a worker that shuts down, a workflow that closed meanwhile: sent again.
    return { status: 'retry', message: cause?.message ?? error.message }
  const current = cause.details?.[0] as VariantReview | null | undefined
  return {
    status: 'delivered',
    outcome: {
      status: 'refused',
      reason: cause.type,
      message: cause.message,
      ...(current ? { current } : {}),
    },
  }
}

function isRefusalReason(type: string | null | undefined): type is RefusalReason {
  return typeof type === 'string' && (refusalReasons as readonly string[]).includes(type)
}

function isPassing(error: unknown): boolean {
  if (isGrpcServiceError(error)) return passingCodes.has(error.code)
  return error instanceof Error && error.cause !== undefined && isPassing(error.cause)
}

/** Who sees what the gateway does. */
export interface GatewayObservers {
  readonly log?: Log
  /** Of the client: tracing's. */
  readonly interceptors?: readonly WorkflowClientInterceptor[]
}

export function createTemporalGateway(
  target: TemporalTarget,
  catalogue: StartCatalogue,
  historyEventsMax?: number,
  observers: GatewayObservers = {},
): TemporalGateway {
  const client = createTemporalClient(target, observers.interceptors)
  return new TemporalGateway(client, catalogue, historyEventsMax, observers.log)
}
