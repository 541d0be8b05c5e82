import { randomUUID } from 'node:crypto'
import type { Response, Router } from 'express'
import { visibleProjects } from '../../core/access/principal.js'
import type { ChainStepRow } from '../../core/chain/chain-ports.js'
import { chainStageOf, settledStepStages } from '../../core/chain/chain-ports.js'
import { chainJobId } from '../../core/chain/job-id.js'
import { memberOf, type JobProblem } from '../../core/chain/json-value.js'
import { readJobBody, type ChainStepOrder, type JobOrder } from '../../core/chain/read-job-body.js'
import { hasExpression } from '../../core/chain/resolve-expressions.js'
import { findBundleTarget } from '../../core/bundle/find-bundle-target.js'
import { AssetloomError } from '../../core/errors.js'
import { cancelJob, listJobs, readJob, submitJob } from '../../core/http/contracts/jobs-contracts.schema.js'
import type { JobAccepted, JobList, JobStepView, JobView } from '../../core/http/jobs-api.js'
import { isIdOf, workflowIds } from '../../core/ids.js'
import type { ProjectRow } from '../../core/ports.js'
import type { ApiContext } from '../api-deps.js'
import { acceptedBy, deliverMessage } from '../deliver-message.js'
import { mountOperations, operation, type RouteInput } from '../operations.js'
import { notFound, problem, type ProblemError } from '../problem.js'
import { temporalUrlOf } from '../temporal-url.js'

export function addJobRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps

  mountOperations(router, deps, [
    operation(listJobs, async ({ query, principal, allow }, response) => {
      const { project, cursor, limit = limits.pageSizeDefault } = query
      const projectId = project === undefined ? undefined : (await findProject(deps, project)).projectId
      if (projectId !== undefined) allow(projectId)
      const visible = projectId === undefined ? visibleProjects(principal) : [projectId]
      const { chains, nextCursor } = await catalogue.chains.list({
        ...(visible === null ? {} : { projectIds: visible }),
        ...(cursor === undefined ? {} : { cursor }),
        limit,
      })
      const jobs = chains.map(({ chainId, steps, ...rest }) => ({ jobId: chainId, jobs: steps, ...rest }))
      response.json({ jobs, nextCursor } satisfies JobList)
    }),
    operation(
      submitJob,
      (input, response) => submit(deps, input, response),
      // The body is read before its hash is taken: a hostile one is refused, not walked through.
      async (input) => await projectOfOrder(deps, readOrder(input.body), input),
    ),
    operation(readJob, async ({ params }, response) => {
      const row = await requireJob(deps, params.jobId)
      response.json(viewJob(row, await catalogue.chains.steps(row.chainId), deps))
    }),
    operation(cancelJob, async ({ params }, response) => {
      await cancel(deps, params.jobId, response)
    }),
  ])
}

type Submission = RouteInput<typeof submitJob>

async function projectOfOrder(
  deps: ApiContext,
  order: JobOrder,
  { principal, allow }: Pick<Submission, 'principal' | 'allow'>,
): Promise<string> {
  const { projectId } = await chooseProject(deps, order, visibleProjects(principal))
  allow(projectId)
  return projectId
}

async function submit(deps: ApiContext, input: Submission, response: Response): Promise<void> {
  const order = readOrder(input.body)
  const projectId = await projectOfOrder(deps, order, input)
  await checkAgainstCatalogue(deps, projectId, order.steps)
  const chainId = deps.ids.mint('job')
  const steps = order.steps.map(({ position, parentPosition, type, input, notes }) => ({
    jobId: chainJobId(chainId, position),
    parentJobId: parentPosition === null ? null : chainJobId(chainId, parentPosition),
    ...{ position, type, input, notes },
  }))
  await deps.catalogue.chains.submit({ projectId, chainId, steps })
  const message = { kind: 'startChain', projectId, chainId } as const
  const accepted = acceptedBy(await deliverMessage(deps, message, `startChain/${chainId}`))
  const notes = steps.flatMap((step) => step.notes.map((note) => `job ${step.position}: ${note}`))
  response
    .status(202)
    .location(`/api/v1/jobs/${chainId}`)
    .json({ jobId: chainId, projectId, ...accepted, jobs: steps.length, notes } satisfies JobAccepted)
}

function readOrder(body: unknown): JobOrder {
  const order = readJobBody(body)
  if (order.problems.length > 0)
    throw unusable(order.problems, submitJob.body.safeParse(body).success ? 409 : 422)
  return order
}

/** Every member that cannot be used, the first one told in the sentence. 409: it is well-formed, but not of this place. */
function unusable(problems: readonly JobProblem[], status: 409 | 422 = 422): ProblemError {
  const told = problems.map(({ member, message, hint }) => ({
    ...{ file: 'body', line: 1, hint },
    message: member === '' ? message : `${member}: ${message}`,
  }))
  return problem(status, 'unusable-job', `${told[0]?.message}.`, told[0]?.hint ?? '', { problems: told })
}

