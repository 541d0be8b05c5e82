import {
  nearColour,
  type AssetLook,
  type AssetShelf,
  type LibraryAsset,
  type LibraryItem,
  type LibraryQuery,
  type LibraryVersion,
} from '../../core/library-ports.js'
import type { DecisionRow } from '../../core/review-ports.js'
import type { ProcessingRecord } from '../../core/library-ports.js'
import { joinTags } from '../../core/review-together/review-tags.js'
import type { Verdict } from '../../core/review/verdict.js'
import type { AssetSpec } from '../../core/spec/asset-spec.schema.js'
import { boundLimit } from './page-limit.js'
import { primaryFirst } from './show-primary.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

const sameBytesMax = 20

/** The approved and finished assets of projects, for people who look for one. */
export function createAssetShelf(context: PostgresCatalogueContext): AssetShelf {
  return {
    search: async (query) => await search(context, query),
    find: async (assetId) => await findAsset(context, assetId),
  }
}

// The index spec_revisions_words is on exactly this expression.
const ownWords = `(sr.content ->> 'key') || ' ' || (sr.content #>> '{prompt,positive}') || ' ' || (sr.content ->> 'tags')`
const wordsOf = (text: string) => `to_tsvector('simple', translate(
  ${text},
  '-_/.:@+&', '        '))`
/** Tags of the review count as if the spec had them; only the specs that have some are looked at without the index. */
const withWords = (query: string) =>
  `SELECT sr.spec_id, sr.spec_revision_id FROM spec_revisions sr
    WHERE sr.project_id = $1 AND ${wordsOf(ownWords)} @@ to_tsquery('simple', ${query})
  UNION ALL SELECT sr.spec_id, sr.spec_revision_id FROM review_tags_now t JOIN spec_revisions sr USING (spec_id)
    WHERE t.project_id = $1 AND ${wordsOf(`${ownWords} || ' ' || t.tags::text`)} @@ to_tsquery('simple', ${query})`

/**
 * What the asset that `of` names shows: of the review with the newest approved version its primary. Ranks of several
 * reviews say nothing about each other.
 */
const shown = (of: string) => `SELECT a.* FROM (
    SELECT av.*, v.marks, v.round, v.variant_index, v.provider, v.placeholder, v.seed,
      max(av.version) OVER (PARTITION BY av.run_id, av.spec_revision_id) AS newest_of_review
    FROM asset_versions av JOIN variants v ON v.variant_id = av.variant_id AND v.verdict = 'approved'
    WHERE av.asset_id = ${of}) a
  ORDER BY a.newest_of_review DESC, ${primaryFirst.replaceAll('v.', 'a.')} LIMIT 1`

interface ItemRow {
  asset_id: string
  asset_version_id: string
  project_id: string
  key: string
  spec: AssetSpec
  review_tags: string[] | null
  width: number
  height: number
  sha256: string
  look: AssetLook | null
  score: number | null
  provider: string
  placeholder: boolean
  seed: string
  run_id: string
  variant_id: string
  version: number
  versions: string
  created_at: Date
  same: string[]
}

const tagsOfReview = `LEFT JOIN LATERAL (
    SELECT r.tags FROM review_tags r WHERE r.spec_id = s.spec_id ORDER BY r.version DESC LIMIT 1) t ON true`

/** Keys, so many that those which no longer show these bytes hardly matter. */
const sameLookedAtMax = sameBytesMax * 5
const sameBytes = `SELECT os.key FROM (
    SELECT o.asset_id, o.asset_version_id, s.key FROM asset_versions o JOIN specs s USING (spec_id)
    WHERE o.project_id = $1 AND o.sha256 = n.sha256 AND o.asset_id <> n.asset_id
    ORDER BY s.key COLLATE "C" LIMIT ${sameLookedAtMax}) os
  WHERE os.asset_version_id = (SELECT x.asset_version_id FROM (${shown('os.asset_id')}) x)
  ORDER BY os.key COLLATE "C" LIMIT ${sameBytesMax}`

/**
 * What each asset shows, which has to match, in the order of keys: no more assets are looked at than a page needs. Words are
 * asked of the index where it can answer; where a script has no blanks between words, their text is looked through.
 */
