import type { Router } from 'express'
import type { UserRow } from '../../core/access/access-ports.js'
import {
  changeUser,
  listMembers,
  listUsers,
  putMember,
  removeMember,
} from '../../core/http/contracts/access-contracts.schema.js'
import type { ApiContext } from '../api-deps.js'
import { mountOperations, operation } from '../operations.js'
import { notFound } from '../problem.js'

/** Members of a project, and everybody who ever came in. */
export function addMemberRoutes(router: Router, deps: ApiContext): void {
  const { members, users } = deps.catalogue.access
  mountOperations(router, deps, [
    operation(listMembers, async ({ params }, response) => {
      response.json({ members: await members.list(params.projectId) })
    }),
    operation(putMember, async ({ params, body, principal }, response) => {
      const { projectId, handle } = params
      response.json(await members.put({ projectId, handle, role: body.role, by: principal.handle }))
    }),
    operation(removeMember, async ({ params }, response) => {
      if (!(await members.remove(params.projectId, params.handle))) throw notFound('member')
      response.status(204).end()
    }),
    operation(listUsers, async (_input, response) => {
      response.json({ users: (await users.list()).map(toView) })
    }),
    operation(changeUser, async ({ params, body }, response) => {
      await users.setDisabled(params.handle, body.disabled)
      const user = await users.find(params.handle)
      if (user === null) throw notFound('person')
      response.json(toView(user))
    }),
  ])
}

function toView({ handle, name, email, isInstallationOwner, createdAt, disabledAt }: UserRow) {
  return { handle, name, email, isInstallationOwner, createdAt, disabledAt }
}
