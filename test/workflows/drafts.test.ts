import { Worker } from '@temporalio/worker'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createPaintActivities } from '../../activities/activity-sets.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import { qualityLines } from '../../core/autopilot/describe-quality.js'
import { qualityContractSchema } from '../../core/autopilot/quality-contract.schema.js'
import { AssetloomError } from '../../core/errors.js'
import type { DraftRow } from '../../core/generation/draft-ports.js'
import type { RouteOrder } from '../../core/generation/generation-router.js'
import type { ImageProvider, MakingContext, PaintRequest } from '../../core/generation/paint-request.js'
import { planDrafts } from '../../core/generation/variant-plan.js'
import { workflowIds } from '../../core/ids.js'
import type { AssetRunStatus } from '../../core/run-status.js'
import { taskQueues } from '../../core/task-queues.js'
import { WorkflowFixture } from './workflow-fixture.js'

const setUpLimitMs = 300_000
const testLimitMs = 240_000
const jobMicros = 100
let fixture: WorkflowFixture

/** What the painter was asked for, who was asked about it, and what a test does in between. */
const requests: PaintRequest[] = []
const orders: RouteOrder[] = []
let before: (request: PaintRequest, context: MakingContext | undefined) => Promise<void> = async () =>
  undefined
let taskQueue: string = taskQueues.paint

const painter = createProceduralProvider({ codec: sharpImageCodec })
const comfyui: ImageProvider = {
  ...{ name: 'comfyui', version: 'scripted/1', takes: ['promptWeight', 'parameters', 'source'] },
  async paint(request, attempt, signal, context) {
    requests.push(request)
    await before(request, context)
    if (request.source !== undefined) await context?.load(request.source.sha256)
    const painted = await painter.paint(request, attempt, signal, context)
    return { ...painted, placeholder: false, costMicros: jobMicros }
  },
}

beforeAll(async () => {
  fixture = await WorkflowFixture.open()
  fixture.providers.set('comfyui', comfyui)
  fixture.routing = {
    choose: async (order) => {
      orders.push(order)
      return { provider: 'comfyui', taskQueue, costMicros: jobMicros, reasons: ['the only one'] }
    },
    queueJobs: async () => undefined,
  }
  await fixture.stopWorkers()
  await fixture.startWorkers()
}, setUpLimitMs)

afterAll(async () => {
  await fixture.close()
}, setUpLimitMs)

beforeEach(() => {
  requests.length = 0
  orders.length = 0
  before = async () => undefined
  taskQueue = taskQueues.paint
})

async function start(drafts: number, variantsPerSpec: number): Promise<string> {
  const asked = drafts === 0 ? {} : { drafts }
  return await fixture.start('prop: barrel', { provider: 'comfyui', variantsPerSpec, ...asked })
}

async function specOf(runId: string) {
  return (await fixture.catalogue.runs.findSpecByKey(runId, 'barrel'))!
}

async function draftsOf(runId: string, round = 1): Promise<DraftRow[]> {
  const { specRevisionId } = await specOf(runId)
  return await fixture.catalogue.drafts.ofRound(runId, specRevisionId, round)
}

async function signal(runId: string, name: 'pauseRun' | 'resumeRun'): Promise<void> {
  await fixture.env.client.workflow.getHandle(workflowIds.productionRun(runId)).signal(name)
}

/** The best one first. */
async function chosenOf(runId: string): Promise<DraftRow[]> {
  const drafts = await draftsOf(runId)
  return drafts.filter(({ place }) => place !== null).toSorted((a, b) => a.place! - b.place!)
}

/** Seeds come from run seed and key, so they are known before the run is. */
const draftSeeds = (drafts: number) =>
  planDrafts({
    ...{ projectId: '', runId: '', specId: '', specRevisionId: '', specKey: 'barrel', runSeed: 1 },
    ...{ round: 1, variants: 1, drafts },
  }).map(({ seed }) => seed)

/** Holds the first one that comes with a source until it is opened. */
function holdFinal() {
  let open: () => void = () => undefined
  let reach: () => void = () => undefined
  const opened = new Promise<void>((resolve) => void (open = resolve))
  const reached = new Promise<void>((resolve) => void (reach = resolve))
  const gate = async ({ source }: PaintRequest) => {
    if (source === undefined) return
    reach()
    await opened
  }
  return { gate, reached, open: () => open() }
}

