import type { ChainStepRow, ChainStepStage } from '../core/chain/chain-ports.js'
import { settledStepStages } from '../core/chain/chain-ports.js'
import type { ChainRunStep } from '../core/chain/chain-run-input.js'
import { checkJobInput, type JobInput } from '../core/chain/job-input.schema.js'
import type { JobType } from '../core/chain/job-type.js'
import type { JobProblem } from '../core/chain/json-value.js'
import { resolveExpressions } from '../core/chain/resolve-expressions.js'
import { AssetloomError } from '../core/errors.js'
import type { Catalogue } from '../core/catalogue.js'
import { reproductionJobId } from '../core/reproduction/reproduction-job-id.js'
import type { OrchestratePorts } from './activity-ports.js'

export interface ChainScope {
  readonly projectId: string
  readonly chainId: string
}

export interface BeginChainStepInput extends ChainScope {
  readonly step: ChainRunStep
}

/** `settled` is how the job ended before, or now because its input cannot be used; null: its work is to be done. */
export interface BegunStep {
  readonly settled: ChainStepStage | null
}

/** Resolves the expressions of a job from the job before it, checks what came of them, and writes that it runs. */
export function beginChainStep({ catalogue }: OrchestratePorts) {
  return async ({ projectId, step }: BeginChainStepInput): Promise<BegunStep> => {
    const { jobId, parentJobId, type, input } = step
    const row = await requireStep(catalogue, projectId, jobId)
    if (settledStepStages.includes(row.stage)) return { settled: row.stage }
    const parent = parentJobId === null ? null : await requireStep(catalogue, projectId, parentJobId)
    const resolved = resolveExpressions(input, {
      projectId,
      jobId: parentJobId ?? jobId,
      input: parent?.resolvedInput ?? null,
      output: parent?.output ?? null,
    })
    const problems =
      resolved.value === null
        ? resolved.problems
        : checkJobInput(type, resolved.value, { isResolved: true }).problems
    if (resolved.value === null || problems.length > 0) {
      const failure = problems.slice(0, 5).map(tellProblem).join('; ')
      return {
        settled: (await catalogue.chains.settle({ projectId, jobId, stage: 'failed', failure })).stage,
      }
    }
    const begun = await catalogue.chains.begin({ projectId, jobId, resolvedInput: resolved.value })
    return { settled: settledStepStages.includes(begun.stage) ? begun.stage : null }
  }
}

const tellProblem = ({ member, message, hint }: JobProblem): string => `${member}: ${message} (${hint})`

export interface FailChainStepInput {
  readonly projectId: string
  readonly jobId: string
  readonly failure: string
}

/** The work of a job failed for good. Returns how the job stands: an earlier end stays. */
export function failChainStep({ catalogue }: OrchestratePorts) {
  return async ({ projectId, jobId, failure }: FailChainStepInput): Promise<ChainStepStage> => {
    const { stage, type } = await catalogue.chains.settle({ projectId, jobId, stage: 'failed', failure })
    if (type === 'reproduce') await catalogue.reproductions.abandon(projectId, reproductionJobId(jobId))
    return stage
  }
}

/** The job of this project. Throws NotFound. */
export async function requireStep(
  { chains }: Pick<Catalogue, 'chains'>,
  projectId: string,
  jobId: string,
): Promise<ChainStepRow> {
  const row = await chains.find(jobId)
  if (row !== null && row.projectId === projectId) return row
  throw new AssetloomError('NotFound', `no job ${jobId} in this project`, 'list the jobs of the project')
}

/** What a running job was given. Throws Conflict for one that does not run (it was cancelled, say). */
export function inputOf<Type extends JobType>(type: Type, row: ChainStepRow): JobInput<Type> {
  const { input } =
    row.resolvedInput === null
      ? { input: null }
      : checkJobInput(type, row.resolvedInput, { isResolved: true })
  if (row.stage === 'running' && input !== null) return input
  throw new AssetloomError('Conflict', `job ${row.jobId} is ${row.stage}`, 'submit it again as a new job')
}
