import { AssetloomError } from '../core/errors.js'
import type { SubmitWishlistBody } from '../core/http/http-api.js'
import type { EditSpecsBody, SpecEditChange, SpecEditsAccepted } from '../core/http/spec-edits-api.js'
import type { IntakeProblem } from '../core/intake/intake-report.js'
import { refineOrder, type ListOrder } from '../core/intake/refine-order.js'
import type { WishlistRevisionRow } from '../core/intake-ports.js'
import { heldRunSignalKey } from '../core/outbox-delivery.js'
import type { RunRow } from '../core/ports.js'
import { withProjectSettings } from '../core/project-settings/settle-run-options.js'
import type { RunOptions } from '../core/run-options.js'
import { mergeSpecEdits, sortEdits } from '../core/spec-edits/merge-spec-edits.js'
import { changeProblem } from '../core/spec-edits/read-edit-changes.js'
import type { SpecEdit } from '../core/spec-edits/spec-edit.schema.js'
import type { ApiContext } from './api-deps.js'
import { deliverMessage } from './deliver-message.js'
import { problem } from './problem.js'
import { objectToReferenced } from './referenced-uploads.js'
import { compareWithNewest } from './wishlist-changes.js'

/**
 * Changes the edits of a list: a new revision of it with a run of its own, in which only what changed is made. Throws
 * 409 when the run is not that of the newest revision, or its list is still being read; 409 or 422 with a problem for each
 * change that does not fit or cannot be used, and then changes nothing.
 */
export async function editSpecs(
  deps: ApiContext,
  run: RunRow,
  changes: readonly SpecEditChange[],
  more: { readonly expectedRevision?: number | undefined; readonly settings?: 'current' | undefined },
): Promise<SpecEditsAccepted> {
  const { intake } = deps.catalogue
  const revision = await requireNewest(deps, run, more.expectedRevision)
  const merged = mergeSpecEdits(revision.options.specEdits ?? [], changes)
  const indexOf = new Map(changes.map(({ key }, index) => [key, index]))
  const problems = merged.problems.map((one) => changeProblem(indexOf.get(one.key) ?? 0, one, one.key))
  // How many edits the list has by now is nothing that a single request shows.
  const isOfList = ({ member }: IntakeProblem) => member === 'edits'
  refuseUnusable(problems.filter((one) => !isOfList(one)))
  refuseUnfit(problems.filter(isOfList))
  refuseUnfit(unknownProviders(deps, changes))
  refuseUnfit(await unusableReferences(deps, run.projectId, changes))
  const { name, text } = revision
  const { projectId } = run
  const options = await settledOptions(deps, projectId, revision.options, more.settings)
  const list: ListOrder = { name, text, options: optionsWith(options, merged.edits) }
  refuseUnfit(unusable(list, changes))
  const { difference } = await compareWithNewest(deps, projectId, list)
  const expected = { projectId, ...list, expectedRevision: revision.revision, keepsHold: true } as const
  const accepted = await orMovedOn(deps, run, intake.submitWishlist(expected))
  deps.logScope.add({ runId: accepted.runId })
  await startAccepted(deps, projectId, accepted)
  return { ...accepted, difference }
}

/** What a list was ordered with, under the settings of then or of now. */
async function settledOptions(
  { catalogue }: ApiContext,
  projectId: string,
  ordered: RunOptions,
  settings: EditSpecsBody['settings'],
): Promise<RunOptions> {
  if (settings === undefined) return ordered
  const { settings: _, ...rest } = ordered
  return withProjectSettings(rest, (await catalogue.settings.newest(projectId)).settings)
}

type Accepted = Awaited<ReturnType<ApiContext['catalogue']['intake']['submitWishlist']>>

/** Sends what keeping a list has put into the outbox: the start of its run, and the end of a held one before it. */
export async function startAccepted(deps: ApiContext, projectId: string, accepted: Accepted): Promise<void> {
  if (!accepted.created) return
  const { wishlistRevisionId, runId, cancelledRunId } = accepted
  const start = { kind: 'startWishlistRun', projectId, wishlistRevisionId, runId } as const
  await deliverMessage(deps, start, `startWishlistRun/${wishlistRevisionId}`)
  if (cancelledRunId === undefined) return
  const cancel = { kind: 'signalRun', projectId, runId: cancelledRunId, signal: 'cancelRun' } as const
  await deliverMessage(deps, cancel, heldRunSignalKey(cancelledRunId))
}

/** The options of a submission with its edits: its own, else those of the newest revision of the list. */
export async function withEdits(
  { catalogue }: Pick<ApiContext, 'catalogue'>,
  projectId: string,
  { name, edits, hold }: Pick<SubmitWishlistBody, 'name' | 'edits' | 'hold'>,
  options: RunOptions,
): Promise<RunOptions> {
  const held = hold === true ? { ...options, hold } : options
  if (edits !== undefined) {
    refuseUnfit(namedTwice(edits))
    return optionsWith(held, sortEdits(edits))
  }
  const newest = await catalogue.intake.findNewestRevision(projectId, name)
  if (newest === null) return held
  const { options: before } = await catalogue.intake.loadRevision(projectId, newest.wishlistRevisionId)
  return optionsWith(held, before.specEdits ?? [])
}

