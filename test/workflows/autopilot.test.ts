import { MockActivityEnvironment } from '@temporalio/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { refineWishlist } from '../../activities/refine-wishlist.js'
import { scoreVariants } from '../../activities/score-variants.js'
import { createSoundCodec } from '../../adapters/audio/sound-codec.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import { reconcile } from '../../adapters/temporal/reconcile.js'
import { readContract, type QualityContract } from '../../core/autopilot/quality-contract.schema.js'
import type { QualityReport } from '../../core/autopilot/quality-report.js'
import type { VariantRow } from '../../core/ports.js'
import type { RunOptions } from '../../core/run-options.js'
import { buildSpec } from '../support/catalogue-scenario.js'
import { createFailingPainter, type Failing } from '../support/failing-painter.js'
import { runOptions, WorkflowFixture } from './workflow-fixture.js'

// Real servers and real waits: on a busy machine these take a multiple of their usual time.
vi.setConfig({ testTimeout: 180_000 })
let fixture: WorkflowFixture
beforeAll(async () => {
  fixture = await WorkflowFixture.open()
}, 240_000)
afterAll(() => fixture.close(), 180_000)

const waitMs = 60_000

function contractOf(members: object): QualityContract {
  const answer = readContract({ minScore: 0.5, ...members })
  if (!('contract' in answer)) throw new Error(`${answer.member} ${answer.message}`)
  return answer.contract
}

/** A painter that fails on purpose under a name of its own, so that tests do not meet. */
function paintBadly(
  plan: Readonly<Record<string, Failing>>,
  more: { costMicros?: number; gate?: (round: number) => Promise<void> } = {},
): string {
  const name = `bad-${fixture.providers.size}`
  const painter = createProceduralProvider({ codec: sharpImageCodec })
  fixture.providers.set(
    name,
    createFailingPainter({
      ...{ painter, codec: sharpImageCodec, plan, runSeed: runOptions.seed, name },
      ...more,
    }),
  )
  return name
}

async function start(text: string, provider: string, contract: object, more: Partial<RunOptions> = {}) {
  return await fixture.start(text, { provider, contract: contractOf(contract), ...more })
}

async function qualityOf(runId: string, specKey: string): Promise<QualityReport | undefined> {
  return (await fixture.catalogue.runs.findSpecByKey(runId, specKey))?.quality
}

async function untilOutcome(
  runId: string,
  specKey: string,
  outcome: QualityReport['outcome'],
): Promise<QualityReport> {
  const found = await fixture.until(
    () => qualityOf(runId, specKey),
    (report) => report?.outcome === outcome,
    waitMs,
  )
  return found!
}

async function untilStage(runId: string, ...stages: string[]): Promise<string> {
  return await fixture.until(
    () => fixture.stage(runId),
    (stage) => stages.includes(stage),
    waitMs,
  )
}

async function judgements(runId: string): Promise<unknown[]> {
  const { projectId } = (await fixture.catalogue.runs.find(runId))!
  const events = await fixture.catalogue.events.readAfter(projectId, 0, 500)
  return events.filter(({ type }) => type === 'qualityJudged').map(({ data }) => data['outcome'])
}

/** What the variant's assetRun has told its run. */
async function signalsFrom(variant: VariantRow): Promise<unknown[]> {
  const { events } = await fixture.assetRunHandle(variant).fetchHistory()
  return (events ?? []).flatMap(
    (event) => event.signalExternalWorkflowExecutionInitiatedEventAttributes?.signalName ?? [],
  )
}

/** Holds the pictures of one round until it is opened. */
function holdRound(held: number) {
  let open: () => void = () => undefined
  let reach: () => void = () => undefined
  const opened = new Promise<void>((resolve) => void (open = resolve))
  const reached = new Promise<void>((resolve) => void (reach = resolve))
  const gate = async (round: number) => {
    if (round !== held) return
    reach()
    await opened
  }
  return { gate, reached, open: () => open() }
}

