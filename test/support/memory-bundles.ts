import { primaryOf } from '../../core/review/primary-variant.js'
import { hashOf } from '../../core/hash.js'
import type {
  BundleCatalogue,
  ExportProfileRow,
  FrozenAsset,
  HandedOverSpec,
  SpecStanding,
} from '../../core/bundle-ports.js'
import { exportProfileLimits } from '../../core/bundle/export-profile.schema.js'
import { isPrepared } from '../../core/bundle/is-prepared.js'
import { AssetloomError } from '../../core/errors.js'
import { withReviewTags } from '../../core/review-together/review-tags.js'
import { placeholderAsset } from '../../core/provisional/placeholder-asset.js'
import {
  addEvent,
  addOutbox,
  boundLimit,
  byText,
  isOf,
  isoNow,
  notFound,
  ownerSpec,
  requireRun,
} from './memory-catalogue-state.js'
import type { MemoryBundle, MemoryState } from './memory-catalogue-state.js'

type FreezeInput = Parameters<BundleCatalogue['freeze']>[0]

export function createMemoryBundles(state: MemoryState): BundleCatalogue {
  const all = () => [...state.bundles.values()]
  const requireBundle = (contentId: string): MemoryBundle => {
    const bundle = state.bundles.get(contentId)
    if (!bundle) throw notFound(`bundle ${contentId}`)
    return bundle
  }
  return {
    freeze: async (input) => {
      requireRun(state, input.runId, input.projectId)
      const assets = chosenSet(state, input)
      input.judge?.(assets, standings(state, input.runId))
      return [...new Set(input.targets)].map((target) => freezeTarget(state, input, target, assets))
    },
    loadFrozen: async (contentId) => {
      const { row, assets, previousContentId, pictures } = requireBundle(contentId)
      const shown = assets.map((frozen) => {
        const { sha256, sizeBytes } = pictures.get(frozen.asset.specId) ?? frozen.asset
        return frozen.provisional === true
          ? {
              ...frozen,
              asset: { ...frozen.asset, sha256, sizeBytes },
              variant: { ...frozen.variant, sha256 },
            }
          : frozen
      })
      return structuredClone({
        ...{ bundle: row, assets: shown, previousContentId },
        pictures: [...pictures.values()].sort((a, b) => byText(a.specId, b.specId)),
      })
    },
    savePictures: async (contentId, pictures) => {
      const bundle = requireBundle(contentId)
      for (const picture of pictures) bundle.pictures.set(picture.specId, { ...picture })
    },
    findAtlas: async (projectId, atlasContentId) =>
      structuredClone(state.atlases.get(`${projectId} ${atlasContentId}`) ?? null),
    saveAtlas: async (projectId, atlas) => {
      const key = `${projectId} ${atlas.atlasContentId}`
      if (!state.atlases.has(key)) state.atlases.set(key, structuredClone(atlas))
    },
    saveFiles: async (contentId, files) => {
      requireBundle(contentId).files = structuredClone([...files]).sort((a, b) => byText(a.path, b.path))
    },
    publish: async (contentId) => {
      const { row } = requireBundle(contentId)
      if (row.state === 'published') return
      Object.assign(row, {
        state: 'published',
        failure: null,
        publishedAt: row.publishedAt ?? isoNow(state),
      })
      const { projectId, runId, bundleId, target, kind } = row
      addEvent(state, projectId, runId, 'bundlePublished', {
        ...{ bundleId, target, contentId },
        ...(kind === undefined ? {} : { kind }),
      })
    },
    fail: async (contentId, failure) => {
      const bundle = state.bundles.get(contentId)
      if (bundle?.row.state !== 'building') return
      bundle.failures += 1
      Object.assign(bundle.row, { state: 'failed', failure })
    },
    rebuild: async (contentId) => {
      const bundle = requireBundle(contentId)
      if (bundle.row.state !== 'published') return false
      bundle.failures += 1
      Object.assign(bundle.row, { state: 'building' })
      const { projectId, runId } = bundle.row
      addOutbox(
        state,
        {
          ...{ kind: 'startBundleRun', projectId, runId, contentId },
          ...(isPrepared(bundle.row) ? { prepares: true } : {}),
        },
        `startBundleRun/${contentId}/${bundle.failures}`,
      )
      return true
    },
    listProfiles: async (projectId) =>
      [...(state.exportProfiles.get(projectId)?.values() ?? [])]
        .map((row) => structuredClone(row))
        .sort((a, b) => byText(a.name, b.name)),
    saveProfile: async ({ projectId, name, profile }) => {
      const rows = state.exportProfiles.get(projectId) ?? new Map<string, ExportProfileRow>()
      state.exportProfiles.set(projectId, rows)
      const known = rows.get(name)
      if (known !== undefined && hashOf(known.profile) === hashOf(profile)) return structuredClone(known)
      if (known === undefined && rows.size >= exportProfileLimits.profilesMax)
        throw new AssetloomError('Conflict', 'a project has enough export profiles', 'remove one')
      const row = { name, version: (known?.version ?? 0) + 1, profile, updatedAt: isoNow(state) }
      rows.set(name, structuredClone(row))
      return row
    },
    removeProfile: async (projectId, name) => state.exportProfiles.get(projectId)?.delete(name) ?? false,
    find: async (bundleId) => {
      const bundle = all().find(({ row }) => row.bundleId === bundleId)
      return bundle ? structuredClone({ bundle: bundle.row, files: bundle.files }) : null
    },
    listOfRun: async (runId) =>
      all()
        .filter(({ runIds }) => runIds.has(runId))
        .map(({ row }) => ({ ...row }))
        .sort((a, b) => byText(a.target, b.target)),
    listBuilding: async (limit) =>
      all()
        .filter(({ row }) => row.state === 'building')
        .slice(0, boundLimit(limit))
        .map(({ row }) => ({ ...row })),
    frozenSpecRevisions: async (contentId) => closable(state, contentId),
  }
}

