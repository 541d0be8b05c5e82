import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { Catalogue } from '../core/catalogue.js'
import { jobLimits, type JsonObject } from '../core/chain/json-value.js'
import { jobListNames, jobRunOrder } from '../core/chain/job-run-order.js'
import { pictureFolder } from '../core/chain/picture-reference.js'
import { readContract } from '../core/autopilot/quality-contract.schema.js'
import { AssetloomError } from '../core/errors.js'
import type { RunRow, SpecSnapshot, VariantRow } from '../core/ports.js'
import { withProjectSettings } from '../core/project-settings/settle-run-options.js'
import { reproductionJobId } from '../core/reproduction/reproduction-job-id.js'
import {
  generationStages,
  settledSpecStages,
  terminalRunStages,
  type RunOptions,
} from '../core/run-options.js'
import type { OrchestratePorts } from './activity-ports.js'
import { inputOf, requireStep, type ChainScope } from './chain-steps.js'
import { currentAttempt } from './heartbeat.js'

export interface ChainStepInput {
  readonly projectId: string
  readonly jobId: string
}

/**
 * Orders the run of a `generate` job: a list of its own, named by the job, so that asking twice gives the one run. Its
 * wishlistRun is started by the outbox like any other, and the review page shows it like any other.
 */
export function startJobRun({ catalogue, settings }: OrchestratePorts) {
  return async ({ projectId, jobId }: ChainStepInput): Promise<{ runId: string }> => {
    const input = inputOf('generate', await requireStep(catalogue, projectId, jobId))
    const named = input.specId ?? input.specKey
    const found = named === undefined ? null : await catalogue.chains.findSpec(projectId, named)
    if (named !== undefined && found === null)
      throw new AssetloomError(
        'NotFound',
        `the project has no spec ${named}`,
        'npx assetloom spec list shows the keys and ids that there are',
      )
    const order = jobRunOrder(jobId, input, found?.spec ?? null, settings.permitCap)
    const options = await settleOptions(catalogue, projectId, order.options)
    // Looked for first: what a spec or a setting says may have changed since an attempt that was cut off.
    const runId =
      (await findRunOf(catalogue, projectId, jobId)) ??
      (await catalogue.intake.submitWishlist({ projectId, ...order, options })).runId
    await catalogue.chains.tell({ projectId, jobId, output: { runId } })
    // A chain that was cancelled while this went on has looked for its run already, and found none.
    if ((await requireStep(catalogue, projectId, jobId)).stage !== 'running')
      await cancelRun(catalogue, projectId, runId)
    return { runId }
  }
}

/** As for every list of the project: its settings, and what its autopilot has to reach. */
async function settleOptions(
  { settings }: Catalogue,
  projectId: string,
  ordered: RunOptions,
): Promise<RunOptions> {
  const newest = (await settings.newest(projectId)).settings
  const answer = readContract(newest.policies?.autopilot?.contract)
  const contract = 'contract' in answer ? { contract: answer.contract } : {}
  return { ...withProjectSettings(ordered, newest), ...contract }
}

export interface AwaitJobRunInput extends ChainStepInput {
  readonly runId: string
}

/** A run is asked about often while it may end at once, and rarely while a person has to decide. */
const askEveryMinMs = 250
const askEveryMaxMs = 30_000
const askGrowth = 1.15

/** The failure that makes Temporal ask again later; waiting leaves no trace in the history. */
export function notYet(message: string): ApplicationFailure {
  return ApplicationFailure.create({
    message,
    type: 'Unavailable',
    nextRetryDelay: Math.min(askEveryMaxMs, Math.round(askEveryMinMs * askGrowth ** currentAttempt())),
    // Waiting is no fault: nothing is logged or counted as one.
    category: ApplicationFailureCategory.BENIGN,
  })
}

/**
 * Waits by failing until the run of a `generate` job has what the next jobs wait for, then writes the job's output:
 * `{ runId, key, specKey, specId, originalsDir, variantIds, chosenVariantId, images }`.
 */
export function awaitJobRun({ catalogue }: OrchestratePorts) {
  return async ({ projectId, jobId, runId }: AwaitJobRunInput): Promise<void> => {
    const { waitFor = 'decision' } = inputOf('generate', await requireStep(catalogue, projectId, jobId))
    const run = await catalogue.runs.find(runId)
    if (run === null) throw new AssetloomError('NotFound', `no run ${runId}`, 'submit the job again')
    const { specs } = await catalogue.runs.readSpecs(runId, 0, jobLimits.picturesMax)
    if (!hasWhatIsAwaited(run, specs, waitFor)) throw notYet(`run ${runId} is ${run.stage}`)
    await catalogue.chains.settle({
      ...{ projectId, jobId, stage: 'done' },
      output: await outputOf(catalogue, jobId, run, specs),
    })
  }
}

