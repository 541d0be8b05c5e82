import type { RunRevision, WishlistDiff } from '../core/http/http-api.js'
import { diffSpecs, type WishlistDifference } from '../core/intake/diff-specs.js'
import { isSameList } from '../core/intake/list-content.js'
import { refineOrder, type ListOrder } from '../core/intake/refine-order.js'
import type { WishlistRevisionSummary } from '../core/intake-ports.js'
import type { RunRow } from '../core/ports.js'
import type { AssetSpec } from '../core/spec/asset-spec.schema.js'
import type { ApiContext } from './api-deps.js'

type Deps = Pick<ApiContext, 'catalogue'>

/** What submitting the list would change against the newest revision of its name. Reads only. */
export async function compareWithNewest(
  { catalogue }: Deps,
  projectId: string,
  list: ListOrder,
): Promise<WishlistDiff> {
  const { specs, problems } = refineOrder(list)
  const against = await catalogue.intake.findNewestRevision(projectId, list.name)
  const nothing = { isSame: false, isOtherSeed: false, approvalsKept: 0 }
  if (against === null)
    return { name: list.name, against, ...nothing, difference: diffSpecs([], specs), problems }
  const revision = await catalogue.intake.loadRevision(projectId, against.wishlistRevisionId)
  const before = against.refined
    ? await catalogue.intake.specsOfRevision(projectId, against.wishlistRevisionId)
    : refineOrder(revision).specs
  const difference = diffSpecs(before, specs)
  const isOtherSeed = revision.options.seed !== list.options.seed
  return {
    name: list.name,
    against,
    isSame: isSameList(revision, list),
    isOtherSeed,
    difference,
    approvalsKept: isOtherSeed ? 0 : await countApproved({ catalogue }, against.runId, specs, difference),
    problems,
  }
}

/** The difference of a revision to the newest refined one before it; null for the first. */
export async function compareWithEarlier(
  { catalogue }: Deps,
  { projectId, wishlistRevisionId }: Pick<RunRow, 'projectId' | 'wishlistRevisionId'>,
  revisions: readonly WishlistRevisionSummary[],
): Promise<WishlistDifference | null> {
  const own = revisions.find((one) => one.wishlistRevisionId === wishlistRevisionId)
  const earlier = revisions.findLast((one) => one.refined && one.revision < (own?.revision ?? 0))
  if (own?.refined !== true || earlier === undefined) return null
  const [before, after] = await Promise.all([
    catalogue.intake.specsOfRevision(projectId, earlier.wishlistRevisionId),
    catalogue.intake.specsOfRevision(projectId, wishlistRevisionId),
  ])
  return diffSpecs(before, after)
}

/** Runs whose difference is remembered: a refined revision never changes. */
const rememberedMax = 200

/** Tells of a run which revision of its list it is; undefined for the only one. */
export function createRevisionViewer(deps: Deps): (run: RunRow) => Promise<RunRevision | undefined> {
  const remembered = new Map<string, RunRevision['difference']>()
  return async (run) => {
    const { intake, runs } = deps.catalogue
    const revisions = await intake.listRevisions(run.projectId, run.wishlistRevisionId)
    const own = revisions.find((one) => one.wishlistRevisionId === run.wishlistRevisionId)
    const newest = revisions.at(-1)
    if (own === undefined || newest === undefined || revisions.length === 1) return undefined
    let difference = remembered.get(run.runId)
    if (difference === undefined) {
      difference = countsOf(await compareWithEarlier(deps, run, revisions))
      if (remembered.size >= rememberedMax) remembered.clear()
      // Until its specs are on their way, refinement may still replace them.
      if (own.refined && run.stage !== 'refining') remembered.set(run.runId, difference)
    }
    return {
      number: own.revision,
      difference,
      carried: await runs.carried(run.runId),
      newest: newest === own ? null : { number: newest.revision, runId: newest.runId },
    }
  }
}

function countsOf(difference: WishlistDifference | null): RunRevision['difference'] {
  if (difference === null) return null
  const { added, changed, removed, unchanged } = difference
  return { added: added.length, changed: changed.length, removed: removed.length, unchanged }
}

/** A page of specs of the catalogue: the lists of a project have at most ten of them. */
const pageSize = 1_000

async function countApproved(
  { catalogue }: Deps,
  runId: string,
  specs: readonly AssetSpec[],
  { added, changed }: WishlistDifference,
): Promise<number> {
  const touched = new Set([...added, ...changed].map(({ key }) => key))
  const kept = new Set(specs.map(({ key }) => key).filter((key) => !touched.has(key)))
  let approved = 0
  for (let cursor: number | null = 0; cursor !== null;) {
    const page: Awaited<ReturnType<typeof catalogue.runs.readSpecs>> = await catalogue.runs.readSpecs(
      runId,
      cursor,
      pageSize,
    )
    approved += page.specs.filter(({ specKey, stage }) => stage === 'done' && kept.has(specKey)).length
    cursor = page.nextCursor
  }
  return approved
}
