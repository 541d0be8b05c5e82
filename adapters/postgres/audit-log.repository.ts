import type { AuditCatalogue, AuditEntry } from '../../core/access/audit-ports.js'
import { boundLimit } from './page-limit.js'
import { queryPool } from './transaction.js'
import type { PostgresCatalogueContext } from './transaction.js'

interface AuditColumns {
  audit_no: string
  project_id: string | null
  at: Date
  actor: string
  credential: string
  action: string
  subject_kind: string
  subject_id: string
  details: Record<string, unknown>
  request_id: string | null
}

const columns =
  'audit_no, project_id, at, actor, credential, action, subject_kind, subject_id, details, request_id'

/** Who did what; most rows come from triggers (migrations/20261125100000000_access.sql). */
export function createAuditLogRepository({ pool }: PostgresCatalogueContext): AuditCatalogue {
  return {
    append: async (entry) => {
      await queryPool(
        pool,
        `INSERT INTO audit_log (project_id, actor, credential, action, subject_kind, subject_id, details, request_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)`,
        [
          ...[entry.projectId, entry.actor, entry.credential, entry.action, entry.subjectKind],
          ...[entry.subjectId, JSON.stringify(entry.details), entry.requestId],
        ],
      )
    },
    read: async (query) => {
      const rows = await queryPool<AuditColumns>(
        pool,
        `SELECT ${columns} FROM audit_log
         WHERE ($1::text IS NULL OR project_id = $1) AND ($2::text IS NULL OR actor = $2)
           AND ($3::text IS NULL OR action = $3 OR split_part(action, '.', 1) = $3)
           AND ($4::timestamptz IS NULL OR at >= $4) AND ($5::timestamptz IS NULL OR at < $5)
           AND ($6::bigint IS NULL OR audit_no < $6)
         ORDER BY audit_no DESC LIMIT $7`,
        [
          ...[query.projectId, query.actor ?? null, query.action ?? null, query.since ?? null],
          ...[query.until ?? null, query.beforeNo ?? null, boundLimit(query.limit)],
        ],
      )
      return rows.map(toEntry)
    },
  }
}

function toEntry(row: AuditColumns): AuditEntry {
  return {
    ...{ auditNo: Number(row.audit_no), projectId: row.project_id, at: row.at.toISOString() },
    ...{ actor: row.actor, credential: row.credential, action: row.action },
    ...{ subjectKind: row.subject_kind, subjectId: row.subject_id },
    ...{ details: row.details, requestId: row.request_id },
  }
}