describe('drafts, then finals', () => {
  it(
    'the best drafts are made in earnest, each job is paid once, and no draft is reviewed',
    async () => {
      const runId = await start(4, 2)
      expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
      const drafts = await draftsOf(runId)
      expect(drafts.map(({ seed }) => seed)).toEqual(draftSeeds(4))
      const chosen = await chosenOf(runId)
      const ranked = drafts.toSorted((a, b) => b.score! - a.score! || a.draftIndex - b.draftIndex)
      expect(chosen.map(({ jobId }) => jobId)).toEqual(ranked.slice(0, 2).map(({ jobId }) => jobId))

      const variants = await fixture.variants(runId)
      expect(
        variants.map(({ seed, adjust, provenance }) => ({ seed, adjust, draft: provenance?.draft })),
      ).toEqual(
        chosen.map(({ seed, sha256, draftIndex, score }) => ({
          seed,
          adjust: { source: { sha256, use: 'variation', strength: 0.45 } },
          draft: { index: draftIndex, sha256, score },
        })),
      )
      expect(orders.map(({ stage, jobs, adjust }) => [stage, jobs, adjust?.source?.sha256])).toEqual([
        ['draft', 4, undefined],
        [undefined, 2, chosen[0]!.sha256],
      ])
      const { reserved, committed, open, executions, costMicros } =
        await fixture.catalogue.generation.ledger(runId)
      expect({ reserved, committed, open, executions, costMicros }).toEqual({
        ...{ reserved: 6, committed: 6, open: 0, executions: 6, costMicros: 6 * jobMicros },
      })
      expect(await fixture.catalogue.runs.counts(runId)).toMatchObject({
        ...{ variants: 2, variantsPlanned: 2, drafts: { made: 4, chosen: 2, costMicros: 4 * jobMicros } },
      })
    },
    testLimitMs,
  )

  it(
    'a draft that fails is left out and told, and one that is left serves twice',
    async () => {
      const [lost] = draftSeeds(2)
      before = async ({ seed }) => {
        if (seed === lost) throw new AssetloomError('ContentRejected', 'not this one', 'say it otherwise')
      }
      const runId = await start(2, 2)
      expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
      const variants = await fixture.variants(runId)
      const [only, ...others] = await chosenOf(runId)
      expect(others).toEqual([])
      expect(variants.map(({ adjust }) => adjust?.source?.sha256)).toEqual([only!.sha256, only!.sha256])
      expect(variants[0]!.seed).toBe(only!.seed)
      expect(variants[1]!.seed).not.toBe(only!.seed)
      const { projectId } = (await fixture.catalogue.runs.find(runId))!
      const events = await fixture.catalogue.events.readAfter(projectId, 0, 500)
      const told = events.flatMap(({ data }) => data['failure'] ?? [])
      expect(told).toContainEqual(expect.stringContaining('round 1 lacks 1 of 2 drafts: not this one'))
      const ledger = { committed: 3, refunded: 1, open: 0 }
      expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject(ledger)
    },
    testLimitMs,
  )

  it(
    'the choice outlasts the workers, a damaged draft and a second look; nothing is made twice',
    async () => {
      const hold = holdFinal()
      before = hold.gate
      const runId = await start(3, 1)
      await hold.reached
      const [chosen] = await chosenOf(runId)
      fixture.store.corrupt(chosen!.sha256)
      const stopped = fixture.stopWorkers()
      hold.open()
      await stopped
      await fixture.startWorkers()
      expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
      expect(await chosenOf(runId)).toEqual([chosen])
      // Mended: the same picture again, from the same seed.
      expect((await fixture.store.get(chosen!.sha256)).length).toBeGreaterThan(0)
      expect((await fixture.variants(runId)).map(({ provenance }) => provenance?.draft?.sha256)).toEqual([
        chosen!.sha256,
      ])
      const counted = { reserved: 4, committed: 4, open: 0, costMicros: 4 * jobMicros }
      expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject(counted)
    },
    testLimitMs,
  )

  it(
    'a run that is paused between the two gives its place back, and goes on with the same choice',
    async () => {
      const last = draftSeeds(2)[1]
      const started = start(2, 1)
      before = async ({ seed, source }) => {
        if (seed !== last || source !== undefined) return
        const runId = await started
        await signal(runId, 'pauseRun')
        const { specRevisionId } = await specOf(runId)
        const assetRun = fixture.assetRunHandle({ runId, specRevisionId })
        await fixture.until(
          () => assetRun.query<AssetRunStatus>('reviewState'),
          (status) => status.paused,
        )
      }
      const paused = await started
      const { generation } = fixture.catalogue
      await fixture.until(
        () => generation.ledger(paused),
        ({ committed, refunded }) => committed === 2 && refunded === 1,
      )
      const permits = await generation.listPermits()
      expect(permits.filter(({ runId }) => runId === paused)).toEqual([])
      const chosen = await chosenOf(paused)
      await signal(paused, 'resumeRun')
      expect(await fixture.untilStage(paused, 'done', 'failed')).toBe('done')
      expect(await chosenOf(paused)).toEqual(chosen)
      expect(await generation.ledger(paused)).toMatchObject({
        committed: 3,
        refunded: 0,
        open: 0,
        executions: 3,
      })
    },
    testLimitMs,
  )

  it(
    'all drafts failed: the round fails, and what was reserved is given back',
    async () => {
      before = async () => {
        throw new AssetloomError('ContentRejected', 'none of them', 'say it otherwise')
      }
      const runId = await start(2, 2)
      await fixture.until(
        () => fixture.catalogue.runs.counts(runId),
        ({ byStage }) => byStage.failed === 1,
      )
      const ledger = { committed: 0, refunded: 4, open: 0 }
      expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject(ledger)
    },
    testLimitMs,
  )

  it(
    'rounds of a contract have drafts too, and their change goes along with the source',
    async () => {
      const runId = await fixture.start('prop: barrel', {
        ...{ provider: 'comfyui', drafts: 2, variantsPerSpec: 1 },
        contract: qualityContractSchema.parse({ minScore: 1, tries: 2, changes: ['promptWeight'] }),
      })
      await fixture.until(
        async () => (await fixture.catalogue.runs.findSpecByKey(runId, 'barrel'))?.quality?.outcome,
        (outcome) => outcome === 'handedOver' || outcome === 'met',
      )
      const { quality } = await specOf(runId)
      for (const { round, drafts, costMicros, adjust, variants } of quality!.rounds) {
        expect({ round, drafts, costMicros }).toEqual({ round, drafts: 2, costMicros: 3 * jobMicros })
        expect(await draftsOf(runId, round)).toHaveLength(2)
        const [variant] = (await fixture.variants(runId)).filter((one) => one.round === round)
        const { index, score } = variant!.provenance!.draft!
        expect(variants.map(({ draft }) => draft)).toEqual([{ index, score }])
        expect(qualityLines(quality!).join('\n')).toContain(`(of draft ${index + 1}, ${score.toFixed(2)})`)
        const { source, ...rest } = variant!.adjust!
        expect(source?.use).toBe('variation')
        expect(rest).toEqual(adjust ?? {})
      }
    },
    testLimitMs,
  )
})