function namedTwice(edits: readonly SpecEdit[]): IntakeProblem[] {
  const first = new Map<string, number>()
  return edits.flatMap(({ key }, index) => {
    const other = first.get(key)
    if (other === undefined) {
      first.set(key, index)
      return []
    }
    const message = `there is another edit of it (edits.${other})`
    return [changeProblem(index, { member: 'key', message, hint: 'Say all of one spec in one edit.' }, key)]
  })
}

/** An empty list of edits is none: the member is absent, as in lists that never had one. */
function optionsWith(ordered: RunOptions, edits: readonly SpecEdit[]): RunOptions {
  const { specEdits: _, ...options } = ordered
  return { ...options, ...(edits.length > 0 ? { specEdits: edits } : {}) }
}

async function requireNewest(
  { catalogue }: ApiContext,
  { projectId, runId, wishlistName }: RunRow,
  expectedRevision: number | undefined,
): Promise<WishlistRevisionRow> {
  const newest = await catalogue.intake.findNewestRevision(projectId, wishlistName)
  const isSeen = expectedRevision === undefined || expectedRevision === newest?.revision
  if (newest === null || newest.runId !== runId || !isSeen)
    throw movedOn(wishlistName, newest?.revision ?? 0, newest?.runId ?? runId)
  if (newest.runStage === 'refining')
    throw problem(
      409,
      'list-is-read',
      `${wishlistName} is still being read.`,
      'Send it again in a second: its specs are there then.',
      {},
      { 'Retry-After': '1' },
    )
  return await catalogue.intake.loadRevision(projectId, newest.wishlistRevisionId)
}

function movedOn(name: string, newestRevision: number, newestRunId: string): Error {
  return problem(
    409,
    'list-moved-on',
    `${name} has moved on: revision ${newestRevision} is the newest, run ${newestRunId}.`,
    'Look at that one and send the change to it.',
    { details: { newestRevision, newestRunId } },
  )
}

/** Somebody else was first between looking and keeping. */
async function orMovedOn(deps: ApiContext, run: RunRow, submitted: Promise<Accepted>): Promise<Accepted> {
  try {
    return await submitted
  } catch (error) {
    if (!(error instanceof AssetloomError) || error.type !== 'Conflict') throw error
    const newest = await deps.catalogue.intake.findNewestRevision(run.projectId, run.wishlistName)
    throw movedOn(run.wishlistName, newest?.revision ?? 0, newest?.runId ?? run.runId)
  }
}

function unknownProviders({ providers }: ApiContext, changes: readonly SpecEditChange[]): IntakeProblem[] {
  return changes.flatMap(({ key, set, add }, index) =>
    (['set', 'add'] as const).flatMap((part) => {
      const provider = (part === 'set' ? set : add)?.provider
      if (provider === undefined || providers.includes(provider)) return []
      const message = `there is no provider "${provider}"`
      const hint = `Providers: ${providers.join(', ')}.`
      return [changeProblem(index, { member: `${part}.provider`, message, hint }, key)]
    }),
  )
}

async function unusableReferences(
  { catalogue }: ApiContext,
  projectId: string,
  changes: readonly SpecEditChange[],
): Promise<IntakeProblem[]> {
  const problems: IntakeProblem[] = []
  for (const [index, { key, set, add }] of changes.entries())
    for (const part of ['set', 'add'] as const) {
      const reference = (part === 'set' ? set : add)?.reference
      if (reference == null) continue
      const objection = await objectToReferenced(catalogue, projectId, reference)
      if (objection === null) continue
      problems.push(changeProblem(index, { ...objection, member: `${part}.${objection.member}` }, key))
    }
  return problems
}

/** A change that is sent has to do something now; only edits that were there before may wait. */
function unusable(list: ListOrder, changes: readonly SpecEditChange[]): IntakeProblem[] {
  const outcomes = new Map(refineOrder(list).edits.map((outcome) => [outcome.key, outcome]))
  return changes.flatMap(({ key }, index) => {
    const outcome = outcomes.get(key)
    if (outcome === undefined || outcome.state === 'applied') return []
    const { member = 'key', message = '', hint = '' } = outcome
    return [changeProblem(index, { member, message, hint }, key)]
  })
}

/** Throws 422 with the problems, if there are any: of edits that nothing could make use of. */
export function refuseUnusable(problems: readonly IntakeProblem[]): void {
  refuse(422, problems)
}

/** Throws 409 with the problems, if there are any: of edits that do not fit the list as it stands, or this service. */
export function refuseUnfit(problems: readonly IntakeProblem[]): void {
  refuse(409, problems)
}

function refuse(status: 409 | 422, problems: readonly IntakeProblem[]): void {
  const [first] = problems
  if (first === undefined) return
  throw problem(status, 'unusable-edits', `Nothing was changed: ${first.message}.`, first.hint, { problems })
}
