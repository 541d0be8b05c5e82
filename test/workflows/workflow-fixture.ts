import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { Connection } from '@temporalio/client'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { DefaultLogger, Runtime, Worker } from '@temporalio/worker'
import {
  createImageActivities,
  createLlmActivities,
  createOrchestrateActivities,
  createPaintActivities,
  createWebhookActivities,
} from '../../activities/activity-sets.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import { createProceduralSoundProvider } from '../../adapters/procedural/sound/procedural-sound-provider.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { TemporalExecutionProbe } from '../../adapters/temporal/execution-probe.js'
import { prepareNamespace } from '../../adapters/temporal/prepare-namespace.js'
import { TemporalGateway } from '../../adapters/temporal/temporal-gateway.js'
import type { ImageProvider } from '../../core/generation/paint-request.js'
import type { GenerationRouter } from '../../core/generation/generation-router.js'
import { createWebhookPoster } from '../../adapters/webhooks/post-webhook.js'
import { workflowIds } from '../../core/ids.js'
import { deliverOutboxRow } from '../../core/outbox-delivery.js'
import type { Catalogue } from '../../core/catalogue.js'
import type { VariantRow } from '../../core/ports.js'
import type { OutboxMessage } from '../../core/outbox-ports.js'
import type { LanguageModel } from '../../core/refinement/refinement-ports.js'
import type { DecisionMessage, DecisionOutcome } from '../../core/review/verdict.js'
import type { RunOptions } from '../../core/run-options.js'
import { taskQueues } from '../../core/task-queues.js'
import { productionRunInput, type ProductionRunInput } from '../../core/workflow-inputs.js'
import { findTemporalBinary } from '../../infra/dev/temporal-binary.mjs'
import { createCountingIds } from '../support/counting-ids.js'
import { createMemoryCatalogue } from '../support/memory-catalogue.js'
import { createMemoryObjectStore } from '../support/memory-object-store.js'
import { bundleWorkflows } from '../support/temporal-server.js'

export const dune = ['#2b1d1a', '#5a3626', '#94583a', '#c98a52', '#e8bf83', '#f7e6c0', '#6f8f86', '#39545b']

export const runOptions: RunOptions = {
  seed: 1,
  variantsPerSpec: 2,
  provider: 'procedural',
  review: 'auto',
  targets: ['generic'],
  palette: dune,
  windowSize: 4,
  undoWindowMs: 600_000,
}

// For a hang, not for a slow machine. The guards make tests wait in vain and set it lower.
const waitLimitMs = Number(process.env['TEST_WAIT_LIMIT_MS'] ?? 90_000)

// Attempts that fail on purpose would fill the output.
Runtime.install({ logger: new DefaultLogger('ERROR') })

/**
 * A real Temporal server, the real workflow bundle and the real activities; catalogue and store in memory, and the
 * procedural painter with its fault words on. Each fixture has a namespace of its own, so task queues never meet.
 */
export class WorkflowFixture {
  readonly catalogue: Catalogue
  readonly store = createMemoryObjectStore()
  /** A worker that has lost its provider is one that somebody configured wrongly: tests may empty this. */
  readonly providers = new Map<string, ImageProvider>()
  /** Asked about lines that the rules do not understand; null = none is configured. */
  languageModel: LanguageModel | null = null
  /** Asked who makes a routed job; set it before the workers are started again. */
  routing: GenerationRouter | undefined
  readonly gateway: TemporalGateway
  readonly probe: TemporalExecutionProbe
  readonly env: TestWorkflowEnvironment
  private readonly bundleCode: string
  private workers: { worker: Worker; running: Promise<void> }[] = []

  private constructor(env: TestWorkflowEnvironment, bundleCode: string) {
    this.env = env
    this.providers.set('procedural', createProceduralProvider({ codec: sharpImageCodec, faults: true }))
    this.bundleCode = bundleCode
    this.catalogue = createMemoryCatalogue({ ids: createCountingIds(), now: () => Date.now() })
    this.gateway = new TemporalGateway(env.client, this.catalogue)
    this.probe = new TemporalExecutionProbe(env.client)
  }

  static async open(languageModel: LanguageModel | null = null): Promise<WorkflowFixture> {
    const shared = await findSharedServer()
    const env = shared === null ? await startOwnServer() : await openNamespace(shared.address)
    await prepareNamespace(env.connection, env.namespace ?? 'default')
    const path = shared?.bundlePath
    const code = path === undefined ? await bundleWorkflows() : await readFile(path, 'utf8')
    const fixture = new WorkflowFixture(env, code)
    fixture.languageModel = languageModel
    await fixture.startWorkers()
    return fixture
  }

  async close(): Promise<void> {
    await this.stopWorkers()
    await this.env.teardown()
  }

  async startWorkers(): Promise<void> {
    const { catalogue, store, probe, languageModel } = this
    const hasLanguageModel = languageModel !== null
    const codec = sharpImageCodec
    const synthesiser = createProceduralSoundProvider({ faults: true })
    const pixels = {
      ...{ catalogue, store, codec, providers: this.providers, soundCodec: createSoundCodec() },
      soundProviders: new Map([[synthesiser.name, synthesiser]]),
    }
    const { providers } = this
    const settings = {
      permitCap: 3,
      /** Tests add painters while the workers run. */
      get prices() {
        return Object.fromEntries([...providers].map(([name, { costMicros }]) => [name, costMicros ?? 0]))
      },
    }
    const shared = {
      connection: this.env.nativeConnection,
      namespace: this.env.namespace ?? 'default',
      shutdownGraceTime: '1s',
      maxHeartbeatThrottleInterval: 500,
    }
    const workers = await Promise.all([
      Worker.create({
        ...shared,
        taskQueue: taskQueues.orchestrate,
        workflowBundle: { code: this.bundleCode },
        activities: createOrchestrateActivities({
          ...{ catalogue, executions: probe, settings, hasLanguageModel },
          ...(this.routing === undefined ? {} : { routing: this.routing }),
        }),
      }),
      Worker.create({ ...shared, taskQueue: taskQueues.paint, activities: createPaintActivities(pixels) }),
      Worker.create({ ...shared, taskQueue: taskQueues.image, activities: createImageActivities(pixels) }),
      Worker.create({
        ...shared,
        taskQueue: taskQueues.llm,
        activities: createLlmActivities({ catalogue, languageModel }),
      }),
      Worker.create({
        ...shared,
        taskQueue: taskQueues.webhooks,
        activities: createWebhookActivities({
          catalogue,
          postWebhook: createWebhookPoster({ allowPrivate: true }),
        }),
      }),
    ])
    this.workers = workers.map((worker) => ({ worker, running: worker.run() }))
  }

