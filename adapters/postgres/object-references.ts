import type { Pool } from 'pg'
import { queryPool } from './transaction.js'

/** One place of the catalogue that refers to stored bytes. */
export interface ObjectReference {
  readonly table: string
  readonly column: string
  /** Gives a column `sha256`, without NULL. */
  readonly select: string
}

/**
 * Every place of the catalogue that refers to stored bytes: what is in none of them may be swept away, and a backup
 * holds what is in any of them. A test fails when the schema has a column that could hold a hash and is neither here nor
 * in `columnsWithoutObjects`.
 */
export const objectReferences: readonly ObjectReference[] = [
  {
    table: 'variants',
    column: 'sha256',
    // One that was approved after its bytes were given up was painted again: it is kept.
    select: `SELECT sha256 FROM variants WHERE picture_removed_at IS NULL OR verdict = 'approved'`,
  },
  {
    table: 'variant_previews',
    column: 'sha256',
    // Those of a picture that was given up go with it.
    select: `SELECT p.sha256 FROM variant_previews p JOIN variants v USING (variant_id)
      WHERE v.picture_removed_at IS NULL OR v.verdict = 'approved'`,
  },
  { table: 'drafts', column: 'sha256', select: `SELECT sha256 FROM drafts WHERE picture_removed_at IS NULL` },
  {
    table: 'cutouts',
    column: 'picture_sha256',
    // One that nobody wants any more was refunded; one that has ended is not asked for again.
    select: `SELECT picture_sha256 AS sha256 FROM cutouts c WHERE c.ended_at IS NULL
      AND NOT EXISTS (SELECT 1 FROM ledger_entries l WHERE l.job_id = c.job_id AND l.kind = 'refund')`,
  },
  { table: 'asset_versions', column: 'sha256', select: 'SELECT sha256 FROM asset_versions' },
  { table: 'uploads', column: 'sha256', select: 'SELECT sha256 FROM uploads' },
  { table: 'bundle_files', column: 'sha256', select: 'SELECT sha256 FROM bundle_files' },
  { table: 'bundle_pictures', column: 'sha256', select: 'SELECT sha256 FROM bundle_pictures' },
  {
    table: 'chain_steps',
    column: 'output',
    // Pictures of variants are not its own: the project's retention may give them up.
    select: `SELECT image ->> 'sha256' AS sha256 FROM chain_steps c, jsonb_array_elements(
        CASE WHEN jsonb_typeof(c.output -> 'images') = 'array' THEN c.output -> 'images' ELSE '[]' END) AS image
      WHERE NOT EXISTS (
        SELECT 1 FROM variants v WHERE v.project_id = c.project_id AND v.sha256 = image ->> 'sha256')`,
  },
  {
    table: 'atlases',
    column: 'pages',
    select: `SELECT page ->> 'sha256' AS sha256 FROM atlases, jsonb_array_elements(pages) AS page`,
  },
]

/** Columns that look as if they could name an object, and why they do not. */
export const columnsWithoutObjects: Readonly<Record<string, string>> = {
  'wishlist_revisions.options': 'numbers, words and colours',
  'wishlist_revisions.problems': 'messages with file and line',
  'wishlist_revisions.notes': 'messages with file and line',
  'project_settings.content': 'words, sizes, colours; hashes of models, which are no objects',
  'documents.sha256': 'the hash of the text in the same row',
  'spec_revisions.content': 'the spec: words, sizes and colours; the bytes that it names are uploads',
  'scores.checks': 'measures',
  'generation_jobs.adjust': 'numbers and words; a source is a draft, an upload or a variant',
  'drafts.provenance': 'names, numbers; hashes of models and graphs, which are no objects',
  'drafts.checks': 'measures',
  'cutouts.picture': 'names, numbers; hashes of models and graphs, which are no objects',
  'cutouts.sha256': 'the bytes of the variant that it is for; without one it is made again',
  'cutouts.outcome': 'names, numbers and words',
  'reproductions.report': 'measures and hashes; what was made again is not kept',
  'generation_jobs.route': 'names, numbers; hashes of models and graphs, which are no objects',
  'variants.provenance': 'the same',
  'run_specs.quality': 'ids, measures and words',
  'decision_requests.message': 'ids and words; a picture to begin from is a variant',
  'variants.marks': 'the same',
  'decisions.marks': 'the same',
  'asset_versions.trim': 'a box',
  'asset_versions.processing': 'measures and colours',
  'asset_versions.look': 'measures and colours',
  'chain_steps.input': 'words, and hashes that are referred to elsewhere',
  'chain_steps.resolved_input': 'the same',
  'chain_steps.notes': 'words',
  'outbox.message': 'ids; a content id names a workflow',
  'bundles.handed_over': 'keys of specs',
  'bundles.profile': 'numbers and words',
  'export_profiles.content': 'numbers and words',
  'deployments.files': 'what lies in a game; nobody reads it from the store',
  'gpu_hosts.facts': 'names of files on that host, and sizes',
  'gpu_hosts.resident': 'the same',
  'gpu_hosts.pace': 'times',
  'provider_breakers.state': 'counts and times',
  'events.data': 'ids, counts and words',
  'decision_requests.asked_with': 'kind and id of a credential',
  'bundle_assets.review_tags': 'words',
  'bundle_placeholders.review_tags': 'the same',
  'review_tags.tags': 'the same',
  'review_notes.former': 'the same',
  'audit_log.details': 'ids, counts and words; a hash among them is referred to elsewhere',
  'webhook_deliveries.data': 'ids, counts and words',
  'idempotency_keys.body': 'an answer: its hashes are in the rows that it tells of',
}

/** The hash of every object that the catalogue refers to, each once, in order. */
export const referencedObjectsSql = `SELECT DISTINCT sha256 FROM (
  ${objectReferences.map(({ select }) => select).join('\n  UNION ALL ')}) AS marked
WHERE sha256 ~ '^[0-9a-f]{64}$' ORDER BY sha256`

/** All of them at once: 64 bytes each, so that a million takes some 100 MB for the time of a sweep. */
export async function readReferencedObjects(pool: Pool): Promise<Set<string>> {
  const rows = await queryPool<{ sha256: string }>(pool, referencedObjectsSql)
  return new Set(rows.map(({ sha256 }) => sha256))
}
