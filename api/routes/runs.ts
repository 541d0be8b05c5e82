import { randomUUID } from 'node:crypto'
import type { Request, Response, Router } from 'express'
import type {
  DecisionList,
  OverageApproved,
  RunDifference,
  RunList,
  SpecPage,
  VariantPage,
} from '../../core/http/http-api.js'
import type { RunRow, SpecSnapshot } from '../../core/ports.js'
import { terminalRunStages } from '../../core/run-options.js'
import type { ApiContext } from '../api-deps.js'
import { acceptedBy, deliverMessage } from '../deliver-message.js'
import { idempotent } from '../idempotency.js'
import { projectOfRun, requireProject, requireRun } from '../lookup.js'
import { problem } from '../problem.js'
import { pageSize, pathId, queryInteger, queryText, resource } from '../resource.js'
import { createRunViewer } from '../run-view.js'
import { createSpecTexts } from '../spec-texts.js'
import { compareWithEarlier } from '../wishlist-changes.js'
import { viewVariant } from './variants.js'

const signals = { pause: 'pauseRun', resume: 'resumeRun', cancel: 'cancelRun' } as const

export function addRunRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const viewRun = createRunViewer(deps)

  resource(router, '/runs', {
    async get(request, response) {
      const projectId = queryText(request, 'projectId')
      const limit = pageSize(request, limits)
      if (projectId !== undefined) await requireProject(catalogue, projectId)
      const runs = await catalogue.runs.list({ ...(projectId === undefined ? {} : { projectId }), limit })
      response.json({ runs } satisfies RunList)
    },
  })

  resource(router, '/runs/:runId', {
    async get(request, response) {
      response.json(await viewRun(await requireRun(catalogue, pathId(request, 'runId', 'run'))))
    },
  })

  resource(router, '/runs/:runId/decisions', {
    async get(request, response) {
      const { runId } = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      response.json({ decisions: await catalogue.review.decisionsOfRun(runId) } satisfies DecisionList)
    },
  })

  resource(router, '/runs/:runId/difference', {
    async get(request, response) {
      const run = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      const revisions = await catalogue.intake.listRevisions(run.projectId, run.wishlistRevisionId)
      const difference = await compareWithEarlier(deps, run, revisions)
      response.json({ difference } satisfies RunDifference)
    },
  })

  addRunPages(router, deps)
  for (const verb of ['pause', 'resume', 'cancel'] as const)
    resource(router, `/runs/:runId/${verb}`, {
      post: idempotent(
        deps,
        (request) => projectOfRun(catalogue, request),
        (request, response) => signalRun(deps, verb, request, response),
      ),
    })
  resource(router, '/runs/:runId/approve-overage', {
    async post(request, response) {
      const run = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      refuseEnded(run, 'approve')
      await catalogue.runs.approveOverage(run.runId)
      response.json({ runId: run.runId, approved: true } satisfies OverageApproved)
    },
  })
}

function addRunPages(router: Router, { catalogue, limits }: ApiContext): void {
  const textsOf = createSpecTexts(catalogue)

  resource(router, '/runs/:runId/specs', {
    async get(request, response) {
      const { runId, projectId } = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      const cursor = queryInteger(request, 'cursor') ?? 0
      const page = await catalogue.runs.readSpecs(runId, cursor, pageSize(request, limits))
      const withTexts = async (spec: SpecSnapshot) => ({
        ...spec,
        ...(await textsOf(projectId, spec.specRevisionId)),
      })
      const specs = await Promise.all(page.specs.map(withTexts))
      response.json({ specs, nextCursor: page.nextCursor } satisfies SpecPage)
    },
  })

  resource(router, '/runs/:runId/variants', {
    async get(request, response) {
      const { runId } = await requireRun(catalogue, pathId(request, 'runId', 'run'))
      const specKey = queryText(request, 'specKey')
      const cursor = queryText(request, 'cursor')
      const page = await catalogue.review.listVariants({
        runId,
        ...(specKey === undefined ? {} : { specKey }),
        ...(cursor === undefined ? {} : { cursor }),
        limit: pageSize(request, limits),
      })
      const answer: VariantPage = { variants: page.variants.map(viewVariant), nextCursor: page.nextCursor }
      response.json(answer)
    },
  })
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
  verb: keyof typeof signals,
  request: Request,
  response: Response,
): Promise<void> {
  const run = await requireRun(deps.catalogue, pathId(request, 'runId', 'run'))
  refuseEnded(run, verb)
  const { projectId, runId } = run
  const signal = signals[verb]
  // Each press is a message of its own: pause, resume and pause again are three.
  const verdict = await deliverMessage(
    deps,
    { kind: 'signalRun', projectId, runId, signal },
    `signalRun/${runId}/${signal}/${randomUUID()}`,
  )
  response.status(202).location(`/api/v1/runs/${runId}`).json(acceptedBy(verdict))
}
