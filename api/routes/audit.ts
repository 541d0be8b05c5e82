import type { Router } from 'express'
import type { AuditQuery } from '../../core/access/audit-ports.js'
import { readAudit, readProjectAudit } from '../../core/http/contracts/audit-contracts.schema.js'
import type { QueryOf } from '../../core/http/contracts/route-contract.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'

/** GET /projects/{projectId}/audit and /audit. */
export function addAuditRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, limits } = deps
  const readPage = async (projectId: string | null, query: QueryOf<typeof readAudit>) => {
    const { cursor, limit: wanted, ...filter } = query
    const limit = wanted ?? limits.pageSizeDefault
    const asked: AuditQuery = {
      ...{ ...filter, projectId, limit: limit + 1 },
      ...(cursor === undefined ? {} : { beforeNo: cursor }),
    }
    const found = await catalogue.audit.read(asked)
    const entries = found.slice(0, limit)
    return { entries, nextCursor: found.length > limit ? (entries.at(-1)?.auditNo ?? null) : null }
  }
  mountOperations(router, deps, [
    operation(readProjectAudit, async ({ params, query }, response) => {
      response.json(await readPage(params.projectId, query))
    }),
    operation(readAudit, async ({ query }, response) => {
      response.json(await readPage(null, query))
    }),
  ])
}