describe('a quality contract with a painter that fails on purpose', () => {
  it('is held in the expected round, with other seeds and the change that the failing check asks for', async () => {
    const provider = paintBadly({ barrel: { how: 'palette', rounds: 2 } })
    const runId = await start('prop: barrel', provider, { requiredChecks: ['palette'], tries: 5 })
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    const report = (await qualityOf(runId, 'barrel'))!
    expect(report).toMatchObject({ outcome: 'met', best: { round: 3 } })
    expect(report.rounds.map(({ change, check }) => [change, check])).toEqual([
      [null, null],
      ['parameters', 'palette'],
      ['seed', 'palette'],
    ])
    const variants = await fixture.variants(runId)
    expect(new Set(variants.map(({ seed }) => seed)).size).toBe(6)
    expect(variants.filter(({ round }) => round === 2).map(({ adjust }) => adjust)).toEqual([
      { parameters: { paletteStrength: 0.5 } },
      { parameters: { paletteStrength: 0.5 } },
    ])
    expect(variants.filter(({ verdict }) => verdict === 'approved').map(({ round }) => round)).toEqual([3])
    const decisions = await fixture.catalogue.review.decisionsOfRun(runId)
    expect(decisions).toHaveLength(6)
    expect(new Set(decisions.map(({ reviewer }) => reviewer))).toEqual(new Set(['policy:quality-contract/1']))
    expect(await judgements(runId)).toEqual(['trying', 'trying', 'met'])
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({
      committed: 6,
      executions: 6,
      open: 0,
    })
  })

  it('is handed over with what was tried when it never holds, and its place in the window goes to the next', async () => {
    const provider = paintBadly({
      knight: { how: 'duplicates', rounds: Infinity },
      barrel: { how: 'palette', rounds: 0 },
    })
    const list = '# Characters\n- Knight, 32x32. Animations: idle 4 frames, loops\n\n# Props\n- barrel'
    const runId = await start(list, provider, { tries: 2, requiredChecks: ['motion'] }, { windowSize: 1 })
    const report = await untilOutcome(runId, 'knight', 'handedOver')
    expect(report).toMatchObject({ reason: '2 of 2 tries are used', rounds: [{ round: 1 }, { round: 2 }] })
    expect(
      report.rounds.every(({ variants }) => variants.every(({ failed }) => failed.includes('motion'))),
    ).toBe(true)
    expect(report.unhelpful).toEqual([expect.stringMatching(/^round 2 .*motion still fails$/)])
    await untilOutcome(runId, 'barrel', 'met')
    // An automatic run does not wait for the person; its bundle says what is not in it.
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    const counts = await fixture.catalogue.runs.counts(runId)
    expect(counts).toMatchObject({ byStage: { reviewing: 1, done: 1 }, waitingForReview: 1, handedOver: 1 })
    const [bundle] = await fixture.catalogue.bundles.listOfRun(runId)
    expect(bundle).toMatchObject({
      state: 'published',
      handedOver: [{ key: 'knight', reason: '2 of 2 tries are used' }],
    })
    const variants = (await fixture.variants(runId)).filter(({ specKey }) => specKey === 'knight')
    expect(variants.map(({ verdict }) => verdict)).toEqual([
      'undecided',
      'undecided',
      'undecided',
      'undecided',
    ])
    const best = variants.find(({ variantId }) => variantId === report.best?.variantId)!
    const status = await fixture.assetRunHandle(best).query('reviewState')
    expect(status).toMatchObject({ stage: 'reviewing', quality: { outcome: 'handedOver' } })
    expect(await signalsFrom(best)).toEqual(['stageDone', 'assetDone'])
    await fixture.decide(best, { decisionId: `dec_${runId}`, verb: 'approve' })
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      ({ byStage, handedOver }) => byStage.done === 2 && handedOver === undefined,
      waitMs,
    )
    expect(await qualityOf(runId, 'knight')).toEqual(report)
  })

  it('counts a round that was refused as a try, and fails with its report when nothing ever came', async () => {
    const provider = paintBadly({
      jar: { how: 'throws', rounds: 1 },
      well: { how: 'throws', rounds: Infinity },
    })
    const runId = await start('prop: jar\nprop: well', provider, { tries: 2 })
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    expect((await fixture.catalogue.runs.counts(runId)).byStage).toEqual({ done: 1, failed: 1 })
    expect(await qualityOf(runId, 'jar')).toMatchObject({ outcome: 'met', rounds: [{ variants: [] }, {}] })
    const well = await qualityOf(runId, 'well')
    expect(well).toMatchObject({ outcome: 'handedOver', best: null })
    const refused = expect.stringContaining('the words were refused') as string
    expect(well?.rounds.map(({ trouble }) => trouble)).toEqual([refused, refused])
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({
      committed: 2,
      refunded: 6,
      open: 0,
    })
  })

  it('ends where another round would cost more than its budget', async () => {
    const provider = paintBadly(
      { barrel: { how: 'jitter', rounds: 0 }, jar: { how: 'palette', rounds: 9 } },
      { costMicros: 5 },
    )
    const runId = await start('prop: jar', provider, { tries: 9, budgetMicros: 25 })
    const report = await untilOutcome(runId, 'jar', 'handedOver')
    expect(report.reason).toMatch(/budget/)
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({
      committed: 4,
      costMicros: 20,
      open: 0,
    })
  })

  it('leaves the choice to people where people review, and shows them the rounds that are worth it', async () => {
    const provider = paintBadly({ barrel: { how: 'palette', rounds: 1 } })
    const runId = await start('prop: barrel', provider, { tries: 3 }, { review: 'person' })
    const variants = await fixture.untilReviewing(runId, 1)
    expect(variants.map(({ round, verdict }) => [round, verdict])).toEqual([
      [1, 'undecided'],
      [1, 'undecided'],
      [2, 'undecided'],
      [2, 'undecided'],
    ])
    expect(await qualityOf(runId, 'barrel')).toMatchObject({ outcome: 'met' })
  })
})

