import {
  nearColour,
  traceKinds,
  type AssetShelf,
  type AssetTraces,
  type LibraryItem,
  type TraceKind,
  type TraceStep,
  type UploadCatalogue,
  type UploadRow,
} from '../../core/library-ports.js'
import { oklabDistance } from '../../core/palette/oklab.js'
import { withReviewTags } from '../../core/review-together/review-tags.js'
import { primaryOf } from '../../core/review/primary-variant.js'
import type { AssetVersionRow } from '../../core/library-ports.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { boundLimit, byText, isoNow, type MemoryState } from './memory-catalogue-state.js'

export function createMemoryUploads(state: MemoryState): UploadCatalogue {
  const rows = new Map<string, UploadRow>()
  return {
    save: async (input) => {
      const key = `${input.projectId} ${input.sha256}`
      const row = rows.get(key) ?? { ...input, createdAt: isoNow(state) }
      rows.set(key, row)
      return structuredClone(row)
    },
    find: async (projectId, sha256) => structuredClone(rows.get(`${projectId} ${sha256}`) ?? null),
  }
}

export function createMemoryShelf(state: MemoryState): AssetShelf {
  return {
    search: async (query) => {
      const shown = shownVersions(state, query.projectId)
      const items = shown
        .map((version) => itemOf(state, version, shown))
        .filter((item) => {
          const words = [item.key, item.prompt, item.tags.join(' ')].join(' ').toLowerCase()
          const starts = words.split(/[^\p{L}\p{N}]+/u)
          return (
            query.words.every((word) =>
              /^[a-z0-9]+$/.test(word) ? starts.some((one) => one.startsWith(word)) : words.includes(word),
            ) &&
            (query.type === undefined || item.type === query.type) &&
            (query.tag === undefined ||
              item.tags.some((tag) => tag.toLowerCase() === query.tag?.toLowerCase())) &&
            (query.colour === undefined ||
              item.look?.colours.some(({ lab }) => oklabDistance(lab, query.colour!) <= nearColour)) &&
            (query.cursor === undefined || byText(item.key, query.cursor) > 0)
          )
        })
        .sort((a, b) => byText(a.key, b.key))
      const page = items.slice(0, boundLimit(query.limit))
      return { items: page, nextCursor: items.length > page.length ? (page.at(-1)?.key ?? null) : null }
    },
    find: async (assetId) => {
      const versions = versionsOf(state)
        .filter((one) => one.assetId === assetId)
        .sort((a, b) => b.version - a.version)
      const [newest] = versions
      if (newest === undefined) return null
      const spec = specOf(state, newest)
      return {
        ...{ assetId, projectId: newest.projectId, specId: newest.specId, key: newest.specKey },
        ...{ type: spec.assetType, prompt: spec.prompt.positive, tags: spec.tags },
        versions: versions.map((version) => {
          const variant = state.variants.get(version.variantId)!
          const { verdict, provider, providerVersion, placeholder, seed, score } = variant
          const { assetVersionId, specRevisionId, sha256, sizeBytes, width, height, processing } = version
          return {
            ...{ assetVersionId, version: version.version, specRevisionId, sha256, sizeBytes, width, height },
            ...{ look: version.look ?? null, processing, runId: version.runId, variantId: version.variantId },
            ...{ verdict, provider, providerVersion, placeholder, seed, score, finishedAt: isoNow(state) },
            decisions: state.decisions.filter((one) => one.variantId === version.variantId),
          }
        }),
      }
    },
  }
}

type StoredVersion = AssetVersionRow & { readonly look?: LibraryItem['look'] }

function versionsOf(state: MemoryState): StoredVersion[] {
  return [...state.assetVersions.values()]
}

/** Of the review with the newest approved version of each asset its primary. */
function shownVersions(state: MemoryState, projectId: string): StoredVersion[] {
  const approved = versionsOf(state)
    .filter((one) => one.projectId === projectId && variantOf(state, one).verdict === 'approved')
    .sort((a, b) => b.version - a.version)
  const isShown = (version: StoredVersion): boolean => {
    const newest = approved.find(({ assetId }) => assetId === version.assetId)
    const review = approved.filter((one) => reviewOf(one) === reviewOf(newest!))
    return primaryOf(review.map((one) => variantOf(state, one)))?.variantId === version.variantId
  }
  return approved.filter(isShown)
}

function reviewOf({ assetId, runId, specRevisionId }: StoredVersion): string {
  return `${assetId} ${runId} ${specRevisionId}`
}

function variantOf(state: MemoryState, { variantId }: StoredVersion) {
  return state.variants.get(variantId)!
}

function specOf(state: MemoryState, { specRevisionId }: { readonly specRevisionId: string }): AssetSpec {
  const { specId, content } = state.specRevisions.get(specRevisionId)!
  return withReviewTags(content, state.reviewTags.get(specId)?.at(-1)?.tags ?? []).spec
}

