import { AssetloomError } from '../../core/errors.js'
import { canonicalJson, hashOf } from '../../core/hash.js'
import type { IntakeCatalogue, SubmittedList, WishlistRevisionSummary } from '../../core/intake-ports.js'
import { listContentHash } from '../../core/intake/list-content.js'
import { heldRunSignalKey } from '../../core/outbox-delivery.js'
import { variantsPerRoundOf } from '../../core/spec-edits/draft-spec.js'
import type { ProjectCatalogue } from '../../core/ports.js'
import { terminalRunStages, type RunOptions } from '../../core/run-options.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { addEvent, addOutbox, isoNow, notFound, ownerSpec, requireRun } from './memory-catalogue-state.js'
import type { MemoryRevision, MemoryRun, MemoryRunSpec, MemoryState } from './memory-catalogue-state.js'

export function createMemoryProjects(state: MemoryState): ProjectCatalogue {
  return {
    ensure: async ({ key, name }) => {
      const known = [...state.projects.values()].find((one) => one.key === key)
      const project = known ?? {
        projectId: state.ids.mint('project'),
        key,
        name,
        createdAt: isoNow(state),
      }
      state.projects.set(project.projectId, project)
      return project
    },
    find: async (projectId) => state.projects.get(projectId) ?? null,
    list: async () => [...state.projects.values()],
  }
}

export function createMemoryIntake(state: MemoryState): IntakeCatalogue {
  return {
    submitWishlist: async (given) => submitWishlist(state, structuredClone(given)),
    loadRevision: async (projectId, wishlistRevisionId) => {
      const revision = state.revisions.get(wishlistRevisionId)
      if (!revision || revision.projectId !== projectId) throw notFound(`revision ${wishlistRevisionId}`)
      const { contentHash: _hash, refined: _refined, createdAt: _at, ...row } = revision
      return structuredClone(row)
    },
    saveRefinement: async (given) => saveRefinement(state, structuredClone(given)),
    addNotes: async (given) => addNotes(state, structuredClone(given)),
    listRevisions: async (projectId, wishlistRevisionId) => {
      const revision = state.revisions.get(wishlistRevisionId)
      if (!revision || revision.projectId !== projectId) return []
      return revisionsOf(state, revision.wishlistId).map((one) => summarise(state, one))
    },
    findNewestRevision: async (projectId, name) => {
      const newest = revisionsOf(state, state.wishlists.get(`${projectId} ${name}`) ?? '').at(-1)
      return newest ? summarise(state, newest) : null
    },
    specRevisions: async (projectId, specId, limit) => {
      const known = [...state.specRevisions.entries()].filter(
        ([, one]) => one.specId === specId && one.projectId === projectId,
      )
      const rows = known.map(([specRevisionId, { content }], index) => ({
        ...{ specRevisionId, revision: index + 1, createdAt: isoNow(state), spec: content },
      }))
      return structuredClone(rows.reverse().slice(0, limit))
    },
    specsOfRevision: async (projectId, wishlistRevisionId) => {
      const run = [...state.runs.values()].find((one) => one.wishlistRevisionId === wishlistRevisionId)
      if (!run || run.projectId !== projectId) return []
      return structuredClone(
        run.specs.flatMap((one) => state.specRevisions.get(one.specRevisionId)?.content ?? []),
      )
    },
  }
}

function revisionsOf(state: MemoryState, wishlistId: string): MemoryRevision[] {
  return [...state.revisions.values()]
    .filter((one) => one.wishlistId === wishlistId)
    .sort((a, b) => a.revision - b.revision)
}

function summarise(state: MemoryState, one: MemoryRevision): WishlistRevisionSummary {
  const { wishlistRevisionId, revision, runId, refined, createdAt } = one
  return {
    wishlistRevisionId,
    revision,
    runId,
    runStage: requireRun(state, runId).stage,
    refined,
    createdAt,
  }
}

