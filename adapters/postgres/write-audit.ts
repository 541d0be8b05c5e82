import type { ClientBase } from 'pg'
import { queryTx } from './transaction.js'

interface AuditedAct {
  readonly projectId: string
  readonly action: string
  readonly subjectKind: string
  readonly subjectId: string
  readonly details: Readonly<Record<string, unknown>>
}

/** Tells the audit log what was done in the name of who asks, where no trigger of a table tells it (acting-principal.ts). */
export async function writeAudit(tx: ClientBase, act: AuditedAct): Promise<void> {
  const { projectId, action, subjectKind, subjectId, details } = act
  await queryTx(tx, 'SELECT write_audit($1, NULL, $2, $3, $4, $5::jsonb, acting_principal())', [
    ...[projectId, action, subjectKind, subjectId],
    JSON.stringify(details),
  ])
}
