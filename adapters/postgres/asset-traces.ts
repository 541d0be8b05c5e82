import { traceKinds, type AssetTraces, type TraceKind, type TraceSubject } from '../../core/library-ports.js'
import { boundLimit } from './page-limit.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

/** The history of single assets, from the line of a list to the bundles that hold them. */
export function createAssetTraces({ pool }: PostgresCatalogueContext): AssetTraces {
  return {
    async resolve(projectId, name) {
      const [row] = await queryPool<TraceSubject & { place: number }>(pool, resolveSql, [projectId, name])
      if (!row) return null
      const { place: _place, ...subject } = row
      return subject
    },
    async steps(subject, limit) {
      const rows = await queryPool<{ at: Date; kind: TraceKind; id: string; data: Record<string, unknown> }>(
        pool,
        stepsSql,
        [subject.projectId, subject.specId, subject.variantId, [...traceKinds], boundLimit(limit)],
      )
      return rows.map(({ at, kind, id, data }) => ({ at: at.toISOString(), kind, id, data }))
    },
  }
}

/** Ids before hashes before keys; of equal bytes the finished asset before a variant, the oldest first. */
const resolveSql = `
SELECT f.place, s.project_id AS "projectId", s.spec_id AS "specId", s.key, a.asset_id AS "assetId",
  f.variant_id AS "variantId"
FROM (
  SELECT 1 AS place, spec_id, variant_id, created_at FROM variants WHERE variant_id = $2
  UNION ALL SELECT 2, spec_id, NULL, created_at FROM assets WHERE asset_id = $2
  UNION ALL SELECT 3, spec_id, variant_id, created_at FROM asset_versions WHERE asset_version_id = $2
  UNION ALL SELECT 4, spec_id, NULL, created_at FROM specs WHERE spec_id = $2
  UNION ALL SELECT 5, spec_id, variant_id, created_at FROM asset_versions WHERE sha256 = $2
  UNION ALL SELECT 6, spec_id, variant_id, created_at FROM variants WHERE sha256 = $2
  UNION ALL SELECT 7, av.spec_id, av.variant_id, av.created_at FROM bundle_files bf
    JOIN bundle_assets ba ON ba.bundle_id = bf.bundle_id
    JOIN asset_versions av ON av.asset_version_id = ba.asset_version_id
    JOIN specs fs ON fs.spec_id = av.spec_id
    WHERE bf.sha256 = $2 AND bf.path ~ ('(^|/)' || fs.key || '_?\\.[a-z0-9]+$')
  UNION ALL SELECT 8, spec_id, NULL, created_at FROM specs WHERE project_id = $1 AND key = $2
) AS f JOIN specs s ON s.spec_id = f.spec_id LEFT JOIN assets a ON a.spec_id = s.spec_id
WHERE $1::text IS NULL OR s.project_id = $1
ORDER BY f.place, f.created_at, f.variant_id LIMIT 1`

const listed = `SELECT wr.created_at, 'listed', wr.wishlist_revision_id, jsonb_build_object('list', w.name,
    'revision', wr.revision, 'runId', rs.run_id, 'line', sr.content #> '{source,line}',
    'text', sr.content #> '{source,text}', 'file', sr.content #> '{source,file}',
    'specRevisionId', rs.spec_revision_id, 'carriedFrom', rs.origin_run_id)
  FROM run_specs rs JOIN runs r ON r.run_id = rs.run_id
    JOIN wishlist_revisions wr ON wr.wishlist_revision_id = r.wishlist_revision_id
    JOIN wishlists w ON w.wishlist_id = wr.wishlist_id
    JOIN spec_revisions sr ON sr.spec_revision_id = rs.spec_revision_id
  WHERE rs.project_id = $1 AND rs.spec_id = $2`

const specified = `SELECT created_at, 'specified', spec_revision_id, jsonb_build_object('revision', revision,
    'contentHash', content_hash, 'type', content -> 'assetType', 'prompt', content #> '{prompt,positive}',
    'size', content -> 'size', 'provider', content -> 'provider', 'origin', content -> 'origin')
  FROM spec_revisions WHERE project_id = $1 AND spec_id = $2`

const handedIn = `SELECT DISTINCT u.created_at, 'handedIn', u.sha256, jsonb_build_object('sha256', u.sha256,
    'mediaType', u.media_type, 'sizeBytes', u.size_bytes, 'author', sr.content #> '{origin,author}',
    'licence', sr.content #> '{origin,licence}', 'trainable', sr.content #> '{origin,trainable}')
  FROM spec_revisions sr JOIN uploads u ON u.project_id = sr.project_id
    AND (u.sha256 = sr.content #>> '{origin,sha256}' OR sr.content #> '{origin,sources}' ? u.sha256)
  WHERE sr.project_id = $1 AND sr.spec_id = $2`

