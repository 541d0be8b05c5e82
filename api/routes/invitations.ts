import { randomBytes } from 'node:crypto'
import type { Request, Router } from 'express'
import { accessLimits } from '../../core/access/access-limits.js'
import type { InvitationRow, NewInvitation } from '../../core/access/access-ports.js'
import type { Principal } from '../../core/access/principal.js'
import { secretHash } from '../../core/access/secret-token.js'
import {
  createInvitation,
  createOwnerInvitation,
  createSignInLink,
  listInvitations,
  revokeInvitation,
} from '../../core/http/contracts/access-contracts.schema.js'
import { allowToActFor } from '../act-for.js'
import type { ApiContext } from '../api-deps.js'
import type { Auth } from '../auth.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'
import { invitationPath } from './sign-in-pages.js'

const hourMs = 3_600_000

/** What every kind of link may leave out. */
type LinkInput = Omit<NewInvitation, 'tokenHash' | 'createdBy' | 'expiresInMs'> & {
  readonly expiresInHours: number | undefined
}

/** Links that let people in once. The link is in the answer and nowhere else: only its hash is kept. */
export function addInvitationRoutes(router: Router, deps: ApiContext, auth: Auth): void {
  const { catalogue } = deps
  const { invitations, users } = catalogue.access
  const makeLink = async (request: Request, { handle: createdBy }: Principal, input: LinkInput) => {
    refuseWithoutSignIn(auth)
    const { expiresInHours = accessLimits.invitationHoursDefault, ...more } = input
    const secret = randomBytes(32).toString('base64url')
    const expiresInMs = expiresInHours * hourMs
    const row = await invitations.create({ ...more, createdBy, expiresInMs, tokenHash: secretHash(secret) })
    const origin = auth.terms.publicUrl ?? auth.origins.originOf(request.headers)
    return { invitation: toView(row), url: `${origin}${invitationPath}?once=${secret}` }
  }
  mountOperations(router, deps, [
    operation(createInvitation, async ({ body, principal, allow, request }, response) => {
      allow(body.projectId)
      const { projectId } = await requireProject(catalogue, body.projectId)
      const { name, role, handle = null, email = null, expiresInHours } = body
      const input = { name, role, handle, email, expiresInHours, projectId }
      const rest = { userId: null, isInstallationOwner: false }
      response.status(201).json(await makeLink(request, principal, { ...input, ...rest }))
    }),
    operation(createOwnerInvitation, async ({ body, principal, request }, response) => {
      const { name, handle = null, email = null, expiresInHours } = body
      const rest = { projectId: null, role: null, userId: null, isInstallationOwner: true }
      const input = { name, handle, email, expiresInHours, ...rest }
      response.status(201).json(await makeLink(request, principal, input))
    }),
    operation(createSignInLink, async ({ params, body, principal, request }, response) => {
      const user = await users.find(params.handle)
      allowToActFor(principal, user)
      const { userId, name } = user
      const rest = { projectId: null, role: null, handle: null, email: null, isInstallationOwner: false }
      const input = { ...rest, userId, name, expiresInHours: body.expiresInHours }
      response.status(201).json(await makeLink(request, principal, input))
    }),
    operation(listInvitations, async ({ params }, response) => {
      response.json({ invitations: (await invitations.list(params.projectId)).map(toView) })
    }),
    operation(revokeInvitation, async ({ params, principal, allow }, response) => {
      const found = await invitations.find(params.invitationId)
      if (found === null) throw notFound('invitation')
      if (found.projectId !== null) allow(found.projectId)
      else if (!principal.isInstallationOwner && found.createdBy !== principal.handle)
        throw notFound('invitation')
      if (!(await invitations.revoke(found.invitationId)))
        throw problem(
          409,
          'invitation-closed',
          'This invitation was used or revoked before.',
          'Who came in by it is among the members; take the person out there.',
        )
      response.status(204).end()
    }),
  ])
}

function refuseWithoutSignIn({ terms }: Auth): void {
  if (terms.mode === 'local')
    throw problem(
      409,
      'local-mode',
      'Here only the person at this machine signs in.',
      'Start with ASSETLOOM_SIGN_IN=studio to invite people: docs/guides/sign-in.md.',
    )
}

function toView({ userId: _userId, ...invitation }: InvitationRow) {
  return invitation
}
