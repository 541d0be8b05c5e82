/**
 * Records the histories that test/replay replays. Run it after a change that is meant to alter what workflows do from now
 * on, with a word for the change and how the names of what it changes begin, so that the new files lie beside the old ones:
 * `npx tsx test/replay/record-histories.ts fewer-steps asset-run production-run`. With the name of a scenario, such as
 * `asset-run.routed`, only that is played. Keep the old ones as long as runs of
 * that age may be open: a change that breaks them needs an input field or `patched()`.
 */
import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { sharpImageCodec } from '../../adapters/imaging/sharp-image-codec.js'
import { startFakeLlmServer } from '../../adapters/llm/fake-llm-server.js'
import { createOpenAiCompatibleModel } from '../../adapters/llm/openai-compatible.js'
import { createProceduralProvider } from '../../adapters/procedural/procedural-provider.js'
import { drainOutbox } from '../../adapters/temporal/drain-outbox.js'
import { startWebhookDelivery } from '../../adapters/temporal/start-webhook-delivery.js'
import { createUuidMint } from '../../adapters/ids/uuid-mint.js'
import { chainJobId } from '../../core/chain/job-id.js'
import { readJobBody } from '../../core/chain/read-job-body.js'
import { qualityContractSchema } from '../../core/autopilot/quality-contract.schema.js'
import { workflowIds } from '../../core/ids.js'
import { createFailingPainter } from '../support/failing-painter.js'
import { WorkflowFixture } from '../workflows/workflow-fixture.js'
import { recordDrafts, recordFallback, recordRounds } from './record-routed.js'

const folder = fileURLToPath(new URL('./histories/', import.meta.url))
const [suffix, ...beginnings] = process.argv.slice(2)
if (suffix === undefined || !/^[a-z0-9-]+$/.test(suffix))
  throw new RangeError(
    'give a word for the change, such as fewer-steps, and the histories to record, such as asset-run (none: all)',
  )
const llmServer = await startFakeLlmServer()
const { baseUrl } = llmServer
const model = createOpenAiCompatibleModel({ baseUrl, model: 'tiny', apiKey: null, timeoutMs: 20_000 })
const fixture = await WorkflowFixture.open(model)
// What the orchestrator worker does beside its tasks: runs that carry a spec are woken by the outbox.
const draining = setInterval(() => void drainOutbox(fixture), 200)

async function record(name: string, workflowId: string): Promise<void> {
  if (beginnings.length > 0 && !beginnings.some((words) => name.startsWith(words))) return
  const history = await fixture.env.client.workflow.getHandle(workflowId).fetchHistory()
  // Stack traces and identities would name this machine. With the @, since a short name may be part of encoded text.
  const text = historyToJSON(history)
    .replaceAll(`${process.cwd()}/`, '')
    .replaceAll(`@${hostname()}`, '@recorder')
  writeFileSync(`${folder}${name}.${suffix}.json`, `${text}\n`)
}

async function recordRun(name: string, runId: string): Promise<void> {
  const run = (await fixture.catalogue.runs.find(runId))!
  await record(`wishlist-run.${name}`, workflowIds.wishlistRun(run.wishlistRevisionId))
  await record(`production-run.${name}`, workflowIds.productionRun(runId))
  const { specs } = await fixture.catalogue.runs.readSpecs(runId, 0, 1)
  await record(`asset-run.${name}`, workflowIds.assetRun(runId, specs[0]!.specRevisionId))
}

async function recordHappy(): Promise<void> {
  const runId = await fixture.start('prop: barrel\nprop: jar')
  await fixture.untilStage(runId, 'done')
  await new Promise((resolve) => setTimeout(resolve, 2_000))
  await recordRun('happy', runId)
  const [bundle] = await fixture.catalogue.bundles.listOfRun(runId)
  await record('bundle-run.happy', workflowIds.bundleRun(bundle!.contentId))
  for await (const one of fixture.env.client.workflow.list({ query: `WorkflowType = "atlasRun"` }))
    await record('atlas-run.happy', one.workflowId)
}

async function recordRegenerate(): Promise<void> {
  const runId = await fixture.start('prop: signpost pointing left', { review: 'person' })
  const [variant] = await fixture.untilReviewing(runId, 1)
  await fixture.decide(variant!, { decisionId: 'dec_regenerate', verb: 'regenerate', reason: 'too thin' })
  await fixture.until(
    () => fixture.variants(runId),
    (found) => found.length === 4 && found.every((one) => one.score !== null),
  )
  const [fresh] = (await fixture.untilReviewing(runId, 1)).filter((one) => one.round === 2)
  await fixture.decide(fresh!, { decisionId: 'dec_approve', verb: 'approve' })
  await fixture.untilStage(runId, 'done')
  await fixture.decide(fresh!, { decisionId: 'dec_undo', verb: 'withdraw', expectedVersion: 1 })
  await fixture.assetRunHandle(fresh!).signal('decideVariant', { verb: 'explode' })
  await fixture.assetRunHandle(fresh!).signal('closeAssetRun')
  await fixture.assetRunHandle(fresh!).result()
  await recordRun('regenerate', runId)
}