describe('what happens while a contract is tried', () => {
  it('is ended by a decision of a person', async () => {
    const { gate, reached, open } = holdRound(2)
    const provider = paintBadly({ barrel: { how: 'palette', rounds: 9 } }, { gate })
    const runId = await start('prop: barrel', provider, { tries: 9 })
    await reached
    const [first] = await fixture.variants(runId)
    await fixture.decide(first!, { decisionId: `dec_${runId}`, verb: 'approve' })
    open()
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await qualityOf(runId, 'barrel')).toMatchObject({ outcome: 'ended', rounds: [{}, {}] })
    expect(await fixture.variants(runId)).toHaveLength(4)
  })

  it('is cancelled with nothing left reserved', async () => {
    const { gate, reached, open } = holdRound(2)
    const provider = paintBadly({ barrel: { how: 'palette', rounds: 9 } }, { gate })
    const runId = await start('prop: barrel', provider, { tries: 9 })
    const { projectId } = (await fixture.catalogue.runs.find(runId))!
    await reached
    await fixture.gateway.deliver({ kind: 'signalRun', projectId, runId, signal: 'cancelRun' }, 30_000)
    open()
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      ({ byStage }) => byStage.cancelled === 1,
      waitMs,
    )
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ open: 0 })
    expect(await fixture.catalogue.generation.listPermits()).toEqual([])
  })

  it('goes on as new between two rounds, and through a worker that dies in one', async () => {
    const { gate, reached, open } = holdRound(2)
    const provider = paintBadly({ barrel: { how: 'palette', rounds: 9 } }, { gate })
    const { projectId } = await fixture.catalogue.projects.ensure({ key: 'as-new', name: 'as-new' })
    const options = { ...runOptions, provider, contract: contractOf({ tries: 3 }) }
    const { runId, wishlistRevisionId } = await fixture.catalogue.intake.submitWishlist({
      ...{ projectId, name: 'list.txt', text: 'prop: barrel', options },
    })
    const { catalogue, probe } = fixture
    const settings = { permitCap: 2 }
    await refineWishlist({ catalogue, executions: probe, settings })({ projectId, wishlistRevisionId })
    await catalogue.runs.setStage(runId, 'generating')
    await fixture.startProduction(runId, { historyEventsMax: 10 })
    await reached
    const stopping = fixture.stopWorkers()
    open()
    await stopping
    await fixture.startWorkers()
    const report = await untilOutcome(runId, 'barrel', 'handedOver')
    expect(report.rounds.map(({ change }) => change)).toEqual([null, 'parameters', 'seed'])
    const [variant] = await fixture.variants(runId)
    const { raw } = await fixture.assetRunHandle(variant!).describe()
    const firstRunId = raw.workflowExecutionInfo?.firstRunId
    expect(firstRunId).not.toBe(raw.workflowExecutionInfo?.execution?.runId)
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({ committed: 6, open: 0 })
    expect(await judgements(runId)).toEqual(['trying', 'trying', 'handedOver'])
  })

  it('costs only time when every history is lost: the same jobs go on', async () => {
    const { gate, reached, open } = holdRound(2)
    const provider = paintBadly({ barrel: { how: 'palette', rounds: 2 } }, { gate })
    const runId = await start('prop: barrel', provider, { tries: 4 })
    await reached
    for await (const one of fixture.env.client.workflow.list({
      query: `ProductionRunId = "${runId}" AND ExecutionStatus = "Running"`,
    }))
      await fixture.env.client.workflow.getHandle(one.workflowId).terminate('the file was lost')
    await reconcile(fixture, new Map(), Date.now())
    open()
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await qualityOf(runId, 'barrel')).toMatchObject({ outcome: 'met', best: { round: 3 } })
    expect(await fixture.variants(runId)).toHaveLength(6)
    expect(await fixture.catalogue.generation.ledger(runId)).toMatchObject({
      reserved: 6,
      committed: 6,
      open: 0,
    })
  })

  it('is judged once though its scores come twice, and mends an adjusted picture with the same bytes', async () => {
    const provider = paintBadly({ barrel: { how: 'palette', rounds: 1 } })
    const runId = await start('prop: barrel', provider, { tries: 3, thenApprove: 'person' })
    await untilOutcome(runId, 'barrel', 'met')
    const [variant] = (await fixture.variants(runId)).filter(({ round }) => round === 2)
    const { projectId, specRevisionId } = variant!
    const { catalogue, store } = fixture
    const rescore = scoreVariants({
      ...{ catalogue, store, codec: sharpImageCodec, providers: fixture.providers },
      ...{ soundCodec: createSoundCodec(), soundProviders: new Map() },
    })
    await fixture.until(
      () => catalogue.runs.counts(runId),
      ({ byStage }) => byStage.reviewing === 1,
    )
    const again = {
      projectId,
      runId,
      specRevisionId,
      round: 2,
      endsRound: true,
      judges: { consistency: false },
    } as const
    await new MockActivityEnvironment().run(rescore, again)
    expect(await judgements(runId)).toEqual(['trying', 'met'])
    expect((await catalogue.runs.counts(runId)).byStage).toEqual({ reviewing: 1 })
    store.corrupt(variant!.sha256)
    await fixture.decide(variant!, { decisionId: `dec_${runId}`, verb: 'approve' })
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await store.get(variant!.sha256)).toBeInstanceOf(Uint8Array)
  })
})