describe('a queue of many projects', () => {
  it(
    'serves a project with few jobs between those of one with many',
    async () => {
      taskQueue = `gpu.fair-${Date.now()}`
      const order: string[] = []
      const many = await start(0, 12)
      const few = await start(0, 2)
      const waiting = async (runId: string) => {
        const { specRevisionId } = await specOf(runId)
        const { raw } = await fixture.assetRunHandle({ runId, specRevisionId }).describe()
        return raw.pendingActivities?.filter(({ activityType }) => activityType?.name === 'generateVariant')
          .length
      }
      // The many come first; none is served before all of both wait.
      for (const [runId, jobs] of [
        [many, 12],
        [few, 2],
      ] as const)
        await fixture.until(
          () => waiting(runId).catch(() => 0),
          (count) => count === jobs,
        )
      const generate = createPaintActivities({
        ...{ catalogue: fixture.catalogue, store: fixture.store, codec: sharpImageCodec },
        ...{ providers: fixture.providers, soundCodec: createSoundCodec(), soundProviders: new Map() },
      }).generateVariant
      const worker = await Worker.create({
        ...{
          connection: fixture.env.nativeConnection,
          namespace: fixture.env.namespace ?? 'default',
          taskQueue,
        },
        maxConcurrentActivityTaskExecutions: 1,
        activities: {
          generateVariant: async (input: Parameters<typeof generate>[0]) => {
            order.push(input.job.runId)
            return await generate(input)
          },
        },
      })
      const running = worker.run()
      for (const runId of [many, few]) expect(await fixture.untilStage(runId, 'done', 'failed')).toBe('done')
      worker.shutdown()
      await running
      expect(order).toHaveLength(14)
      // Behind one another they would be the 13th and 14th.
      expect(order.lastIndexOf(few)).toBeLessThan(8)
    },
    testLimitMs,
  )
})
