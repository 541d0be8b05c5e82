import type { Catalogue } from '../core/catalogue.js'
import type { DecideBody, RegenerateChangesBody } from '../core/http/http-api.js'
import type { BulkDecision } from '../core/http/review-api.js'
import type { RunRow, SpecSnapshot, VariantRow } from '../core/ports.js'
import type { DecisionRow } from '../core/review-ports.js'
import type { ReviewQueue } from '../core/review-together/assignment-ports.js'
import { chooseBest, chooseRejected } from '../core/review-together/choose-best.js'
import { togetherLimits } from '../core/review-together/together-limits.js'
import type { VariantReview } from '../core/review/verdict.js'
import type { BulkItem } from './decide-many.js'
import { notFound, problem } from './problem.js'

interface Plan {
  readonly items: BulkItem[]
  /** Specs beyond what one request decides on. */
  readonly left: number
}

const { bulkDecisionsMax } = togetherLimits

/** Decisions as they were sent. Variants that the run does not have are refused one by one. */
export async function planDecisions(
  catalogue: Catalogue,
  run: RunRow,
  decisions: readonly BulkDecision[],
): Promise<BulkItem[]> {
  const owners = new Map<string, Promise<string | null>>()
  const ownerOf = (specRevisionId: string): Promise<string | null> => {
    const known = owners.get(specRevisionId)
    if (known) return known
    const read = catalogue.runs
      .readSpec(run.runId, specRevisionId)
      .then((spec) => (spec === null ? null : (spec.originRunId ?? run.runId)))
    owners.set(specRevisionId, read)
    return read
  }
  const plan = async ({ variantId, ...body }: BulkDecision): Promise<BulkItem> => {
    const variant = await catalogue.review.findVariant(run.projectId, variantId)
    const isOfRun = variant !== null && (await ownerOf(variant.specRevisionId)) === variant.runId
    return isOfRun ? { variant, body } : { specKey: null, variantId, refused: notFound('variant') }
  }
  return await Promise.all(decisions.map(plan))
}

interface BestOrder {
  readonly specKeys?: readonly string[]
  readonly seen?: readonly { readonly variantId: string; readonly expectedVersion: number }[]
  readonly reviewer: string
}

/** A pick of the best variant for every spec that waits, or for those that are named, in list order. */
export async function planApproveBest(catalogue: Catalogue, run: RunRow, of: BestOrder): Promise<Plan> {
  const seen = of.seen && new Map(of.seen.map((one) => [one.variantId, one.expectedVersion]))
  const wanted =
    of.specKeys === undefined
      ? await readWaiting(catalogue, run)
      : new Map(of.specKeys.map((specKey) => [specKey, null]))
  const items: BulkItem[] = []
  let left = 0
  for await (const spec of specsOf(catalogue, run.runId)) {
    const { specKey } = spec
    const holder = wanted.get(specKey)
    if (holder === undefined) continue
    wanted.delete(specKey)
    if (items.length >= bulkDecisionsMax) left += 1
    else if (holder === null || holder === of.reviewer)
      items.push(await pickBest(catalogue, run, spec, seen ?? null))
    else items.push(skipClaimed(specKey, holder))
  }
  return { items: [...items, ...unknownSpecs(wanted.keys())], left }
}

/** Keys of what waits, each with who has claimed it. */
async function readWaiting(
  { reviewQueue }: Catalogue,
  { projectId, runId }: RunRow,
): Promise<Map<string, string | null>> {
  const waiting = new Map<string, string | null>()
  for (let cursor: string | undefined; ;) {
    const page: Awaited<ReturnType<ReviewQueue['waiting']>> = await reviewQueue.waiting({
      ...{ projectIds: [projectId], runId, limit: 1000 },
      ...(cursor === undefined ? {} : { cursor }),
    })
    for (const { specKey, claimedBy } of page.items) waiting.set(specKey, claimedBy)
    if (page.nextCursor === null) return waiting
    cursor = page.nextCursor
  }
}

function skipClaimed(specKey: string, holder: string): BulkItem {
  const hint = 'Name it in specKeys to decide on it all the same.'
  return skip(specKey, 'claimed', `${holder} has claimed ${specKey}.`, hint)
}

function unknownSpecs(keys: Iterable<string>): BulkItem[] {
  return [...keys].map((specKey) => ({ specKey, variantId: null, refused: notFound('spec') }))
}

async function pickBest(
  catalogue: Catalogue,
  run: RunRow,
  { specKey, ...spec }: SpecSnapshot,
  seen: ReadonlyMap<string, number> | null,
): Promise<BulkItem> {
  if (spec.variants.some(({ verdict }) => verdict === 'approved'))
    return skip(specKey, 'decided', `${specKey} has an approved variant already.`, 'There is nothing to do.')
  const best = chooseBest(spec.variants)
  if (best === undefined)
    return skip(
      specKey,
      'none-passed',
      `No open variant of ${specKey} passed every hard check.`,
      'Look at them and pick one, or ask for another round.',
    )
  const known = ({ variantId, version }: VariantReview) => ({
    variantId,
    expectedVersion: seen === null ? version : (seen.get(variantId) ?? -1),
  })
  const versions = spec.variants.map(known)
  const unseen = versions.find(({ expectedVersion }) => expectedVersion < 0)
  if (unseen !== undefined)
    return {
      ...{ specKey, variantId: unseen.variantId },
      refused: problem(
        409,
        'stale-version',
        `${specKey} has a variant that was not there when you looked.`,
        'Look at it as it stands now, then decide.',
      ),
    }
  const body: DecideBody = {
    verb: 'pick',
    expectedVersion:
      versions.find(({ variantId }) => variantId === best.variantId)?.expectedVersion ?? best.version,
    siblings: versions.filter(({ variantId }) => variantId !== best.variantId),
    note: `approve all: highest score ${best.score.toFixed(4)}`,
  }
  return await itemOf(catalogue, run, specKey, best, body)
}