describe('a contract of a spec alone in an automatic run', () => {
  it('shows that its order asks for a person, waits for nobody else, and leaves its reviews open', async () => {
    const provider = paintBadly({ jar: { how: 'palette', rounds: Infinity } })
    const specOf = (key: string, contract: object) =>
      buildSpec(key, { provider, palette: [...runOptions.palette], qualityContract: contractOf(contract) })
    const exactSpecs = [
      specOf('jar', { tries: 1, requiredChecks: ['palette'] }),
      specOf('barrel', { thenApprove: 'person' }),
      buildSpec('well', { provider }),
    ]
    const runId = await fixture.start('three specs', { provider, exactSpecs })
    await untilStage(runId, 'reviewing')
    expect((await fixture.catalogue.runs.counts(runId)).byStage).toEqual({ reviewing: 2, done: 1 })
    const [barrel] = (await fixture.variants(runId)).filter(({ specKey }) => specKey === 'barrel')
    await fixture.decide(barrel!, { decisionId: `dec_${runId}`, verb: 'approve' })
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    const [bundle] = await fixture.catalogue.bundles.listOfRun(runId)
    expect(bundle?.handedOver?.map(({ key }) => key)).toEqual(['jar'])
    const closable = await fixture.catalogue.bundles.frozenSpecRevisions(bundle!.contentId)
    const keys = await Promise.all(
      closable.map(
        async (one) => (await fixture.catalogue.runs.readSpec(runId, one.specRevisionId))?.specKey,
      ),
    )
    expect(keys).toEqual(['well'])
    await fixture.decide(barrel!, { decisionId: `und_${runId}`, verb: 'withdraw', expectedVersion: 1 })
    await fixture.until(
      () => fixture.catalogue.runs.counts(runId),
      ({ byStage }) => byStage.reviewing === 2,
      waitMs,
    )
  })
})

describe('the budget of a project', () => {
  it('holds a run back at its cap, and lets it go on when somebody approves the overage', async () => {
    const provider = paintBadly({}, { costMicros: 5 })
    const { catalogue } = fixture
    const { projectId } = await catalogue.projects.ensure({ key: 'thrifty', name: 'thrifty' })
    const settings = { policies: { budgetMicros: 15 } }
    await catalogue.settings.save({ projectId, expectedRevision: 0, settings })
    const runId = await fixture.start('prop: jar\nprop: well', { provider }, 'thrifty')
    await fixture.until(
      () => catalogue.runs.counts(runId),
      ({ byStage }) => byStage.done === 1,
      waitMs,
    )
    const budget = async () => (await catalogue.oversight.runWaits(runId)).budget
    await fixture.until(budget, (one) => one?.specs === 1, waitMs)
    expect(await budget()).toMatchObject({ spentMicros: 10, budgetMicros: 15 })
    expect(await fixture.stage(runId)).toBe('generating')
    await catalogue.runs.approveOverage(runId)
    expect(await untilStage(runId, 'done', 'failed')).toBe('done')
    expect(await catalogue.generation.ledger(runId)).toMatchObject({ costMicros: 20, open: 0 })
  })
})
