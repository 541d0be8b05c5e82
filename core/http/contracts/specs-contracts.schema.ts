import { z } from 'zod'
import { readingOutcomes, type ReadingLine, type ReadingPage } from '../compose-reading.js'
import type {
  DecideProposalsBody,
  ProposalList,
  ProposalView,
  SpecDetail,
  SpecEditList,
  SpecEditsAccepted,
  SpecEditView,
  SpecRevisionView,
} from '../spec-edits-api.js'
import { specStages } from '../../run-options.js'
import { specEditsMax, unsetPattern } from '../../spec-edits/spec-edit.schema.js'
import { intakeNote, intakeProblem, pasteLine, wishlistDifference } from './intake-rows.schema.js'
import {
  count,
  idOf,
  isoTime,
  kebabKey,
  pageLimit,
  pagePosition,
  specKeyText,
  wholeNumber,
  type Members,
} from './pieces.schema.js'
import { routeContract } from './route-contract.js'
import { requestAccepted } from './runs-contracts.schema.js'
import { assetSpec, specChanges as changes, specDraft as draft } from './spec-rows.schema.js'

const bySpecKey = z.object({ specKey: specKeyText })
const revisionNumber = wholeNumber(1, 1_000_000).exactOptional()

const editView = z
  .strictObject({
    key: z.string(),
    set: changes.exactOptional(),
    remove: z.literal(true).exactOptional(),
    add: draft.exactOptional(),
    state: z.enum(['applied', 'waiting', 'refused', 'listed']),
    words: z.string(),
    message: z.string().exactOptional(),
    hint: z.string().exactOptional(),
  } satisfies Members<SpecEditView>)
  .meta({ id: 'SpecEdit' }) satisfies z.ZodType<SpecEditView>

const specRevision = z.strictObject({
  specRevisionId: idOf('specRevision'),
  revision: count,
  createdAt: isoTime,
  words: z.string(),
  spec: assetSpec,
} satisfies Members<SpecRevisionView>)

export const readSpecDetail = routeContract({
  operationId: 'readSpecDetail',
  method: 'get',
  path: '/runs/{runId}/specs/{specKey}',
  tag: 'Specs',
  summary: 'A whole spec: what it says, where that comes from, how it was before',
  scope: 'run',
  role: 'viewer',
  params: bySpecKey,
  answers: {
    200: z
      .strictObject({
        runId: idOf('run'),
        specId: idOf('spec'),
        specKey: z.string(),
        specRevisionId: idOf('specRevision'),
        stage: z.enum(specStages),
        round: count,
        spec: assetSpec,
        origin: z.enum(['list', 'hand', 'model']),
        refinedBy: z.string(),
        edit: editView.nullable(),
        written: assetSpec.nullable(),
        revisions: z.array(specRevision),
      } satisfies Members<SpecDetail>)
      .meta({ id: 'SpecDetail' }) satisfies z.ZodType<SpecDetail>,
  },
})

export const reopenSpec = routeContract({
  operationId: 'reopenSpec',
  method: 'post',
  path: '/runs/{runId}/specs/{specKey}/reopen',
  tag: 'Specs',
  summary: 'Opens a spec for decisions again whose review was closed',
  scope: 'run',
  role: 'reviewer',
  params: bySpecKey,
  answers: { 202: requestAccepted },
  idempotencyKey: true,
})

export const listSpecEdits = routeContract({
  operationId: 'listSpecEdits',
  method: 'get',
  path: '/runs/{runId}/edits',
  tag: 'Specs',
  summary: 'What was changed by hand in the revision of this run',
  scope: 'run',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      runId: idOf('run'),
      revision: count,
      edits: z.array(editView),
      newest: z.strictObject({ revision: count, runId: idOf('run') }).nullable(),
    } satisfies Members<SpecEditList>) satisfies z.ZodType<SpecEditList>,
  },
})

const unset = z.array(z.string().regex(unsetPattern, 'is no member of a spec that can be set')).max(60)
const change = {
  key: kebabKey,
  set: changes.nullable().exactOptional(),
  unset: unset.exactOptional(),
  remove: z.literal(false).exactOptional(),
  add: draft.exactOptional(),
}
/** Says one thing at the least, and `drop` and `remove` nothing else. */
const editChange = z
  .union([
    z.strictObject({ key: kebabKey, drop: z.literal(true) }),
    z.strictObject({ key: kebabKey, remove: z.literal(true) }),
    z.strictObject({ ...change, set: changes.nullable() }),
    z.strictObject({ ...change, unset }),
    z.strictObject({ ...change, remove: z.literal(false) }),
    z.strictObject({ ...change, add: draft }),
  ])
  .meta({ id: 'SpecEditChange' })
const edits = z.array(editChange).max(specEditsMax)
const settings = z.literal('current', 'is not "current"')