async function recordCancel(): Promise<void> {
  const runId = await fixture.start('prop: fault:slow-600 crate', { variantsPerSpec: 1 })
  const { projectId } = (await fixture.catalogue.runs.find(runId))!
  await fixture.until(
    () => fixture.catalogue.runs.counts(runId),
    (counts) => counts.byStage.generating === 1,
  )
  await fixture.gateway.deliver({ kind: 'signalRun', projectId, runId, signal: 'cancelRun' }, 5_000)
  await fixture.untilStage(runId, 'cancelled')
  await fixture.until(
    () => fixture.catalogue.runs.counts(runId),
    (counts) => counts.byStage.cancelled === 1,
  )
  await new Promise((resolve) => setTimeout(resolve, 1_000))
  await recordRun('cancel', runId)
}

async function recordFailure(): Promise<void> {
  const runId = await fixture.start('prop: fault:refuse jar\nprop: barrel')
  await fixture.untilStage(runId, 'done')
  await recordRun('failure', runId)
}

/** A list that is changed while its reviews are open: the first spec is carried, the second is another one. */
async function recordRevision(): Promise<void> {
  const person = { review: 'person' as const }
  const older = await fixture.start('prop: barrel\nprop: well', person, 'revised')
  await fixture.untilReviewing(older, 2)
  const newer = await fixture.start('prop: barrel\nprop: well, 40x40', person, 'revised')
  const variants = await fixture.untilReviewing(newer, 2)
  for (const variant of variants.filter(({ variantIndex }) => variantIndex === 0))
    await fixture.decide(variant, { decisionId: `dec_${variant.specKey}`, verb: 'approve' })
  await fixture.untilStage(newer, 'done')
  await record('production-run.revision', workflowIds.productionRun(newer))
  const carried = variants.find(({ specKey }) => specKey === 'barrel')!
  await record('asset-run.revision', workflowIds.assetRun(older, carried.specRevisionId))
}

/** More specs than permits: for one of them the first step fails within the workflow task and waits in the queue. */
async function recordInLine(): Promise<void> {
  const list = [1, 2, 3, 4].map((nth) => `prop: fault:slow-600 crate ${nth}`).join('\n')
  const runId = await fixture.start(list, { variantsPerSpec: 1 })
  await fixture.untilStage(runId, 'done')
  const { specs } = await fixture.catalogue.runs.readSpecs(runId, 0, 4)
  const ids = specs.map((spec) => workflowIds.assetRun(runId, spec.specRevisionId))
  const queued = await Promise.all(
    ids.map(async (id) => (await activitiesOf(id)).includes('reserveGeneration')),
  )
  await record('asset-run.in-line', ids[queued.indexOf(true)]!)
}

/** A list with a line that the rules do not understand. */
async function recordProposals(): Promise<void> {
  const runId = await fixture.start('prop: barrel\ngizmo: iron crank', { variantsPerSpec: 1 })
  await fixture.untilStage(runId, 'done')
  const { wishlistRevisionId } = (await fixture.catalogue.runs.find(runId))!
  const workflowId = workflowIds.wishlistRun(wishlistRevisionId)
  await fixture.env.client.workflow.getHandle(workflowId).result()
  await record('wishlist-run.proposals', workflowId)
}

/** Jobs that hand on, one that fails beside another, and one that is cancelled while its run goes on. */
async function recordChains(): Promise<void> {
  const remove = { type: 'bg_remove', input: { originalPath: '$output.originalsDir/...' } }
  const nowhere = { type: 'score', input: { images: '$output.nowhere', nextJobs: [remove] } }
  const barrel = { prompt: 'barrel', variants: 1 }
  const all = { ...barrel, nextJobs: [remove, nowhere, { type: 'export', input: {} }] }
  const done = await submitChain({ type: 'generate', input: all })
  await fixture.env.client.workflow.getHandle(workflowIds.chainRun(done)).result()
  await record('chain-run.happy', workflowIds.chainRun(done))
  const slow = { prompt: 'fault:slow-5000 crate', variants: 1, nextJobs: [remove] }
  const cancelled = await submitChain({ type: 'generate', input: slow })
  const row = (await fixture.until(
    () => fixture.catalogue.chains.find(cancelled),
    (seen) => seen?.output != null,
  ))!
  const { projectId } = row
  await fixture.gateway.deliver({ kind: 'cancelChain', projectId, chainId: cancelled }, 5_000)
  await fixture.env.client.workflow.getHandle(workflowIds.chainRun(cancelled)).result()
  await record('chain-run.cancel', workflowIds.chainRun(cancelled))
}