const made = `SELECT j.created_at, 'planned', j.job_id, jsonb_build_object('runId', j.run_id, 'round', j.round,
    'variantIndex', j.variant_index, 'seed', j.seed, 'executions', j.executions,
    'specRevisionId', j.spec_revision_id)
  FROM generation_jobs j LEFT JOIN variants v ON v.job_id = j.job_id
  WHERE j.project_id = $1 AND j.spec_id = $2 AND j.stage IS NULL AND ($3::text IS NULL OR v.variant_id = $3)
UNION ALL SELECT v.created_at, 'generated', v.variant_id, jsonb_build_object('jobId', v.job_id, 'runId', v.run_id,
    'round', v.round, 'variantIndex', v.variant_index, 'seed', v.seed, 'sha256', v.sha256, 'width', v.width,
    'height', v.height, 'provider', v.provider, 'providerVersion', v.provider_version, 'placeholder', v.placeholder,
    'promptHash', v.prompt_hash, 'costMicros', v.cost_micros, 'paintMs', v.paint_ms)
  FROM variants v WHERE v.project_id = $1 AND v.spec_id = $2 AND ($3::text IS NULL OR v.variant_id = $3)
UNION ALL SELECT sc.scored_at, 'scored', v.variant_id, jsonb_build_object('score', sc.score, 'checks', sc.checks)
  FROM scores sc JOIN variants v ON v.variant_id = sc.variant_id
  WHERE v.project_id = $1 AND v.spec_id = $2 AND ($3::text IS NULL OR v.variant_id = $3)`

const reproduced = `SELECT p.created_at, 'reproduced', p.job_id, jsonb_build_object('variantId', p.variant_id,
    'outcome', p.outcome, 'sha256', p.report -> 'sha256', 'distance', p.report -> 'distance',
    'differs', p.report -> 'differs', 'costMicros', p.cost_micros)
  FROM reproductions p JOIN variants v ON v.variant_id = p.variant_id
  WHERE v.project_id = $1 AND v.spec_id = $2 AND ($3::text IS NULL OR v.variant_id = $3)`

const decided = `SELECT d.decided_at, 'decided', d.decision_id, jsonb_build_object('variantId', d.variant_id,
    'version', d.version, 'verb', d.verb, 'verdict', d.verdict, 'reason', d.reason, 'note', d.note,
    'reviewer', d.reviewer)
  FROM decisions d JOIN variants v ON v.variant_id = d.variant_id
  WHERE v.project_id = $1 AND v.spec_id = $2 AND ($3::text IS NULL OR v.variant_id = $3)`

const shipped = `SELECT av.created_at, 'finished', av.asset_version_id, jsonb_build_object('assetId', av.asset_id,
    'version', av.version, 'variantId', av.variant_id, 'sha256', av.sha256, 'sizeBytes', av.size_bytes,
    'width', av.width, 'height', av.height, 'processing', av.processing)
  FROM asset_versions av
  WHERE av.project_id = $1 AND av.spec_id = $2 AND ($3::text IS NULL OR av.variant_id = $3)
UNION ALL SELECT b.created_at, 'bundled', b.bundle_id, jsonb_build_object('target', b.target, 'state', b.state,
    'contentId', b.content_id, 'runId', b.run_id, 'publishedAt', b.published_at,
    'assetVersionId', ba.asset_version_id)
  FROM bundle_assets ba JOIN bundles b ON b.bundle_id = ba.bundle_id
    JOIN asset_versions av ON av.asset_version_id = ba.asset_version_id
  WHERE av.project_id = $1 AND av.spec_id = $2 AND ($3::text IS NULL OR av.variant_id = $3)`

// Of one variant: where its bundle was deployed. Files of older bundles may lie in a game beside those of its bundle.
const deployments = (
  at: string,
  kind: string,
) => `SELECT d.${at}, '${kind}', d.deployment_id, jsonb_build_object(
    'bundleId', d.bundle_id, 'target', d.target, 'game', d.game, 'folder', d.folder, 'files', (
      SELECT jsonb_agg(f ->> 'path') FROM jsonb_array_elements(d.files) AS f WHERE f ->> 'key' = ds.key))
  FROM specs ds JOIN deployments d ON d.project_id = ds.project_id
    AND d.files @> jsonb_build_array(jsonb_build_object('key', ds.key))
  WHERE ds.project_id = $1 AND ds.spec_id = $2 AND d.${at} IS NOT NULL AND ($3::text IS NULL OR EXISTS (
    SELECT 1 FROM bundle_assets ba JOIN asset_versions av ON av.asset_version_id = ba.asset_version_id
    WHERE ba.bundle_id = d.bundle_id AND av.variant_id = $3))`

const deployed = `${deployments('deployed_at', 'deployed')}
UNION ALL ${deployments('undone_at', 'takenBack')}`

const stepsSql = `
SELECT at, kind, id, data
FROM (${[listed, specified, handedIn, made, reproduced, decided, shipped, deployed].join('\nUNION ALL ')}) AS told (at, kind, id, data)
ORDER BY date_trunc('milliseconds', at), array_position($4::text[], kind), id LIMIT $5`