/** The approved assets, and for a provisional bundle a placeholder for every other spec of the run, by key. */
function chosenSet(state: MemoryState, input: FreezeInput): FrozenAsset[] {
  const approved = approvedSet(state, input)
  if (input.kind !== 'provisional') return approved
  const { projectId, runId } = input
  const run = requireRun(state, runId)
  const there = new Set(approved.map(({ asset }) => asset.specId))
  const placeholders = run.specs
    .filter(({ specId }) => !there.has(specId))
    .map(({ specId, specRevisionId }) => {
      const content = state.specRevisions.get(specRevisionId)?.content
      if (!content) throw notFound(`spec ${specRevisionId}`)
      const owner = { projectId, runId, specId, specRevisionId, orderedAt: run.createdAt }
      const tagged = withReviewTags(content, state.reviewTags.get(specId)?.at(-1)?.tags ?? [])
      return structuredClone({ ...placeholderAsset(content, owner, null), ...tagged })
    })
  return [...approved, ...placeholders].sort((a, b) => byText(a.asset.specKey, b.asset.specKey))
}

function standings(state: MemoryState, runId: string): SpecStanding[] {
  const run = requireRun(state, runId)
  return run.specs
    .map((spec) => {
      const { stage, failure } = ownerSpec(state, run, spec).spec
      return { key: spec.key, stage, failure }
    })
    .sort((a, b) => byText(a.key, b.key))
}

function approvedSet(state: MemoryState, { runId }: FreezeInput): FrozenAsset[] {
  const run = requireRun(state, runId)
  const frozen = run.specs.flatMap((spec): FrozenAsset[] => {
    const variant = primaryOf(
      [...state.variants.values()]
        .filter(isOf(ownerSpec(state, run, spec)))
        .filter(({ variantId }) => state.assetVersions.has(variantId)),
    )
    const asset = variant && state.assetVersions.get(variant.variantId)
    const content = state.specRevisions.get(spec.specRevisionId)?.content
    const decision = state.decisions.find(
      (one) => one.variantId === variant?.variantId && one.version === variant.version,
    )
    if (!variant || !asset || !content || !decision) return []
    const { reviewer, decidedAt } = decision
    const tagged = withReviewTags(content, state.reviewTags.get(spec.specId)?.at(-1)?.tags ?? [])
    return [structuredClone({ asset, ...tagged, variant, decision: { reviewer, decidedAt } })]
  })
  return frozen.sort((a, b) => byText(a.asset.specKey, b.asset.specKey))
}

