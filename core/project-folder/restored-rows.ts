import { canonicalJson, hashOf, sha256Hex } from '../hash.js'
import { idPrefixes, type IdKind } from '../ids.js'
import type { ReviewMarks } from '../review/verdict.js'
import { settledSpecStages, terminalRunStages } from '../run-options.js'
import { specContentHash } from './check-contents.js'
import type { ProjectContents } from './project-contents.js'
import type { FolderRun } from './project-folder.schema.js'
import { togetherRows, type TogetherRows } from './restored-together-rows.js'

/** Rows of the catalogue by table, with columns as their members: what a folder becomes in a project. */
export interface RestoredRows extends TogetherRows {
  readonly wishlists: readonly Record<string, unknown>[]
  readonly wishlist_revisions: readonly Record<string, unknown>[]
  readonly runs: readonly Record<string, unknown>[]
  readonly specs: readonly Record<string, unknown>[]
  readonly spec_revisions: readonly Record<string, unknown>[]
  readonly assets: readonly Record<string, unknown>[]
  readonly run_specs: readonly Record<string, unknown>[]
  readonly generation_jobs: readonly Record<string, unknown>[]
  readonly variants: readonly Record<string, unknown>[]
  readonly scores: readonly Record<string, unknown>[]
  readonly decisions: readonly Record<string, unknown>[]
  readonly asset_versions: readonly Record<string, unknown>[]
  readonly review_tags: readonly Record<string, unknown>[]
}

interface Picture {
  readonly key: string
  readonly round: number
  readonly index: number
}

/**
 * The rows that contents become in the project `projectId`. Ids come from the project and the contents as a whole, so
 * the same folder gives the same rows, and another folder shares none with it. No workflow goes on: what was not over is
 * cancelled, and every spec is closed, so that a decision reopens it.
 */
export function restoredRows(projectId: string, contents: ProjectContents): RestoredRows {
  // Documents are put beside them by their names: they are no part of what the rows are.
  const { documents: _, ...identity } = contents
  const digest = hashOf(identity)
  const idOf = (kind: IdKind, ...names: (string | number)[]) =>
    `${idPrefixes[kind]}_${uuidOf(sha256Hex(canonicalJson([projectId, digest, kind, ...names])))}`
  const project_id = projectId
  const { lists, specs, runs } = contents
  const listRows = lists.map(({ name }) => ({ wishlist_id: idOf('wishlist', name), project_id, name }))
  const revisionRows = lists.flatMap(({ name, revisions }) =>
    revisions.map(({ revision, text, options, createdAt, refinedAt }) => {
      const run = runs.find((one) => one.list === name && one.revision === revision)
      return {
        wishlist_revision_id: idOf('wishlistRevision', name, revision),
        wishlist_id: idOf('wishlist', name),
        ...{ project_id, revision, text, options },
        content_hash: hashOf({ name, text, options }),
        problems: run?.problems ?? [],
        notes: run?.notes ?? [],
        refined_at: refinedAt,
        created_at: createdAt,
      }
    }),
  )
  const withAssets = new Set(runs.flatMap(({ assets }) => assets.map(({ key }) => key)))
  return {
    wishlists: listRows,
    wishlist_revisions: revisionRows,
    runs: runs.map((run) => ({ ...runRow(run), project_id, ...runIdsOf(run, idOf) })),
    specs: specs.map(({ key }) => ({ spec_id: idOf('spec', key), project_id, key })),
    spec_revisions: specs.flatMap(({ key, revisions }) =>
      revisions.map(({ revision, content, createdAt }) => ({
        spec_revision_id: idOf('specRevision', key, revision),
        spec_id: idOf('spec', key),
        ...{ project_id, revision, content, content_hash: specContentHash(content), created_at: createdAt },
      })),
    ),
    assets: [...withAssets].map((key) => ({
      asset_id: idOf('asset', key),
      project_id,
      spec_id: idOf('spec', key),
    })),
    review_tags: specs.flatMap(({ key, reviewTags = [] }) =>
      reviewTags.map(({ version, tags, taggedBy, taggedAt }) => ({
        ...{
          spec_id: idOf('spec', key),
          version,
          project_id,
          tags,
          tagged_by: taggedBy,
          tagged_at: taggedAt,
        },
      })),
    ),
    ...join(runs.map((run) => rowsOfRun(run, project_id, idOf))),
  }
}

type IdOf = (kind: IdKind, ...names: (string | number)[]) => string

function runIdsOf({ list, revision }: FolderRun, idOf: IdOf) {
  return {
    run_id: idOf('run', list, revision),
    wishlist_revision_id: idOf('wishlistRevision', list, revision),
  }
}

function runRow({ stage, failure, createdAt, finishedAt }: FolderRun) {
  const isOver = terminalRunStages.includes(stage)
  return {
    stage: isOver ? stage : 'cancelled',
    failure: isOver ? failure : 'it was not over when the project was exported',
    created_at: createdAt,
    finished_at: finishedAt ?? createdAt,
  }
}

type RunTables = Pick<
  RestoredRows,
  | 'run_specs'
  | 'generation_jobs'
  | 'variants'
  | 'scores'
  | 'decisions'
  | 'asset_versions'
  | keyof TogetherRows
>