  async stopWorkers(): Promise<void> {
    for (const { worker } of this.workers) worker.shutdown()
    await Promise.all(this.workers.map((one) => one.running))
    this.workers = []
  }

  /** Submits a list as the API does and starts its wishlistRun. */
  async start(
    text: string,
    options: Partial<RunOptions> = {},
    projectKey = `p-${Math.random()}`,
  ): Promise<string> {
    const { projectId } = await this.catalogue.projects.ensure({ key: projectKey, name: projectKey })
    const { runId } = await this.catalogue.intake.submitWishlist({
      projectId,
      name: 'list.txt',
      text,
      options: { ...runOptions, ...options },
    })
    await this.gateway.startRun((await this.catalogue.runs.find(runId))!)
    return runId
  }

  /** Starts productionRun with other figures than the product's (a small history limit, short waits). */
  async startProduction(runId: string, over: Partial<ProductionRunInput>): Promise<void> {
    const run = (await this.catalogue.runs.find(runId))!
    await this.env.client.workflow.start('productionRun', {
      workflowId: workflowIds.productionRun(runId),
      taskQueue: taskQueues.orchestrate,
      args: [{ ...productionRunInput(run), ...over }],
    })
  }

  async stage(runId: string): Promise<string> {
    return (await this.catalogue.runs.find(runId))!.stage
  }

  /** Waits until `is` holds; fails with what it saw last. */
  async until<Seen>(
    look: () => Promise<Seen>,
    is: (seen: Seen) => boolean,
    limitMs = waitLimitMs,
  ): Promise<Seen> {
    const endMs = Date.now() + limitMs
    for (;;) {
      const seen = await look()
      if (is(seen)) return seen
      if (Date.now() > endMs) throw new Error(`still waiting; last seen: ${JSON.stringify(seen)}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }

  async untilStage(runId: string, ...stages: string[]): Promise<string> {
    return await this.until(
      () => this.stage(runId),
      (stage) => stages.includes(stage),
    )
  }

  async variants(runId: string): Promise<VariantRow[]> {
    return (await this.catalogue.review.listVariants({ runId, limit: 500 })).variants
  }

  /** Waits until every spec of the run waits for a person, then gives its variants. */
  async untilReviewing(runId: string, specs: number): Promise<VariantRow[]> {
    await this.until(
      () => this.catalogue.runs.counts(runId),
      (counts) => counts.byStage.reviewing === specs,
    )
    return await this.variants(runId)
  }

  assetRunHandle(variant: Pick<VariantRow, 'runId' | 'specRevisionId'>) {
    return this.env.client.workflow.getHandle(workflowIds.assetRun(variant.runId, variant.specRevisionId))
  }

  /** Sends a decision as the API does: request and outbox row first, then the update. */
  async decide(
    variant: VariantRow,
    message: Partial<DecisionMessage> & Pick<DecisionMessage, 'verb' | 'decisionId'>,
  ): Promise<DecisionOutcome | undefined> {
    const { projectId, runId, specRevisionId, variantId } = variant
    const full: DecisionMessage = { variantId, expectedVersion: 0, reviewer: 'ana', ...message }
    await this.catalogue.review.requestDecision({ projectId, runId, specRevisionId, message: full })
    const outbox: OutboxMessage = { kind: 'sendDecision', projectId, runId, specRevisionId, message: full }
    const row = await this.catalogue.outbox.add(outbox, `sendDecision/${full.decisionId}`)
    const verdict = await deliverOutboxRow(this, row, 30_000)
    return verdict.state === 'done' ? verdict.outcome : undefined
  }
}

/** The server and bundle of the test run. Null outside of one (recording); a run of planted faults has no bundle. */
async function findSharedServer(): Promise<{ address: string; bundlePath: string | undefined } | null> {
  if (process.env['VITEST'] === undefined) return null
  const { inject } = await import('vitest')
  const [address, bundlePath] = [inject('temporalAddress'), inject('workflowBundlePath')]
  return address === undefined ? null : { address, bundlePath }
}

async function openNamespace(address: string): Promise<TestWorkflowEnvironment> {
  const namespace = `test-${randomUUID()}`
  const connection = await Connection.connect({ address })
  try {
    const retention = { seconds: 86_400 as never }
    await connection.workflowService.registerNamespace({
      namespace,
      workflowExecutionRetentionPeriod: retention,
    })
  } finally {
    await connection.close()
  }
  return await TestWorkflowEnvironment.createFromExistingServer({ address, namespace })
}

async function startOwnServer(): Promise<TestWorkflowEnvironment> {
  const { path } = await findTemporalBinary({ onProgress: () => {} })
  return await TestWorkflowEnvironment.createLocal({
    server: {
      executable: { type: 'existing-path', path },
      log: { level: 'error', format: 'pretty' },
    },
  })
}
