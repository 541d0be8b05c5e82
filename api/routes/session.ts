import type { Router } from 'express'
import type { SessionRow } from '../../core/access/access-ports.js'
import type { Principal } from '../../core/access/principal.js'
import {
  listSessions,
  renameSession,
  revokeSession,
} from '../../core/http/contracts/access-contracts.schema.js'
import { createLoginLink } from '../../core/http/contracts/installation-contracts.schema.js'
import { allowToActFor } from '../act-for.js'
import type { ApiContext } from '../api-deps.js'
import type { Auth } from '../auth.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'

/** POST /login-links: only who has the installation's token may invite a browser. */
export function addLoginLinkRoutes(router: Router, deps: ApiContext, auth: Auth): void {
  mountOperations(router, deps, [
    operation(createLoginLink, async ({ principal, request }, response) => {
      if (principal.kind !== 'token')
        throw problem(
          403,
          'token-needed',
          'A signed-in browser cannot make links for others.',
          'Use the API token: Authorization: Bearer <token>.',
        )
      const { code, expiresAtMs } = auth.codes.issue()
      const expiresAt = new Date(expiresAtMs).toISOString()
      const requestId = response.getHeader('X-Request-Id')
      // The code is kept in memory alone: no row of the catalogue tells of it.
      await deps.catalogue.audit.append({
        ...{ projectId: null, actor: principal.handle, credential: principal.kind },
        ...{ action: 'loginLink.added', subjectKind: 'loginLink', subjectId: '', details: { expiresAt } },
        requestId: typeof requestId === 'string' ? requestId : null,
      })
      response
        .status(201)
        .json({ url: `${auth.origins.originOf(request.headers)}/login?once=${code}`, expiresAt })
    }),
  ])
}

/** Signed-in browsers: listed, named and signed out. In local mode they have no rows, and there are none. */
export function addSessionRoutes(router: Router, deps: ApiContext): void {
  const { sessions, users } = deps.catalogue.access
  const requireSession = async (principal: Principal, sessionId: string) => {
    const session = await sessions.find(sessionId)
    if (session === null) throw notFound('session')
    if (session.userId === principal.userId && mayTouchOwn(principal)) return session
    if (session.userId !== null) allowToActFor(principal, await users.find(session.handle))
    else if (principal.kind === 'apiKey' || !principal.isInstallationOwner) throw notFound('session')
    return session
  }
  mountOperations(router, deps, [
    operation(listSessions, async ({ principal, query }, response) => {
      let { userId } = principal
      if (query.of !== undefined && query.of !== principal.handle) {
        const person = await users.find(query.of)
        allowToActFor(principal, person)
        userId = person.userId
      } else if (!mayTouchOwn(principal)) throw notForKeys()
      const found = await sessions.list({ userId })
      response.json({ sessions: found.map((one) => toView(one, principal)) })
    }),
    operation(renameSession, async ({ principal, params, body }, response) => {
      const session = await requireSession(principal, params.sessionId)
      await sessions.rename(params.sessionId, body.name)
      response.json(toView({ ...session, name: body.name }, principal))
    }),
    operation(revokeSession, async ({ principal, params }, response) => {
      await requireSession(principal, params.sessionId)
      await sessions.revoke(params.sessionId)
      response.status(204).end()
    }),
  ])
}

/** A key that leaks must not sign its maker out, nor tell where it is signed in. */
const mayTouchOwn = ({ kind }: Principal): boolean => kind !== 'apiKey'

function notForKeys() {
  return problem(
    403,
    'not-for-keys',
    'An API key knows nothing of browsers.',
    'Open the page, or use the API token.',
  )
}

function toView({ userId: _userId, ...session }: SessionRow, { credentialId }: Principal) {
  return { ...session, isCurrent: session.sessionId === credentialId }
}