function hasWhatIsAwaited(
  run: RunRow,
  specs: readonly SpecSnapshot[],
  waitFor: 'decision' | 'variants',
): boolean {
  if (terminalRunStages.includes(run.stage)) return true
  if (specs.length === 0) return false
  return specs.every(({ stage }) =>
    waitFor === 'decision' ? settledSpecStages.includes(stage) : !generationStages.includes(stage),
  )
}

async function outputOf(
  catalogue: Catalogue,
  jobId: string,
  run: RunRow,
  specs: readonly SpecSnapshot[],
): Promise<JsonObject> {
  const { runId } = run
  const made = specs.filter(({ stage }) => stage !== 'failed' && stage !== 'cancelled')
  const [first] = made
  if (first === undefined) throw await nothingMade(catalogue, run, specs.length > 0)
  const { variants, nextCursor } = await catalogue.review.listVariants({
    runId,
    limit: jobLimits.picturesMax,
  })
  if (nextCursor !== null)
    throw unusable(
      `the run made more than ${jobLimits.picturesMax} variants, too many for one job`,
      'order fewer variants or fewer specs a job',
    )
  const chosen = specs.flatMap(({ finishedVariantId }) => finishedVariantId ?? [])
  return {
    runId,
    key: first.specKey,
    specKey: first.specKey,
    specId: first.specId,
    specKeys: specs.map(({ specKey }) => specKey),
    variantIds: variants.map(({ variantId }) => variantId),
    chosenVariantId: chosen[0] ?? null,
    chosenVariantIds: chosen,
    originalsDir: pictureFolder(jobId, 'originals'),
    images: variants.map(pictureOf),
  }
}

/** Why: what could not be read of the order, else what the run says. */
async function nothingMade(
  { intake }: Catalogue,
  { projectId, runId, stage, failure, wishlistRevisionId }: RunRow,
  wasRead: boolean,
): Promise<AssetloomError> {
  const { problems } = await intake.loadRevision(projectId, wishlistRevisionId)
  const [first] = wasRead ? [] : problems
  if (first !== undefined) return unusable(`nothing can be made of it: ${first.message}`, first.hint)
  const why = failure ?? (stage === 'cancelled' ? 'its run was cancelled' : 'every picture failed')
  return unusable(`nothing was made: ${why}`, `see run ${runId}`)
}

function pictureOf(variant: VariantRow): JsonObject {
  const { variantId, specKey, round, variantIndex, sha256, width, height, score, verdict } = variant
  const name = `${specKey}-r${round}-v${variantIndex + 1}.png`
  return { name, sha256, width, height, variantId, specKey, score, verdict }
}

function unusable(message: string, hint: string): AssetloomError {
  return new AssetloomError('Conflict', message, hint)
}

/** Cancels the runs of the chain's jobs that have not ended, then ends the jobs themselves. Asked twice, it is the same. */
export function cancelChain({ catalogue }: OrchestratePorts) {
  return async ({ projectId, chainId }: ChainScope): Promise<void> => {
    for (const { jobId, type, stage } of await catalogue.chains.steps(chainId)) {
      if (type === 'reproduce') await catalogue.reproductions.abandon(projectId, reproductionJobId(jobId))
      if (type !== 'generate' || stage !== 'running') continue
      const runId = await findRunOf(catalogue, projectId, jobId)
      if (runId !== null) await cancelRun(catalogue, projectId, runId)
    }
    await catalogue.chains.settleOpen({ projectId, chainId, stage: 'cancelled', failure: null })
  }
}

/** The run that a job has ordered already, by the name of its list. */
async function findRunOf({ intake }: Catalogue, projectId: string, jobId: string): Promise<string | null> {
  for (const name of jobListNames(jobId)) {
    const newest = await intake.findNewestRevision(projectId, name)
    if (newest !== null) return newest.runId
  }
  return null
}

async function cancelRun({ runs, outbox }: Catalogue, projectId: string, runId: string): Promise<void> {
  const run = await runs.find(runId)
  if (run === null || terminalRunStages.includes(run.stage)) return
  const signal = 'cancelRun'
  await outbox.add({ kind: 'signalRun', projectId, runId, signal }, `signalRun/${runId}/${signal}/chain`)
}