function itemOf(state: MemoryState, version: StoredVersion, shown: readonly StoredVersion[]): LibraryItem {
  const spec = specOf(state, version)
  const { score, provider, placeholder, seed } = state.variants.get(version.variantId)!
  const { assetId, assetVersionId, projectId, width, height, sha256, runId, variantId } = version
  return {
    ...{ assetId, assetVersionId, projectId, key: version.specKey, type: spec.assetType },
    ...{ prompt: spec.prompt.positive, tags: spec.tags, width, height, sha256, look: version.look ?? null },
    ...{ score, provider, placeholder, seed, runId, variantId, version: version.version },
    origin: spec.origin === undefined ? 'software' : 'human',
    versions: versionsOf(state).filter((one) => one.assetId === assetId).length,
    finishedAt: isoNow(state),
    sameBytesAs: shown
      .filter((one) => one.sha256 === sha256 && one.assetId !== assetId)
      .map(({ specKey }) => specKey)
      .sort(byText),
  }
}

export function createMemoryTraces(state: MemoryState): AssetTraces {
  return {
    resolve: async (projectId, name) => {
      const versions = versionsOf(state)
      const variants = [...state.variants.values()]
      const found =
        variants.find((one) => one.variantId === name) ??
        versions.find((one) => one.assetId === name) ??
        versions.find((one) => one.assetVersionId === name) ??
        versions.find((one) => one.sha256 === name) ??
        variants.find((one) => one.sha256 === name)
      const revision = [...state.specRevisions.values()].find((one) =>
        found === undefined
          ? one.specId === name || (projectId === one.projectId && one.content.key === name)
          : one.specId === found.specId,
      )
      if (revision === undefined || (projectId !== null && revision.projectId !== projectId)) return null
      const { specId, content } = revision
      const assetId = versions.find((one) => one.specId === specId)?.assetId ?? null
      const isWhole = found === undefined || name === assetId
      return {
        ...{ projectId: revision.projectId, specId, key: content.key, assetId },
        variantId: isWhole ? null : found.variantId,
      }
    },
    steps: async ({ specId, variantId }, limit) => {
      const at = isoNow(state)
      const told = (kind: TraceKind, id: string, data: object): TraceStep => ({
        at,
        kind,
        id,
        data: { ...data },
      })
      const isMeant = (one: { specId: string; variantId: string }) =>
        one.specId === specId && (variantId === null || one.variantId === variantId)
      const variants = [...state.variants.values()].filter(isMeant)
      const versions = versionsOf(state).filter(isMeant)
      const steps = [
        ...[...state.runs.values()].flatMap((run) =>
          run.specs
            .filter((one) => one.specId === specId)
            .map((one) =>
              told('listed', run.wishlistRevisionId, { runId: run.runId, ...sourceOf(state, one) }),
            ),
        ),
        ...[...state.specRevisions]
          .filter(([, one]) => one.specId === specId)
          .map(([id, { content }]) => told('specified', id, { prompt: content.prompt.positive })),
        ...variants.map(({ jobId, seed }) => told('planned', jobId, { seed })),
        ...variants.map((one) => told('generated', one.variantId, { sha256: one.sha256, seed: one.seed })),
        ...variants
          .filter(({ score }) => score !== null)
          .map(({ variantId: id, score }) => told('scored', id, { score })),
        ...state.reproductions
          .filter((one) => variants.some((variant) => variant.variantId === one.variantId))
          .map((one) => told('reproduced', one.jobId, { outcome: one.outcome, sha256: one.sha256 })),
        ...state.decisions
          .filter((one) => variants.some((variant) => variant.variantId === one.variantId))
          .map((one) => told('decided', one.decisionId, { reviewer: one.reviewer, verdict: one.verdict })),
        ...versions.map((one) => told('finished', one.assetVersionId, { sha256: one.sha256 })),
        ...[...state.bundles.values()]
          .filter(({ assets }) =>
            assets.some(({ asset }) => versions.some((one) => one.assetVersionId === asset.assetVersionId)),
          )
          .map(({ row }) => told('bundled', row.bundleId, { target: row.target, state: row.state })),
        ...deploymentsOf(state, specId, variantId).flatMap(({ deploymentId, undoneAt, ...data }) => [
          told('deployed', deploymentId, data),
          ...(undoneAt === null ? [] : [told('takenBack', deploymentId, data)]),
        ]),
      ]
      return steps
        .sort((a, b) => traceKinds.indexOf(a.kind) - traceKinds.indexOf(b.kind))
        .slice(0, boundLimit(limit))
    },
  }
}

function sourceOf(state: MemoryState, one: { readonly specRevisionId: string }) {
  const { file, line, text } = specOf(state, one).source
  return { file, line, text }
}

function deploymentsOf(state: MemoryState, specId: string, variantId: string | null) {
  const spec = [...state.specRevisions.values()].find((one) => one.specId === specId)
  return [...state.deployments.values()]
    .map(({ files, ...row }) => ({
      ...row,
      files: files.filter(({ key }) => key === spec?.content.key).map(({ path }) => path),
    }))
    .filter(({ projectId, bundleId, files }) => {
      const bundle = [...state.bundles.values()].find(({ row }) => row.bundleId === bundleId)
      const isOfVariant = bundle?.assets.some(({ asset }) => asset.variantId === variantId) === true
      const isOfSpec = projectId === spec?.projectId && files.length > 0
      return isOfSpec && (variantId === null || isOfVariant)
    })
}