async function search(
  { pool }: PostgresCatalogueContext,
  query: LibraryQuery,
): ReturnType<AssetShelf['search']> {
  const limit = boundLimit(query.limit)
  const values: unknown[] = [query.projectId]
  const given = (value: unknown) => `$${values.push(value)}`
  const { found, ofSpecs, ofShown } = conditionsOf(query, given)
  const rows = await queryPool<ItemRow>(
    pool,
    `${found} SELECT n.asset_id, n.asset_version_id, n.project_id, s.key, sr.content AS spec, t.tags AS review_tags, n.width,
       n.height, n.sha256, n.look, sc.score, n.provider, n.placeholder, n.seed, n.run_id, n.variant_id, n.version, n.created_at,
       (SELECT count(*) FROM asset_versions o WHERE o.asset_id = n.asset_id) AS versions, ARRAY(${sameBytes}) AS same
     FROM (
       SELECT s.spec_id, s.key FROM specs s WHERE s.project_id = $1 ${ofSpecs.map((one) => `AND ${one}`).join(' ')}
       ORDER BY s.key COLLATE "C" OFFSET 0) s
     JOIN assets a USING (spec_id)
     CROSS JOIN LATERAL (${shown('a.asset_id')}) n
     JOIN spec_revisions sr ON sr.spec_revision_id = n.spec_revision_id
     LEFT JOIN scores sc ON sc.variant_id = n.variant_id
     ${tagsOfReview}
     WHERE true ${ofShown.map((one) => `AND ${one}`).join(' ')}
     ORDER BY s.key COLLATE "C" LIMIT ${given(limit + 1)}`,
    values,
  )
  const items = rows.slice(0, limit).map(toItem)
  return { items, nextCursor: rows.length > limit ? (items.at(-1)?.key ?? null) : null }
}

interface Conditions {
  /** The revisions with all words, asked of the index once; empty where no words are asked for. */
  readonly found: string
  readonly ofSpecs: readonly string[]
  readonly ofShown: readonly string[]
}

/**
 * What is asked of the specs `s`, and of what is shown of each: `n` with its revision `sr` and the tags `t`. Specs none of whose
 * revisions match need not be looked at further.
 */
function conditionsOf(
  { words, type, tag, colour, cursor }: LibraryQuery,
  given: (value: unknown) => string,
): Conditions {
  let found = ''
  const [ofSpecs, ofRevision, ofVersion]: [string[], string[], string[]] = [[], [], []]
  const indexed = words.filter((word) => /^[a-z0-9]+$/.test(word))
  const looked = words.filter((word) => !indexed.includes(word))
  if (cursor !== undefined) ofSpecs.push(`s.key COLLATE "C" > ${given(cursor)}`)
  if (indexed.length > 0) {
    found = `WITH found AS MATERIALIZED (${withWords(given(indexed.map((word) => `${word}:*`).join(' & ')))})`
    ofSpecs.push('s.spec_id IN (SELECT spec_id FROM found)')
    // As a question about each, not as a join: PostgreSQL cannot know how many are found.
    ofVersion.push('(sr.spec_revision_id IN (SELECT spec_revision_id FROM found)) IS TRUE')
  }
  if (looked.length > 0)
    ofRevision.push(`(SELECT bool_and(position(word IN lower(concat_ws(' ', s.key, sr.content #>> '{prompt,positive}',
      sr.content ->> 'tags', t.tags::text))) > 0) FROM unnest(${given(looked)}::text[]) AS word)`)
  if (type !== undefined) ofRevision.push(`sr.content ->> 'assetType' = ${given(type)}`)
  if (tag !== undefined)
    ofRevision.push(`EXISTS (
      SELECT 1 FROM jsonb_array_elements_text((sr.content -> 'tags') || coalesce(t.tags, '[]')) AS tag
      WHERE lower(tag) = lower(${given(tag)}))`)
  if (colour !== undefined) {
    const [l, a, b] = colour.map((part) => `${given(part)}::float8`)
    const isNear = `EXISTS (SELECT 1 FROM jsonb_array_elements(n.look -> 'colours') AS c
      WHERE sqrt(power((c #>> '{lab,0}')::float8 - ${l}, 2) + power((c #>> '{lab,1}')::float8 - ${a}, 2)
        + power((c #>> '{lab,2}')::float8 - ${b}, 2)) <= ${given(nearColour)})`
    ofSpecs.push(`EXISTS (SELECT 1 FROM assets a JOIN asset_versions n USING (asset_id)
      WHERE a.spec_id = s.spec_id AND ${isNear})`)
    ofVersion.push(isNear)
  }
  if (ofRevision.length > 0)
    ofSpecs.push(`EXISTS (SELECT 1 FROM spec_revisions sr ${tagsOfReview}
      WHERE sr.spec_id = s.spec_id AND ${ofRevision.join(' AND ')})`)
  return { found, ofSpecs, ofShown: [...ofRevision, ...ofVersion] }
}

