import { AssetloomError } from '../../core/errors.js'
import { canonicalJson, hashOf } from '../../core/hash.js'
import type { IntakeCatalogue, ProjectCatalogue } from '../../core/ports.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { addEvent, addOutbox, isoNow, notFound, requireRun } from './memory-catalogue-state.js'
import type { MemoryRunSpec, MemoryState } from './memory-catalogue-state.js'

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
      const { contentHash: _hash, refined: _refined, ...row } = revision
      return structuredClone(row)
    },
    saveRefinement: async (given) => saveRefinement(state, structuredClone(given)),
  }
}

function submitWishlist(
  state: MemoryState,
  { projectId, name, text, options }: Parameters<IntakeCatalogue['submitWishlist']>[0],
) {
  if (!state.projects.has(projectId)) throw notFound(`project ${projectId}`)
  const contentHash = hashOf({ name, text, options })
  const known = [...state.revisions.values()].find(
    (one) => one.projectId === projectId && one.contentHash === contentHash,
  )
  if (known) return { wishlistRevisionId: known.wishlistRevisionId, runId: known.runId, created: false }
  const wishlistKey = `${projectId} ${name}`
  const wishlistId = state.wishlists.get(wishlistKey) ?? state.ids.mint('wishlist')
  state.wishlists.set(wishlistKey, wishlistId)
  const wishlistRevisionId = state.ids.mint('wishlistRevision')
  const runId = state.ids.mint('run')
  state.revisions.set(wishlistRevisionId, {
    wishlistRevisionId,
    wishlistId,
    projectId,
    name,
    text,
    options,
    problems: [],
    notes: [],
    contentHash,
    refined: false,
    runId,
  })
  state.runs.set(runId, {
    runId,
    projectId,
    wishlistRevisionId,
    stage: 'refining',
    paused: false,
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
  addEvent(state, projectId, runId, 'runCreated', { wishlistRevisionId, wishlist: name })
  return { wishlistRevisionId, runId, created: true }
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
  const specs = input.specs.map((spec) => keepSpec(state, projectId, spec, revision.options.variantsPerSpec))
  const idsOf = (list: readonly MemoryRunSpec[]) => list.map((one) => one.specRevisionId)
  const same =
    canonicalJson([idsOf(run.specs), revision.problems, revision.notes]) ===
    canonicalJson([idsOf(specs), problems, notes])
  const counts = { specs: specs.length, problems: problems.length, notes: notes.length }
  if (revision.refined && same) return counts
  if (canonicalJson(idsOf(run.specs)) !== canonicalJson(idsOf(specs))) run.specs = specs
  Object.assign(revision, { problems, notes, refined: true })
  addEvent(state, projectId, runId, 'wishlistRefined', counts)
  return counts
}

function keepSpec(
  state: MemoryState,
  projectId: string,
  content: AssetSpec,
  variantsPerSpec: number | null,
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
    variantsPerRound: variantsPerSpec ?? content.variants,
    stage: 'waiting',
    round: 0,
    failure: null,
    closed: false,
    finishedVariantId: null,
  }
}