const specEditsAccepted = z
  .strictObject({
    wishlistRevisionId: idOf('wishlistRevision'),
    runId: idOf('run'),
    revision: count,
    created: z.boolean(),
    difference: wishlistDifference,
    held: z.boolean(),
    cancelledRunId: idOf('run').exactOptional(),
  } satisfies Members<SpecEditsAccepted>)
  .meta({ id: 'SpecEditsAccepted' }) satisfies z.ZodType<SpecEditsAccepted>

export const editSpecs = routeContract({
  operationId: 'editSpecs',
  method: 'post',
  path: '/runs/{runId}/edits',
  tag: 'Specs',
  summary: 'Changes specs by hand: a new revision of the list with a run of its own',
  description:
    'The run has to be that of the newest revision. Edits that do not fit the list are a 409 with a problem for each, and nothing is changed.',
  scope: 'run',
  role: 'editor',
  body: z.union([
    z.strictObject({
      edits: edits.min(1, 'changes nothing'),
      settings: settings.exactOptional(),
      expectedRevision: revisionNumber,
    }),
    z.strictObject({ edits, settings, expectedRevision: revisionNumber }),
  ]),
  // The handler tells all that is wrong with the edits, each with its member.
  bodyOutline: z
    .strictObject({
      edits: z.array(z.unknown(), 'is not a list of edits').max(specEditsMax),
      settings: settings.exactOptional(),
      expectedRevision: revisionNumber,
    })
    .refine((body) => body.edits.length > 0 || body.settings !== undefined, {
      path: ['edits'],
      message: 'changes nothing',
    }),
  answers: { 200: specEditsAccepted, 202: specEditsAccepted },
  idempotencyKey: true,
})

const proposal = z
  .strictObject({
    key: z.string(),
    lines: z.array(count),
    refinedBy: z.string(),
    spec: assetSpec,
    pasteLine,
    state: z.enum(['open', 'accepted', 'declined', 'listed']),
  } satisfies Members<ProposalView>)
  .meta({ id: 'Proposal' })
const proposalList = z.strictObject({
  runId: idOf('run'),
  revision: count,
  proposals: z.array(proposal),
} satisfies Members<ProposalList>) satisfies z.ZodType<ProposalList>

export const listProposals = routeContract({
  operationId: 'listProposals',
  method: 'get',
  path: '/runs/{runId}/proposals',
  tag: 'Specs',
  summary: 'What a language model proposes for lines that the rules left open',
  scope: 'run',
  role: 'viewer',
  answers: { 200: proposalList },
})

const decideProposals = z.strictObject({
  keys: z
    .array(z.string().min(1).max(80), 'is not a list of keys')
    .min(1, 'names no proposal')
    .max(specEditsMax),
  expectedRevision: revisionNumber,
} satisfies Members<DecideProposalsBody>)

export const acceptProposals = routeContract({
  operationId: 'acceptProposals',
  method: 'post',
  path: '/runs/{runId}/proposals/accept',
  tag: 'Specs',
  summary: 'Takes proposals into the list, as specs that were added by hand',
  scope: 'run',
  role: 'editor',
  body: decideProposals,
  answers: { 200: specEditsAccepted, 202: specEditsAccepted },
  idempotencyKey: true,
})

export const declineProposals = routeContract({
  operationId: 'declineProposals',
  method: 'post',
  path: '/runs/{runId}/proposals/decline',
  tag: 'Specs',
  summary: 'Puts proposals aside; they can still be accepted',
  scope: 'run',
  role: 'editor',
  body: decideProposals,
  answers: { 200: proposalList },
  idempotencyKey: true,
})

const readingLine = z
  .strictObject({
    file: z.string(),
    line: count,
    lastLine: count,
    text: z.string(),
    outcome: z.enum(readingOutcomes),
    keys: z.array(z.string()),
    dropped: z.array(z.string()),
    meaning: z.string().exactOptional(),
    problems: z.array(intakeProblem),
    notes: z.array(intakeNote),
  } satisfies Members<ReadingLine>)
  .meta({ id: 'ReadingLine' }) satisfies z.ZodType<ReadingLine>

export const readReading = routeContract({
  operationId: 'readReading',
  method: 'get',
  path: '/runs/{runId}/reading',
  tag: 'Specs',
  summary: 'What became of each sentence of the list of a run',
  scope: 'run',
  role: 'viewer',
  query: z.strictObject({
    filter: z.enum(readingOutcomes, `is none of ${readingOutcomes.join(', ')}`).exactOptional(),
    cursor: pagePosition,
    limit: pageLimit,
  }),
  answers: {
    200: z.strictObject({
      runId: idOf('run'),
      name: z.string(),
      revision: count,
      kind: z.enum(['files', 'list', 'empty', 'prose']),
      counts: z.strictObject({
        'not-understood': count,
        problem: count,
        constraint: count,
        spec: count,
        note: count,
      } satisfies Members<ReadingPage['counts']>),
      total: count,
      lines: z.array(readingLine),
      nextCursor: count.nullable(),
    } satisfies Members<ReadingPage>) satisfies z.ZodType<ReadingPage>,
  },
})
