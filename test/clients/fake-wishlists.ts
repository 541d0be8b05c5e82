import type {
  SubmitWishlistBody,
  WishlistAccepted,
  WishlistDiff,
  WishlistList,
  WishlistRevisionView,
} from '../../core/http/http-api.js'
import {
  composeReading,
  countReading,
  filterReading,
  readingOutcomes,
  type ReadingPage,
} from '../../core/http/compose-reading.js'
import { detectIntake } from '../../core/intake/detect-intake.js'
import { diffSpecs } from '../../core/intake/diff-specs.js'
import { parseWishlistList } from '../../core/intake/parse-list.js'
import { refineOrder } from '../../core/intake/refine-order.js'
import type { WishlistRevisionSummary } from '../../core/intake-ports.js'
import type { RunOptions } from '../../core/run-options.js'
import type { FakeRun, FakeWorld } from './fake-world.js'

/** The newest list of that name with the same text and options is the run that is there, ended or not. */
export function submitList(world: FakeWorld, projectId: string, list: SubmitWishlistBody): WishlistAccepted {
  const { against, isSame, difference } = diffList(world, projectId, list)
  if (isSame && against !== null) {
    const { wishlistRevisionId, runId, revision } = against
    return { wishlistRevisionId, runId, revision, created: false, held: false }
  }
  const { view } = world.submit(projectId, list.name, list.text, optionsOf(list))
  const { wishlistRevisionId, runId, wishlistRevision: revision } = view
  const changes = against === null ? {} : { difference }
  return { wishlistRevisionId, runId, revision, created: true, held: false, ...changes }
}

/** Compares by core's own rules. */
export function diffList(world: FakeWorld, projectId: string, list: SubmitWishlistBody): WishlistDiff {
  const newest = world.runsOfList(projectId, list.name)[0]
  const options = optionsOf(list)
  const { specs, problems } = parse(list.name, list.text, options)
  const before = newest === undefined ? [] : parse(list.name, newest.text, newest.view.options).specs
  const difference = diffSpecs(before, specs)
  const isOtherSeed = newest !== undefined && newest.view.options.seed !== options.seed
  const touched = [...difference.added, ...difference.changed, ...difference.removed].map(({ key }) => key)
  const kept = newest?.specs.filter((spec) => spec.stage === 'done' && !touched.includes(spec.specKey)) ?? []
  return {
    name: list.name,
    against: newest === undefined ? null : summarise(newest),
    isSame: newest?.text === list.text && JSON.stringify(newest.view.options) === JSON.stringify(options),
    isOtherSeed,
    difference,
    approvalsKept: isOtherSeed ? 0 : kept.length,
    problems,
  }
}

export function listLists({ runs }: FakeWorld, projectId: string): WishlistList {
  const wishlists = runs
    .filter(({ view }) => view.projectId === projectId)
    .map(({ view }) => ({
      wishlistRevisionId: view.wishlistRevisionId,
      name: view.wishlistName,
      revision: view.wishlistRevision,
      runId: view.runId,
      createdAt: view.createdAt,
    }))
  return { wishlists }
}

/** How the list of a run was read, by core's own rules; all on one page. */
export function readReading({ view, text }: FakeRun, filter: string | null): ReadingPage {
  const { runId, wishlistName: name, wishlistRevision: revision, options } = view
  const kind = detectIntake(text, name)
  const lines = composeReading({ name, text, kind, ...refineOrder({ name, text, options }) })
  const outcome = readingOutcomes.find((one) => one === filter) ?? null
  const shown = filterReading(lines, outcome)
  return {
    ...{ runId, name, revision, kind, counts: countReading(lines), total: lines.length },
    ...{ lines: shown, nextCursor: null },
  }
}

export function readRevision(
  world: FakeWorld,
  projectId: string,
  wishlistRevisionId: string,
): WishlistRevisionView | undefined {
  const run = world.runs.find(({ view }) => view.wishlistRevisionId === wishlistRevisionId)
  if (run === undefined || run.view.projectId !== projectId) return undefined
  const { view, text } = run
  const all = world.runsOfList(projectId, view.wishlistName).toReversed()
  return {
    wishlistRevisionId,
    wishlistId: `wl_${all[0]?.view.wishlistRevisionId}`,
    projectId,
    revision: view.wishlistRevision,
    name: view.wishlistName,
    text,
    problems: view.problems,
    notes: view.notes,
    options: view.options,
    runId: view.runId,
    revisions: all.map(summarise),
  }
}

function summarise({ view }: FakeRun): WishlistRevisionSummary {
  return {
    wishlistRevisionId: view.wishlistRevisionId,
    revision: view.wishlistRevision,
    runId: view.runId,
    runStage: view.stage,
    refined: true,
    createdAt: view.createdAt,
  }
}

function parse(fileName: string, text: string, { palette, variantsPerSpec, provider }: RunOptions) {
  return parseWishlistList({ fileName, text, options: { palette, variantsPerSpec, provider } })
}

function optionsOf(list: SubmitWishlistBody): RunOptions {
  return {
    seed: list.seed ?? 1,
    variantsPerSpec: list.variantsPerSpec ?? null,
    provider: list.provider ?? 'procedural',
    ...(list.drafts === undefined ? {} : { drafts: list.drafts }),
    review: list.review ?? 'person',
    targets: list.targets ?? ['generic'],
    palette: [],
    windowSize: 8,
    undoWindowMs: 1000,
  }
}