/** Keeps a job as the API does, and starts it. */
async function submitChain(body: object): Promise<string> {
  const { projectId } = await fixture.catalogue.projects.ensure({ key: 'chains', name: 'chains' })
  const chainId = createUuidMint().mint('job')
  const steps = readJobBody(body).steps.map(({ parentPosition, ...step }) => ({
    ...step,
    jobId: chainJobId(chainId, step.position),
    parentJobId: parentPosition === null ? null : chainJobId(chainId, parentPosition),
  }))
  await fixture.catalogue.chains.submit({ projectId, chainId, steps })
  await fixture.gateway.startChain(chainId)
  return chainId
}

/** A contract that holds in its second round, and one that never does, for which a person decides. */
async function recordContracts(): Promise<void> {
  const painter = createProceduralProvider({ codec: sharpImageCodec })
  const plan = { barrel: { how: 'palette', rounds: 1 }, jar: { how: 'palette', rounds: Infinity } } as const
  const options = { painter, codec: sharpImageCodec, plan, runSeed: 1, name: 'failing' }
  fixture.providers.set('failing', createFailingPainter(options))
  const contract = qualityContractSchema.parse({ minScore: 0.5, tries: 2, requiredChecks: ['palette'] })
  const held = await fixture.start('prop: barrel', { provider: 'failing', contract })
  await fixture.untilStage(held, 'done')
  await recordRun('contract-held', held)
  const handedOver = await fixture.start('prop: jar', { provider: 'failing', contract })
  const [variant] = await fixture.untilReviewing(handedOver, 1)
  await fixture.decide(variant!, { decisionId: 'dec_contract', verb: 'approve' })
  await fixture.untilStage(handedOver, 'done')
  await recordRun('contract-handed-over', handedOver)
}

/** A delivery to nobody, which is given up after its third try. */
async function recordWebhook(): Promise<void> {
  const { webhooks, projects } = fixture.catalogue
  const { projectId } = await projects.ensure({ key: 'webhooks', name: 'webhooks' })
  // Nothing ever listens at port 1.
  const url = 'http://127.0.0.1:1/'
  const settings = { url, events: ['runFinished' as const], description: '', isActive: true }
  const { webhookId } = await webhooks.create({ projectId, settings, secret: 'whsec_', createdBy: 'ana' })
  const { deliveryId, round } = (await webhooks.sendTest(projectId, webhookId))!
  const message = { kind: 'deliverWebhook', projectId, deliveryId, round } as const
  const workflowId = workflowIds.webhookDeliveryRun(deliveryId, round)
  await startWebhookDelivery(fixture.env.client, message, [50, 50])
  await fixture.env.client.workflow.getHandle(workflowId).result()
  await record('webhook-delivery-run.given-up', workflowId)
}

/** What the history scheduled as activities of a queue. */
async function activitiesOf(workflowId: string): Promise<(string | null | undefined)[]> {
  const { events } = await fixture.env.client.workflow.getHandle(workflowId).fetchHistory()
  return (events ?? []).map((event) => event.activityTaskScheduledEventAttributes?.activityType?.name)
}

/** Whether something that is asked for comes of a scenario: `asset-run.routed` asks for those that begin with `routed`. */
function isAsked(scenarios: readonly string[]): boolean {
  const asked = beginnings.map((words) => words.split('.')[1] ?? '')
  return asked.length === 0 || asked.some((one) => scenarios.some((name) => name.startsWith(one)))
}

const scenarios: readonly { readonly names: readonly string[]; readonly play: () => Promise<void> }[] = [
  { names: ['happy'], play: recordHappy },
  { names: ['regenerate'], play: recordRegenerate },
  { names: ['cancel'], play: recordCancel },
  { names: ['failure'], play: recordFailure },
  { names: ['revision'], play: recordRevision },
  { names: ['in-line'], play: recordInLine },
  { names: ['proposals'], play: recordProposals },
  { names: ['contract-held', 'contract-handed-over'], play: recordContracts },
  { names: ['happy', 'cancel'], play: recordChains },
  { names: ['given-up'], play: recordWebhook },
  // Last: its workers know a router.
  { names: ['routed'], play: async () => await recordRounds(fixture, record) },
  { names: ['routed-drafts'], play: async () => await recordDrafts(fixture, record) },
  { names: ['routed-fallback'], play: async () => await recordFallback(fixture, record) },
]
for (const { names, play } of scenarios) if (isAsked(names)) await play()
clearInterval(draining)
await fixture.close()
await model.close()
await llmServer.close()
process.exit(0)