function rowsOfRun(run: FolderRun, project_id: string, idOf: IdOf): RunTables {
  const { run_id } = runIdsOf(run, idOf)
  const specRevisionOf = new Map(run.specs.map(({ key, specRevision }) => [key, specRevision]))
  const common = (key: string) => ({
    ...{ project_id, run_id },
    spec_id: idOf('spec', key),
    spec_revision_id: idOf('specRevision', key, specRevisionOf.get(key) ?? 0),
  })
  const ofRun = ({ key, round, index }: Picture) => [run.list, run.revision, key, round, index]
  const variantIdOf = (one: Picture) => idOf('variant', ...ofRun(one))
  const jobIdOf = (one: Picture) => hashOf([run_id, ...ofRun(one)])
  const specRevisionIdOf = (key: string) => common(key).spec_revision_id
  const noteIdOf = (position: number) => idOf('note', run.list, run.revision, position)
  return {
    run_specs: run.specs.map((spec, position) => ({
      ...common(spec.key),
      position,
      variants_per_round: spec.variantsPerRound,
      stage: settledSpecStages.includes(spec.stage) ? spec.stage : 'cancelled',
      ...{ round: spec.round, failure: spec.failure, closed: true },
      finished_variant_id: spec.finished === null ? null : variantIdOf({ key: spec.key, ...spec.finished }),
      origin_run_id:
        spec.carriedFrom === null ? null : idOf('run', spec.carriedFrom.list, spec.carriedFrom.revision),
    })),
    generation_jobs: run.variants.map((one) => ({
      ...common(one.key),
      job_id: jobIdOf(one),
      ...{ round: one.round, variant_index: one.index, seed: one.seed, executions: one.executions },
      ...{ created_at: one.createdAt, adjust: one.adjust },
    })),
    variants: run.variants.map((one) => ({
      ...common(one.key),
      variant_id: variantIdOf(one),
      job_id: jobIdOf(one),
      ...{ round: one.round, variant_index: one.index, seed: one.seed, sha256: one.sha256 },
      ...{ width: one.width, height: one.height, provider: one.provider, placeholder: one.placeholder },
      ...{ provider_version: one.providerVersion, prompt_hash: one.promptHash },
      ...{ cost_micros: one.costMicros, paint_ms: one.paintMs },
      ...{ version: one.version, verdict: one.verdict },
      decision_id: one.decisionId === null ? null : idOf('decision', one.decisionId),
      created_at: one.createdAt,
      picture_removed_at: one.pictureRemovedAt,
      provenance: one.provenance ?? null,
      marks: restoredMarks(one.marks, idOf),
    })),
    scores: run.variants.flatMap((one) =>
      one.score === null
        ? []
        : [{ variant_id: variantIdOf(one), project_id, score: one.score, checks: one.checks }],
    ),
    decisions: run.decisions.map((one) => ({
      ...{ project_id, run_id, variant_id: variantIdOf(one), decision_id: idOf('decision', one.decisionId) },
      spec_revision_id: common(one.key).spec_revision_id,
      ...{ version: one.version, verb: one.verb, verdict: one.verdict, reason: one.reason, note: one.note },
      ...{ reviewer: one.reviewer, decided_at: one.decidedAt },
      ...{ group_id: one.groupId ?? null, marks: restoredMarks(one.marks, idOf) },
    })),
    asset_versions: run.assets.map((one) => ({
      ...common(one.key),
      asset_version_id: idOf('assetVersion', one.key, one.version),
      asset_id: idOf('asset', one.key),
      variant_id: variantIdOf(one),
      ...{ version: one.version, sha256: one.sha256, size_bytes: one.sizeBytes },
      ...{ width: one.width, height: one.height, trim: one.trim, processing: one.processing, look: one.look },
      created_at: one.createdAt,
    })),
    ...togetherRows(run, { project_id, run_id, variantIdOf, specRevisionIdOf, noteIdOf }),
  }
}

/** Marks name decisions, which have ids of their own here. */
function restoredMarks(marks: FolderRun['variants'][number]['marks'], idOf: IdOf): unknown {
  if (marks === undefined) return null
  const { pickId, signOffs, ...rest } = marks as ReviewMarks
  return {
    ...rest,
    ...(pickId === undefined ? {} : { pickId: idOf('decision', pickId) }),
    ...(signOffs === undefined
      ? {}
      : { signOffs: signOffs.map((one) => ({ ...one, decisionId: idOf('decision', one.decisionId) })) }),
  }
}

function join(parts: readonly RunTables[]): RunTables {
  return {
    // Owners first: what is carried refers to them.
    run_specs: parts
      .flatMap((one) => one.run_specs)
      .sort((a, b) => Number(a['origin_run_id'] !== null) - Number(b['origin_run_id'] !== null)),
    generation_jobs: parts.flatMap((one) => one.generation_jobs),
    variants: parts.flatMap((one) => one.variants),
    scores: parts.flatMap((one) => one.scores),
    decisions: parts.flatMap((one) => one.decisions),
    asset_versions: parts.flatMap((one) => one.asset_versions),
    review_notes: parts.flatMap((one) => one.review_notes),
    run_assignments: parts.flatMap((one) => one.run_assignments),
    review_assignments: parts.flatMap((one) => one.review_assignments),
  }
}

/** The first 128 bits of a hash as a UUID of version 8 (RFC 9562: made by other rules than time or randomness). */
function uuidOf(hex: string): string {
  const variant = ((parseInt(hex.charAt(16), 16) & 0x3) | 0x8).toString(16)
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    `${variant}${hex.slice(17, 20)}`,
    hex.slice(20, 32),
  ].join('-')
}
