import type { KnownUser } from '../core/access/access-ports.js'
import { roleIn, type Principal } from '../core/access/principal.js'
import { notFound, problem } from './problem.js'

/**
 * Lets `principal` manage the browsers of `user`: an owner of the installation may, and an owner of every project that the
 * person works on. Whoever makes a sign-in link could become that person, so one shared project is not enough.
 * Throws 404 where the person is unknown to the principal, else 403.
 */
export function allowToActFor(principal: Principal, user: KnownUser | null): asserts user is KnownUser {
  if (user === null) throw notFound('person')
  if (principal.kind !== 'apiKey' && principal.isInstallationOwner) return
  const own = user.memberships.map(({ projectId }) => roleIn(principal, projectId))
  if (own.every((role) => role === null)) throw notFound('person')
  const isOwnerOfAll = own.every((role) => role === 'owner') && !user.isInstallationOwner
  if (principal.kind !== 'apiKey' && isOwnerOfAll) return
  throw problem(
    403,
    'not-all-projects',
    `You are not owner of every project that ${user.handle} works on.`,
    'Ask an owner of the installation.',
  )
}
