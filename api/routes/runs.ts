import type { Response, Router } from 'express'
import { visibleProjects } from '../../core/access/principal.js'
import {
  approveOverage,
  cancelRun,
  listRuns,
  listVariants,
  pauseRun,
  readRun,
  readRunDifference,
  readSpecPage,
  resumeRun,
} from '../../core/http/contracts/runs-contracts.schema.js'
import type {
  OverageApproved,
  RunDifference,
  RunList,
  SpecPage,
  VariantPage,
} from '../../core/http/http-api.js'
import type { RunRow } from '../../core/ports.js'
import { terminalRunStages } from '../../core/run-options.js'
import type { ApiContext } from '../api-deps.js'
import { acceptedBy, deliverMessage } from '../deliver-message.js'
import { requireProject, requireRun } from '../lookup.js'
import { pressOf } from '../press-of.js'
import { mountOperations, operation, type Operation } from '../operations.js'
import { problem } from '../problem.js'
import { createRunViewer } from '../run-view.js'
import { createSpecTexts } from '../spec-texts.js'
import { viewVariants } from '../view-variants.js'
import { compareWithEarlier } from '../wishlist-changes.js'

const signals = { pause: 'pauseRun', resume: 'resumeRun', cancel: 'cancelRun' } as const

/** What pause, resume and cancel have in common. */
interface PressedVerb {
  readonly params: { readonly runId: string }
  readonly headers: { readonly 'Idempotency-Key'?: string }
}

export function addRunRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const viewRun = createRunViewer(deps)
  const signal =
    (verb: keyof typeof signals) =>
    async ({ params, headers }: PressedVerb, response: Response) =>
      await signalRun(deps, { verb, runId: params.runId, press: pressOf(headers) }, response)

  mountOperations(router, deps, [
    operation(listRuns, async ({ query, principal, allow }, response) => {
      const { projectId, limit = limits.pageSizeDefault } = query
      if (projectId !== undefined) {
        allow(projectId)
        await requireProject(catalogue, projectId)
      }
      const projectIds = projectId === undefined ? visibleProjects(principal) : [projectId]
      const runs = await catalogue.runs.list({ ...(projectIds === null ? {} : { projectIds }), limit })
      response.json({ runs } satisfies RunList)
    }),
    operation(readRun, async ({ params }, response) => {
      response.json(await viewRun(await requireRun(catalogue, params.runId)))
    }),
    operation(readRunDifference, async ({ params }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const revisions = await catalogue.intake.listRevisions(run.projectId, run.wishlistRevisionId)
      const difference = await compareWithEarlier(deps, run, revisions)
      response.json({ difference } satisfies RunDifference)
    }),
    ...runPages(deps),
    operation(pauseRun, signal('pause')),
    operation(resumeRun, signal('resume')),
    operation(cancelRun, signal('cancel')),
    operation(approveOverage, async ({ params }, response) => {
      const run = await requireRun(catalogue, params.runId)
      refuseEnded(run, 'approve')
      await catalogue.runs.approveOverage(run.runId)
      response.json({ runId: run.runId, approved: true } satisfies OverageApproved)
    }),
  ])
}

function runPages({ catalogue, limits }: ApiContext): Operation[] {
  const textsOf = createSpecTexts(catalogue)
  return [
    operation(readSpecPage, async ({ params, query }, response) => {
      const { runId, projectId } = await requireRun(catalogue, params.runId)
      const { cursor = 0, limit = limits.pageSizeDefault } = query
      const page = await catalogue.runs.readSpecs(runId, cursor, limit)
      const texts = await textsOf(
        projectId,
        page.specs.map(({ specRevisionId }) => specRevisionId),
      )
      const specs = page.specs.map((spec, at) => ({ ...spec, ...texts[at]! }))
      response.json({ specs, nextCursor: page.nextCursor } satisfies SpecPage)
    }),
    operation(listVariants, async ({ params, query }, response) => {
      const { runId } = await requireRun(catalogue, params.runId)
      const { specKey, cursor, limit = limits.pageSizeDefault } = query
      const page = await catalogue.review.listVariants({
        runId,
        ...(specKey === undefined ? {} : { specKey }),
        ...(cursor === undefined ? {} : { cursor }),
        limit,
      })
      const variants = await viewVariants(catalogue, page.variants)
      response.json({ variants, nextCursor: page.nextCursor } satisfies VariantPage)
    }),
  ]
}

function refuseEnded({ stage }: RunRow, verb: string): void {
  if (!terminalRunStages.includes(stage)) return
  throw problem(
    409,
    'run-ended',
    `This run has ended (${stage}); there is nothing to ${verb}.`,
    'Submit the list again with another seed for a new run, or reopen a spec.',
  )
}

async function signalRun(
  deps: ApiContext,
  of: { readonly verb: keyof typeof signals; readonly runId: string; readonly press: string },
  response: Response,
): Promise<void> {
  const { verb, runId, press } = of
  const run = await requireRun(deps.catalogue, runId)
  refuseEnded(run, verb)
  const { projectId } = run
  const signal = signals[verb]
  // Each press is a message of its own: pause, resume and pause again are three. The same one sent again is not.
  const verdict = await deliverMessage(
    deps,
    { kind: 'signalRun', projectId, runId, signal },
    `signalRun/${runId}/${signal}/${press}`,
  )
  response.status(202).location(`/api/v1/runs/${runId}`).json(acceptedBy(verdict))
}