function submitWishlist(
  state: MemoryState,
  input: Parameters<IntakeCatalogue['submitWishlist']>[0],
): SubmittedList {
  const { projectId, name, text } = input
  if (!state.projects.has(projectId)) throw notFound(`project ${projectId}`)
  const contentHash = listContentHash(input)
  const wishlistKey = `${projectId} ${name}`
  const wishlistId = state.wishlists.get(wishlistKey) ?? state.ids.mint('wishlist')
  state.wishlists.set(wishlistKey, wishlistId)
  const newest = revisionsOf(state, wishlistId).at(-1)
  if (input.expectedRevision !== undefined && input.expectedRevision !== newest?.revision)
    throw new AssetloomError('Conflict', `revision ${newest?.revision ?? 0} is the newest`, 'look again')
  const before = newest === undefined ? undefined : requireRun(state, newest.runId)
  const isHeld = newest?.options.hold === true && before?.paused === true
  if (newest?.contentHash === contentHash) {
    const { wishlistRevisionId, runId, revision } = newest
    return { wishlistRevisionId, runId, revision, created: false, held: isHeld }
  }
  const replaced = isHeld && before !== undefined && isUntouched(before) ? before : null
  const { hold, ...ordered } = input.options
  const held = input.keepsHold === true ? replaced !== null : hold === true
  const options: RunOptions = { ...ordered, ...(held ? { hold: true } : {}) }
  const revision = (newest?.revision ?? 0) + 1
  const wishlistRevisionId = state.ids.mint('wishlistRevision')
  const runId = state.ids.mint('run')
  state.revisions.set(wishlistRevisionId, {
    wishlistRevisionId,
    wishlistId,
    projectId,
    revision,
    name,
    text,
    options,
    problems: [],
    notes: [],
    contentHash,
    refined: false,
    runId,
    createdAt: isoNow(state),
  })
  state.runs.set(runId, {
    runId,
    projectId,
    wishlistRevisionId,
    stage: 'refining',
    paused: held,
    failure: null,
    createdAt: isoNow(state),
    finishedAt: null,
    specs: [],
  })
  addOutbox(
    state,
    { kind: 'startWishlistRun', projectId, wishlistRevisionId, runId },
    `startWishlistRun/${wishlistRevisionId}`,
  )
  addEvent(state, projectId, runId, 'runCreated', { wishlistRevisionId, wishlist: name, revision })
  if (replaced?.stage !== 'generating') return { wishlistRevisionId, runId, revision, created: true, held }
  cancelHeldRun(state, replaced)
  return { wishlistRevisionId, runId, revision, created: true, held, cancelledRunId: replaced.runId }
}

function isUntouched({ stage, specs }: MemoryRun): boolean {
  const begun = specs.some((spec) => spec.originRunId === undefined && spec.stage !== 'waiting')
  return (stage === 'generating' || stage === 'failed') && !begun
}

function cancelHeldRun(state: MemoryState, run: MemoryRun): void {
  const { projectId, runId } = run
  Object.assign(run, { stage: 'cancelled', finishedAt: isoNow(state) })
  for (const spec of run.specs) if (spec.originRunId === undefined) spec.stage = 'cancelled'
  addEvent(state, projectId, runId, 'runStageChanged', { stage: 'cancelled' })
  const message = { kind: 'signalRun', projectId, runId, signal: 'cancelRun' } as const
  addOutbox(state, message, heldRunSignalKey(runId))
}

function saveRefinement(state: MemoryState, input: Parameters<IntakeCatalogue['saveRefinement']>[0]) {
  const { projectId, runId, wishlistRevisionId, problems, notes } = input
  if (new Set(input.specs.map(({ key }) => key)).size !== input.specs.length)
    throw new AssetloomError('InvalidInput', 'two specs have one key', 'give each spec its own key')
  const run = requireRun(state, runId, projectId)
  const revision = state.revisions.get(wishlistRevisionId)
  if (!revision || run.wishlistRevisionId !== wishlistRevisionId) throw notFound('revision')
  if (revision.refined && run.stage !== 'refining')
    return {
      specs: run.specs.length,
      problems: revision.problems.length,
      notes: revision.notes.length,
    }
  const specs = input.specs.map((spec) => keepSpec(state, projectId, spec, revision.options))
  const idsOf = (list: readonly MemoryRunSpec[]) => list.map((one) => one.specRevisionId)
  const same =
    canonicalJson([idsOf(run.specs), revision.problems, revision.notes]) ===
    canonicalJson([idsOf(specs), problems, notes])
  const counts = { specs: specs.length, problems: problems.length, notes: notes.length }
  if (revision.refined && same) return counts
  if (canonicalJson(idsOf(run.specs)) !== canonicalJson(idsOf(specs))) {
    run.specs = specs
    carrySpecs(state, run, revision)
  }
  Object.assign(revision, { problems, notes, refined: true })
  addEvent(state, projectId, runId, 'wishlistRefined', counts)
  return counts
}

