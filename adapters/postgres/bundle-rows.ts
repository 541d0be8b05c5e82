import type { ClientBase } from 'pg'
import { AssetloomError } from '../../core/errors.js'
import type { BundleRow, HandedOverSpec } from '../../core/bundle-ports.js'
import type { NamedProfile } from '../../core/bundle/export-profile.schema.js'
import { queryTx } from './transaction.js'

/** Columns of a BundleRow; the statement has bundles as b. */
export const bundleColumns = `b.bundle_id, b.project_id, b.run_id, b.target, b.kind, b.profile, b.handed_over, b.content_id, b.state, b.failure,
  b.created_at, b.published_at`

export interface BundleColumns {
  bundle_id: string
  project_id: string
  run_id: string
  target: string
  kind: 'approved' | 'provisional' | 'release'
  profile: NamedProfile | null
  handed_over: HandedOverSpec[]
  content_id: string
  state: BundleRow['state']
  failure: string | null
  created_at: Date
  published_at: Date | null
}

export function toBundle(row: BundleColumns): BundleRow {
  return {
    bundleId: row.bundle_id,
    projectId: row.project_id,
    runId: row.run_id,
    target: row.target,
    ...(row.kind === 'approved' ? {} : { kind: row.kind }),
    ...(row.profile === null ? {} : { profile: row.profile }),
    ...(row.handed_over.length === 0 ? {} : { handedOver: row.handed_over }),
    contentId: row.content_id,
    state: row.state,
    failure: row.failure,
    createdAt: row.created_at.toISOString(),
    publishedAt: row.published_at?.toISOString() ?? null,
  }
}

export function noSuchBundle(contentId: string): AssetloomError {
  return new AssetloomError('NotFound', `no bundle with content id ${contentId}`, 'freeze the run first', {
    contentId,
  })
}

/** The id of a bundle whose row stays locked to the end of the transaction. Throws NotFound. */
export async function lockBundle(tx: ClientBase, contentId: string): Promise<string> {
  const [bundle] = await queryTx<{ bundle_id: string }>(
    tx,
    'SELECT bundle_id FROM bundles WHERE content_id = $1 FOR NO KEY UPDATE',
    [contentId],
  )
  if (!bundle) throw noSuchBundle(contentId)
  return bundle.bundle_id
}
