/**
 * Records the histories that test/replay replays: `npx tsx test/replay/record-histories.ts`. Run it after a change that
 * is meant to alter what workflows do from now on, add the new files beside the old ones, and keep the old ones as long
 * as runs of that age may be open: a change that breaks them needs `patched()`.
 */
import { writeFileSync } from 'node:fs'
import { hostname } from 'node:os'
import { fileURLToPath } from 'node:url'
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js'
import { workflowIds } from '../../core/ids.js'
import { WorkflowFixture } from '../workflows/workflow-fixture.js'

const folder = fileURLToPath(new URL('./histories/', import.meta.url))
const fixture = await WorkflowFixture.open()

async function record(name: string, workflowId: string): Promise<void> {
  const history = await fixture.env.client.workflow.getHandle(workflowId).fetchHistory()
  // Stack traces and identities would name this machine.
  const text = historyToJSON(history).replaceAll(`${process.cwd()}/`, '').replaceAll(hostname(), 'recorder')
  writeFileSync(`${folder}${name}.json`, `${text}\n`)
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

await recordHappy()
await recordRegenerate()
await recordCancel()
await recordFailure()
await fixture.close()
process.exit(0)