/** Another round of every spec whose variants were all turned down, or of those that are named. */
export async function planRegenerateRejected(
  catalogue: Catalogue,
  run: RunRow,
  of: {
    readonly specKeys?: readonly string[]
    readonly changes?: RegenerateChangesBody
    readonly reason?: string
  },
): Promise<Plan> {
  const items: BulkItem[] = []
  const wanted = of.specKeys === undefined ? null : new Set(of.specKeys)
  const found = new Set<string>()
  let left = 0
  for await (const spec of specsOf(catalogue, run.runId)) {
    const { specKey } = spec
    if (wanted !== null && !wanted.has(specKey)) continue
    found.add(specKey)
    const rejected = chooseRejected(spec.variants)
    if (rejected === undefined) {
      if (wanted !== null)
        items.push(
          skip(
            specKey,
            'not-rejected',
            `${specKey} is not turned down as a whole.`,
            'Decide on what is open first.',
          ),
        )
    } else if (items.length >= bulkDecisionsMax) left += 1
    else {
      const body: DecideBody = {
        ...{ verb: 'regenerate', expectedVersion: rejected.version },
        ...(of.changes === undefined ? {} : { changes: of.changes }),
        ...(of.reason === undefined ? {} : { reason: of.reason }),
      }
      items.push(await itemOf(catalogue, run, specKey, rejected, body))
    }
  }
  const unknown = [...(wanted ?? [])].filter((specKey) => !found.has(specKey))
  return { items: [...items, ...unknownSpecs(unknown)], left }
}

async function* specsOf(catalogue: Catalogue, runId: string): AsyncGenerator<SpecSnapshot> {
  for (let cursor: number | null = 0; cursor !== null;) {
    const page: Awaited<ReturnType<Catalogue['runs']['readSpecs']>> = await catalogue.runs.readSpecs(
      runId,
      cursor,
      500,
    )
    yield* page.specs
    cursor = page.nextCursor
  }
}

/** An undo of everything that was decided under one groupId. Throws a 404 problem for a group that is not there. */
export async function planUndo(catalogue: Catalogue, run: RunRow, groupId: string): Promise<BulkItem[]> {
  const rows = await catalogue.review.decisionsOfGroup(run.projectId, groupId)
  const decisionIds = [
    ...new Set(rows.filter(({ verb }) => verb !== 'withdraw').map((row) => row.decisionId)),
  ]
  if (decisionIds.length === 0) throw notFound('group of decisions')
  return await Promise.all(decisionIds.map((decisionId) => undoOf(catalogue, rows, decisionId)))
}

async function undoOf(
  catalogue: Catalogue,
  rows: readonly DecisionRow[],
  decisionId: string,
): Promise<BulkItem> {
  const request = await catalogue.review.findRequest(decisionId)
  const own = rows.filter((row) => row.decisionId === decisionId)
  // A pick has a row for every sibling too; its undo is sent to the one that was picked.
  const variantId =
    request?.message.variantId ?? own.find(({ verdict }) => verdict !== 'notChosen')?.variantId
  const variant = variantId === undefined ? null : await catalogue.review.findVariant(null, variantId)
  if (variant === null) return { specKey: null, variantId: variantId ?? null, refused: notFound('variant') }
  if (variant.decisionId === decisionId)
    return { variant, body: { verb: 'withdraw', expectedVersion: variant.version } }
  const since = (await catalogue.review.decisionsOf(variant.variantId)).at(-1)
  const who = since === undefined ? 'somebody' : since.reviewer
  const detail =
    since?.verb === 'withdraw'
      ? `${variant.specKey} was undone already, by ${who}.`
      : `${who} has decided on ${variant.specKey} since ("${since?.verb ?? 'decided'}").`
  const skipped = skip(
    variant.specKey,
    'decided-since',
    detail,
    'Undo that decision by itself if you want to.',
  )
  return { ...skipped, variantId: variant.variantId }
}

async function itemOf(
  catalogue: Catalogue,
  run: RunRow,
  specKey: string,
  { variantId }: VariantReview,
  body: DecideBody,
): Promise<BulkItem> {
  const variant: VariantRow | null = await catalogue.review.findVariant(run.projectId, variantId)
  return variant === null ? { specKey, variantId, refused: notFound('variant') } : { variant, body }
}

function skip(specKey: string, name: string, detail: string, hint: string) {
  return { specKey, variantId: null, skipped: problem(409, name, detail, hint) }
}