function addNotes(
  state: MemoryState,
  { projectId, wishlistRevisionId, notes }: Parameters<IntakeCatalogue['addNotes']>[0],
): void {
  const revision = state.revisions.get(wishlistRevisionId)
  if (!revision || revision.projectId !== projectId) throw notFound(`revision ${wishlistRevisionId}`)
  const known = new Set(revision.notes.map((note) => canonicalJson(note)))
  const fresh = notes.filter((note) => !known.has(canonicalJson(note)))
  if (fresh.length === 0) return
  const all = [...revision.notes, ...fresh]
  Object.assign(revision, { notes: all })
  const specs = requireRun(state, revision.runId).specs.length
  addEvent(state, projectId, revision.runId, 'wishlistRefined', {
    ...{ specs, problems: revision.problems.length, notes: all.length },
  })
}

function keepSpec(
  state: MemoryState,
  projectId: string,
  content: AssetSpec,
  options: RunOptions,
): MemoryRunSpec {
  const { source: _, ...identity } = content
  const contentHash = hashOf(identity)
  const specKey = `${projectId} ${content.key}`
  const specId = state.specIds.get(specKey) ?? state.ids.mint('spec')
  state.specIds.set(specKey, specId)
  const revisionKey = `${specId} ${contentHash}`
  const specRevisionId = state.specIds.get(revisionKey) ?? state.ids.mint('specRevision')
  state.specIds.set(revisionKey, specRevisionId)
  if (!state.specRevisions.has(specRevisionId))
    state.specRevisions.set(specRevisionId, { projectId, specId, contentHash, content })
  return {
    specId,
    specRevisionId,
    key: content.key,
    variantsPerRound: variantsPerRoundOf(content, options),
    stage: 'waiting',
    round: 0,
    failure: null,
    closed: false,
    finishedVariantId: null,
  }
}

function carrySpecs(state: MemoryState, run: MemoryRun, revision: MemoryRevision): void {
  const earlier = revisionsOf(state, revision.wishlistId)
    .filter((one) => one.revision < revision.revision && one.options.seed === revision.options.seed)
    .reverse()
    .map((one) => requireRun(state, one.runId))
  for (const spec of run.specs) {
    const found = earlier
      .flatMap((one) =>
        one.specs
          .filter(({ specRevisionId }) => specRevisionId === spec.specRevisionId)
          .map((known) => ownerSpec(state, one, known)),
      )
      .find((one) => isCarriable(state, one, spec, revision))
    if (found) spec.originRunId = found.ownerRunId
  }
}

function isCarriable(
  state: MemoryState,
  { ownerRunId, spec: owned }: ReturnType<typeof ownerSpec>,
  spec: MemoryRunSpec,
  revision: MemoryRevision,
): boolean {
  const owner = requireRun(state, ownerRunId)
  const { review, contract } = state.revisions.get(owner.wishlistRevisionId)?.options ?? {}
  const isSameContract = canonicalJson(contract ?? null) === canonicalJson(revision.options.contract ?? null)
  if (owned.variantsPerRound !== spec.variantsPerRound) return false
  if (owned.stage === 'done' || owned.stage === 'rejected') return true
  if (owned.stage === 'failed' || owned.stage === 'cancelled') return false
  const neverStarted = owned.stage === 'waiting' && terminalRunStages.includes(owner.stage)
  return review === revision.options.review && isSameContract && !neverStarted
}
