import { z } from 'zod'
import type { AuditEntry } from '../../access/audit-ports.js'
import { isoTime, line, pageLimit, wholeNumber, type Members } from './pieces.schema.js'
import { routeContract } from './route-contract.js'

const entry = z
  .strictObject({
    ...{ auditNo: z.number().int(), projectId: z.string().nullable(), at: isoTime, actor: z.string() },
    ...{ credential: z.string(), action: z.string(), subjectKind: z.string(), subjectId: z.string() },
    ...{ details: z.record(z.string(), z.unknown()), requestId: z.string().nullable() },
  } satisfies Members<AuditEntry>)
  .meta({ id: 'AuditEntry' })
const time = z.iso.datetime({ message: 'is no time like 2026-01-31T12:00:00Z' })
const query = z.object({
  actor: line(200).exactOptional(),
  /** An action, or the part before its dot. */
  action: line(100).exactOptional(),
  since: time.exactOptional(),
  until: time.exactOptional(),
  limit: pageLimit,
  cursor: wholeNumber(1, Number.MAX_SAFE_INTEGER).exactOptional(),
})
const page = z.strictObject({
  entries: z.array(entry),
  /** `cursor` of the next page; null = this is the last one. */
  nextCursor: z.number().int().nullable(),
})

export const readProjectAudit = routeContract({
  operationId: 'readProjectAudit',
  method: 'get',
  path: '/projects/{projectId}/audit',
  tag: 'Audit',
  summary: 'Who did what in the project, newest first',
  scope: 'project',
  role: 'owner',
  query,
  answers: { 200: page },
})

export const readAudit = routeContract({
  operationId: 'readAudit',
  method: 'get',
  path: '/audit',
  tag: 'Audit',
  summary: 'Who did what in the whole installation, newest first',
  scope: 'installation',
  role: 'owner',
  query,
  answers: { 200: page },
})