function toItem(row: ItemRow): LibraryItem {
  const { spec } = row
  return {
    assetId: row.asset_id,
    assetVersionId: row.asset_version_id,
    projectId: row.project_id,
    key: row.key,
    type: spec.assetType,
    prompt: spec.prompt.positive,
    tags: joinTags(spec.tags, row.review_tags ?? []),
    width: row.width,
    height: row.height,
    sha256: row.sha256,
    look: row.look,
    score: row.score,
    provider: row.provider,
    placeholder: row.placeholder,
    origin: spec.origin === undefined ? 'software' : 'human',
    seed: row.seed,
    runId: row.run_id,
    variantId: row.variant_id,
    version: row.version,
    versions: Number(row.versions),
    finishedAt: row.created_at.toISOString(),
    sameBytesAs: row.same,
  }
}

interface VersionRow {
  asset_id: string
  project_id: string
  spec_id: string
  key: string
  spec: AssetSpec
  review_tags: string[] | null
  asset_version_id: string
  version: number
  spec_revision_id: string
  sha256: string
  size_bytes: string
  width: number
  height: number
  look: AssetLook | null
  processing: ProcessingRecord
  run_id: string
  variant_id: string
  verdict: Verdict
  provider: string
  provider_version: string
  placeholder: boolean
  seed: string
  score: number | null
  created_at: Date
  decisions: DecisionRow[]
}

/** A version each of which a person may have decided several times. */
async function findAsset({ pool }: PostgresCatalogueContext, assetId: string): Promise<LibraryAsset | null> {
  const rows = await queryPool<VersionRow>(
    pool,
    `SELECT av.asset_id, av.project_id, av.spec_id, s.key, sr.content AS spec, av.asset_version_id, av.version,
       (SELECT t.tags FROM review_tags_now t WHERE t.spec_id = av.spec_id) AS review_tags,
       av.spec_revision_id, av.sha256, av.size_bytes, av.width, av.height, av.look, av.processing, av.run_id,
       av.variant_id, v.verdict, v.provider, v.provider_version, v.placeholder, v.seed, sc.score, av.created_at,
       (SELECT coalesce(jsonb_agg(jsonb_build_object('decisionId', d.decision_id, 'variantId', d.variant_id,
         'version', d.version, 'verb', d.verb, 'verdict', d.verdict, 'reason', d.reason, 'note', d.note,
         'reviewer', d.reviewer, 'projectId', d.project_id, 'runId', d.run_id, 'specRevisionId', d.spec_revision_id,
         'decidedAt', to_char(d.decided_at AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'))
         ORDER BY d.version), '[]') FROM decisions d WHERE d.variant_id = av.variant_id) AS decisions
     FROM asset_versions av
       JOIN specs s ON s.spec_id = av.spec_id
       JOIN spec_revisions sr ON sr.spec_revision_id = av.spec_revision_id
       JOIN variants v ON v.variant_id = av.variant_id
       LEFT JOIN scores sc ON sc.variant_id = av.variant_id
     WHERE av.asset_id = $1 ORDER BY av.version DESC LIMIT 1000`,
    [assetId],
  )
  const [newest] = rows
  if (newest === undefined) return null
  return {
    assetId: newest.asset_id,
    projectId: newest.project_id,
    specId: newest.spec_id,
    key: newest.key,
    type: newest.spec.assetType,
    prompt: newest.spec.prompt.positive,
    tags: joinTags(newest.spec.tags, newest.review_tags ?? []),
    versions: rows.map(toVersion),
  }
}

function toVersion(row: VersionRow): LibraryVersion {
  return {
    assetVersionId: row.asset_version_id,
    version: row.version,
    specRevisionId: row.spec_revision_id,
    sha256: row.sha256,
    sizeBytes: Number(row.size_bytes),
    width: row.width,
    height: row.height,
    look: row.look,
    processing: row.processing,
    runId: row.run_id,
    variantId: row.variant_id,
    verdict: row.verdict,
    provider: row.provider,
    providerVersion: row.provider_version,
    placeholder: row.placeholder,
    seed: row.seed,
    score: row.score,
    finishedAt: row.created_at.toISOString(),
    decisions: row.decisions,
  }
}