function freezeTarget(
  state: MemoryState,
  input: FreezeInput,
  target: string,
  assets: readonly FrozenAsset[],
) {
  const { projectId, runId } = input
  const handedOver = handedOverOf(state, runId)
  const wanted = input.contentIdOf(target, assets, handedOver)
  const foreign = (state.bundles.get(wanted)?.row.projectId ?? projectId) !== projectId
  const contentId = foreign ? hashOf({ projectId, contentId: wanted }) : wanted
  const bundle = state.bundles.get(contentId) ?? {
    row: {
      bundleId: state.ids.mint('bundle'),
      projectId,
      runId,
      target,
      ...(input.kind === undefined ? {} : { kind: input.kind }),
      ...(input.profile === undefined ? {} : { profile: input.profile }),
      ...(handedOver.length === 0 ? {} : { handedOver }),
      contentId,
      state: 'building' as const,
      failure: null,
      createdAt: isoNow(state),
      publishedAt: null,
    },
    failures: 0,
    runIds: new Set<string>(),
    previousContentId: previousOf(state, input, target, assets),
    assets: structuredClone([...assets]),
    pictures: new Map(),
    files: [],
  }
  state.bundles.set(contentId, bundle)
  bundle.runIds.add(runId)
  if (bundle.row.state === 'failed') Object.assign(bundle.row, { state: 'building', failure: null })
  if (input.start && bundle.row.state !== 'published')
    addOutbox(
      state,
      {
        ...{ kind: 'startBundleRun', projectId, runId, contentId },
        ...(isPrepared(bundle.row) ? { prepares: true } : {}),
      },
      `startBundleRun/${contentId}/${bundle.failures}`,
    )
  return { ...bundle.row }
}

function handedOverOf(state: MemoryState, runId: string): HandedOverSpec[] {
  const run = requireRun(state, runId)
  return run.specs
    .flatMap((spec) => {
      const { stage, quality } = ownerSpec(state, run, spec).spec
      return stage === 'reviewing' && quality?.outcome === 'handedOver'
        ? [{ key: spec.key, reason: quality.reason }]
        : []
    })
    .sort((a, b) => byText(a.key, b.key))
}

function previousOf(
  state: MemoryState,
  { projectId, runId, profile }: FreezeInput,
  target: string,
  assets: readonly FrozenAsset[],
): string | null {
  const wishlistOf = (id: string) => state.revisions.get(requireRun(state, id).wishlistRevisionId)?.wishlistId
  const own = wishlistOf(runId)
  const specIds = new Set(assets.map(({ asset }) => asset.specId))
  const published = [...state.bundles.values()]
    .filter(({ row }) => row.projectId === projectId && row.target === target && row.state === 'published')
    .filter(({ row }) => row.profile?.name === profile?.name)
    .sort((a, b) => byText(a.row.publishedAt ?? '', b.row.publishedAt ?? ''))
  const last =
    published.findLast(({ row }) => wishlistOf(row.runId) === own) ??
    published.findLast((one) => one.assets.some(({ asset }) => specIds.has(asset.specId)))
  return last?.row.contentId ?? null
}

function closable(state: MemoryState, contentId: string): { runId: string; specRevisionId: string }[] {
  const bundle = state.bundles.get(contentId)
  if (!bundle || bundle.row.kind === 'provisional') return []
  const frozen = new Set(bundle.assets.map(({ asset }) => asset.specId))
  return [...bundle.runIds].sort(byText).flatMap((runId) =>
    requireRun(state, runId)
      .specs.filter(
        ({ stage, specId, originRunId, quality }) =>
          originRunId === undefined &&
          quality === undefined &&
          (['rejected', 'failed', 'cancelled'].includes(stage) || (stage === 'done' && frozen.has(specId))),
      )
      .map(({ specRevisionId }) => ({ runId, specRevisionId })),
  )
}