/** The project that the body names, else the only one there is. */
async function chooseProject(
  deps: ApiContext,
  { projectId, projectKey }: JobOrder,
  visible: readonly string[] | null,
): Promise<ProjectRow> {
  const named = projectId ?? projectKey
  if (named !== null) return await findProject(deps, named)
  const all = await deps.catalogue.projects.list()
  const projects = visible === null ? all : all.filter((one) => visible.includes(one.projectId))
  const [only, ...others] = projects
  if (only !== undefined && others.length === 0) return only
  const keys = projects.slice(0, 20).map(({ key }) => key)
  throw problem(
    409,
    'project-not-named',
    only === undefined
      ? 'There is no project yet.'
      : `There are ${projects.length} projects, and the job names none.`,
    only === undefined
      ? 'Create one: POST /api/v1/projects, or npx assetloom wishlist add FILE.'
      : `Add "project": one of ${keys.join(', ')}${projects.length > keys.length ? ', ...' : ''}.`,
  )
}

async function findProject({ catalogue }: ApiContext, named: string): Promise<ProjectRow> {
  const found = isIdOf('project', named)
    ? await catalogue.projects.find(named)
    : (await catalogue.projects.list()).find(({ key }) => key === named)
  if (!found) throw notFound('project')
  return found
}

/** What is known now is refused now: a spec that is not there, a provider or target that is not built. */
async function checkAgainstCatalogue(
  { catalogue, providers }: ApiContext,
  projectId: string,
  steps: readonly ChainStepOrder[],
): Promise<void> {
  const problems: JobProblem[] = []
  for (const { position, type, input } of steps) {
    const refuse = (member: string, message: string, hint: string) =>
      problems.push({ member: `job ${position}, input.${member}`, message, hint })
    for (const name of ['specId', 'specKey'] as const) {
      const spec = type === 'generate' ? memberOf(input, name) : undefined
      if (typeof spec !== 'string' || hasExpression(spec)) continue
      if ((await catalogue.chains.findSpec(projectId, spec)) === null)
        refuse(name, `the project has no spec "${spec}"`, 'npx assetloom spec list shows the keys and ids.')
    }
    const provider = type === 'generate' ? memberOf(input, 'provider') : undefined
    if (typeof provider === 'string' && !hasExpression(provider) && !providers.includes(provider))
      refuse('provider', `there is no provider "${provider}"`, `Providers: ${providers.join(', ')}.`)
    const targets = type === 'export' ? memberOf(input, 'targets') : undefined
    for (const target of Array.isArray(targets) ? targets : []) {
      const refusal = typeof target === 'string' && !hasExpression(target) ? refuseTarget(target) : null
      if (refusal !== null) refuse('targets', refusal.message, refusal.hint)
    }
  }
  if (problems.length > 0) throw unusable(problems, 409)
}

function refuseTarget(target: string): AssetloomError | null {
  try {
    findBundleTarget(target)
    return null
  } catch (error) {
    if (error instanceof AssetloomError) return error
    throw error
  }
}

async function requireJob({ catalogue }: ApiContext, jobId: string): Promise<ChainStepRow> {
  const row = await catalogue.chains.find(jobId)
  if (row === null) throw notFound('job')
  return row
}

function viewJob(row: ChainStepRow, chain: readonly ChainStepRow[], deps: ApiContext): JobView {
  const { chainId, projectId, createdAt } = row
  return {
    ...viewStep(row, chain),
    ...{ chainId, projectId, createdAt },
    chainStage: chainStageOf(chain.map(({ stage }) => stage)),
    temporalUrl: temporalUrlOf(deps, workflowIds.chainRun(chainId)),
  }
}

function viewStep(row: ChainStepRow, chain: readonly ChainStepRow[]): JobStepView {
  const { jobId, position, type, stage, input, resolvedInput, output, failure, notes } = row
  return {
    ...{ jobId, position, type, stage, input, resolvedInput, output, failure, notes },
    ...{ startedAt: row.startedAt, finishedAt: row.finishedAt },
    nextJobs: chain.filter((one) => one.parentJobId === jobId).map((one) => viewStep(one, chain)),
  }
}

/** Cancels the whole chain of the job: what has ended stays as it is. */
async function cancel(deps: ApiContext, jobId: string, response: Response): Promise<void> {
  const { projectId, chainId } = await requireJob(deps, jobId)
  const steps = await deps.catalogue.chains.steps(chainId)
  if (steps.every(({ stage }) => settledStepStages.includes(stage)))
    throw problem(
      409,
      'job-ended',
      `This job has ended (${chainStageOf(steps.map(({ stage }) => stage))}); there is nothing to cancel.`,
      'Submit it again as a new job.',
    )
  const message = { kind: 'cancelChain', projectId, chainId } as const
  // Each press is a message of its own: one that was delivered to an execution that was lost must not stop a later one.
  const verdict = await deliverMessage(deps, message, `cancelChain/${chainId}/${randomUUID()}`)
  response.status(202).location(`/api/v1/jobs/${chainId}`).json(acceptedBy(verdict))
}
