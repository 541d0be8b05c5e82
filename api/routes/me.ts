import type { Router } from 'express'
import { readMe, readSignIn, signOut } from '../../core/http/contracts/access-contracts.schema.js'
import type { ApiContext } from '../api-deps.js'
import type { Auth } from '../auth.js'
import { mountOperations, operation } from '../operations.js'
import { signInStartPath } from './sign-in-pages.js'

/** GET /sign-in, for pages that nobody is signed in to yet. */
export function addSignInRoutes(router: Router, deps: ApiContext, { terms }: Auth): void {
  mountOperations(router, deps, [
    operation(readSignIn, (_input, response) => {
      const { mode, provider, publicUrl } = terms
      const startUrl = provider === null ? null : signInStartPath
      response.json({ mode, provider: provider?.name ?? null, startUrl, publicUrl })
    }),
  ])
}

/** GET /me and POST /sign-out. */
export function addMeRoutes(router: Router, deps: ApiContext, auth: Auth): void {
  const { catalogue, log } = deps
  const { terms, cookies, origins } = auth
  mountOperations(router, deps, [
    operation(readMe, ({ principal }, response) => {
      const { handle, name, kind, isInstallationOwner, memberships, credentialId } = principal
      response.json({
        ...{ handle, name, mode: terms.mode, credential: kind, isInstallationOwner },
        memberships:
          memberships === 'all'
            ? memberships
            : [...memberships].map(([projectId, role]) => ({ projectId, role })),
        sessionId: kind === 'session' ? credentialId : null,
      })
    }),
    operation(signOut, async ({ principal, request }, response) => {
      const { kind, credentialId } = principal
      if (kind === 'session' && credentialId !== null) await catalogue.access.sessions.revoke(credentialId)
      cookies.clear(request, response)
      const home = `${origins.originOf(request.headers)}/`
      // Signed out here all the same while the provider is away.
      const endSessionUrl = await (terms.provider?.endSessionUrl(home) ?? null)?.catch((error: unknown) => {
        log('warn', 'the identity provider does not say where sessions end', {
          reason: error instanceof Error ? error.message : String(error),
        })
        return null
      })
      response.json({ endSessionUrl: endSessionUrl ?? null })
    }),
  ])
}
