import type { Router } from 'express'
import {
  acceptProposals,
  declineProposals,
  listProposals,
} from '../../core/http/contracts/specs-contracts.schema.js'
import type { ProposalList, ProposalView } from '../../core/http/spec-edits-api.js'
import type { IntakeProblem } from '../../core/intake/intake-report.js'
import type { WishlistRevisionRow } from '../../core/intake-ports.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { RunRow } from '../../core/ports.js'
import {
  declineNote,
  findProposalNotes,
  standingProposals,
  type StandingProposal,
} from '../../core/refinement/find-proposals.js'
import { settledSpecOfDraft } from '../../core/spec-edits/add-drafts.js'
import type { ApiContext } from '../api-deps.js'
import { editSpecs, refuseUnfit } from '../edit-specs.js'
import { requireRun } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'

/** `/runs/{runId}/proposals`: what a language model proposes, taking it in, and putting it aside. */
export function addProposalRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  mountOperations(router, deps, [
    operation(listProposals, async ({ params }, response) => {
      const run = await requireRun(catalogue, params.runId)
      response.json((await viewProposals(deps, run)) satisfies ProposalList)
    }),
    operation(acceptProposals, async ({ params, body }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const { keys, expectedRevision } = body
      const { proposals } = await readProposals(deps, run)
      const chosen = chooseProposals(proposals, keys)
      // One that was accepted before is left as it is, with what was changed of it since.
      const changes = chosen
        .filter(({ state }) => state !== 'accepted')
        .map(({ key, draft }) => ({ key, add: draft }))
      const accepted = await editSpecs(deps, run, changes, { expectedRevision })
      response
        .status(accepted.created ? 202 : 200)
        .location(`/api/v1/runs/${accepted.runId}`)
        .json(accepted)
    }),
    operation(declineProposals, async ({ params, body }, response) => {
      const run = await requireRun(catalogue, params.runId)
      const { proposals, notes, isOwn, revision } = await readProposals(deps, run)
      const declined = chooseProposals(proposals, body.keys).map((one) => declineNote(revision.name, one))
      const { projectId, wishlistRevisionId } = revision
      // Told with the revision that is looked at: what an earlier one was told comes with it.
      const all = isOwn ? declined : [...notes, ...declined]
      await catalogue.intake.addNotes({ projectId, wishlistRevisionId, notes: all })
      response.json((await viewProposals(deps, run)) satisfies ProposalList)
    }),
  ])
}

async function readProposals({ catalogue }: ApiContext, run: RunRow) {
  const revision = await catalogue.intake.loadRevision(run.projectId, run.wishlistRevisionId)
  const found = await findProposalNotes(catalogue.intake, revision)
  const specs = found.notes.length === 0 ? [] : refineOrder(revision).specs
  const edits = revision.options.specEdits ?? []
  return { revision, ...found, proposals: standingProposals(found.notes, specs, edits) }
}

async function viewProposals(deps: ApiContext, run: RunRow): Promise<ProposalList> {
  const { revision, proposals } = await readProposals(deps, run)
  return {
    runId: run.runId,
    revision: run.wishlistRevision,
    proposals: proposals.map((one) => viewProposal(one, revision)),
  }
}

function viewProposal(
  { key, lines, draft, pasteLine, state }: StandingProposal,
  revision: WishlistRevisionRow,
): ProposalView {
  const spec = settledSpecOfDraft(revision, key, draft)
  return { key, lines, refinedBy: draft.refinedBy ?? '', spec, pasteLine, state }
}

/** The proposals with these keys. Throws 409 with a problem for each key that none has. */
function chooseProposals(
  proposals: readonly StandingProposal[],
  keys: readonly string[],
): readonly StandingProposal[] {
  const known = new Map(proposals.map((one) => [one.key, one]))
  const problems = keys.flatMap((key, index): IntakeProblem[] => {
    if (known.has(key)) return []
    const message = `nobody proposes ${key}`
    const hint = 'GET /runs/{runId}/proposals names those that there are.'
    return [{ file: 'keys', line: index + 1, message, hint, member: `keys.${index}` }]
  })
  refuseUnfit(problems)
  return [...new Set(keys)].flatMap((key) => known.get(key) ?? [])
}
