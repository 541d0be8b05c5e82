import { randomBytes } from 'node:crypto'
import type { Router } from 'express'
import { keyPrefix, keyShownChars } from '../../core/access/access-limits.js'
import { isAtLeast, roleIn, type Principal } from '../../core/access/principal.js'
import { secretHash } from '../../core/access/secret-token.js'
import { createApiKey, listApiKeys, revokeApiKey } from '../../core/http/contracts/access-contracts.schema.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound } from '../problem.js'

const dayMs = 86_400_000

/** Keys for programs: made and ended by members, for one project, never for more than their maker may do. */
export function addApiKeyRoutes(router: Router, deps: ApiContext): void {
  const { catalogue } = deps
  const { apiKeys } = catalogue.access
  const keysOf = async (principal: Principal, projectId: string) => {
    const all = await apiKeys.list(projectId)
    if (roleIn(principal, projectId) === 'owner') return all
    return all.filter(({ createdBy }) => createdBy === principal.handle)
  }
  mountOperations(router, deps, [
    operation(listApiKeys, async ({ params, principal }, response) => {
      response.json({ apiKeys: await keysOf(principal, params.projectId) })
    }),
    operation(createApiKey, async ({ params, body, principal, allow }, response) => {
      const { projectId } = await requireProject(catalogue, params.projectId)
      if (!isAtLeast(roleIn(principal, projectId) ?? 'viewer', body.role)) allow(projectId, body.role)
      const key = `${keyPrefix}${randomBytes(32).toString('base64url')}`
      const apiKey = await apiKeys.create({
        ...{ projectId, userId: principal.userId, name: body.name, role: body.role },
        ...{ prefix: key.slice(0, keyShownChars), keyHash: secretHash(key), createdBy: principal.handle },
        expiresInMs: body.expiresInDays * dayMs,
      })
      response.status(201).json({ apiKey, key })
    }),
    operation(revokeApiKey, async ({ params, principal }, response) => {
      const { projectId, apiKeyId } = params
      const found = (await keysOf(principal, projectId)).some(({ keyId }) => keyId === apiKeyId)
      if (!found || !(await apiKeys.revoke(projectId, apiKeyId))) throw notFound('API key')
      response.status(204).end()
    }),
  ])
}
