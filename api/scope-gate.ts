import type { Response } from 'express'
import { isAtLeast, roleIn, type Principal, type Role } from '../core/access/principal.js'
import type { Catalogue } from '../core/catalogue.js'
import type { RouteContract } from '../core/http/contracts/route-contract.js'
import { notFound, problem, type ProblemError } from './problem.js'

/** Who asks; the guard in front of all routes has put it there (request-guards.ts). */
export function principalOf(response: Response): Principal {
  const principal = response.locals['principal'] as Principal | undefined
  if (principal === undefined) throw new Error('a route that needs a principal stands before the guard')
  return principal
}

/** Throws 404 where `principal` may not know of the project, 403 where its role there is too low. */
export function allowIn(principal: Principal, projectId: string, needed: Role, what = 'project'): void {
  const role = roleIn(principal, projectId)
  if (role === null) throw notFound(what)
  if (!isAtLeast(role, needed)) throw tooLow(role, needed)
}

function tooLow(role: Role, needed: Role): ProblemError {
  const article = /^[aeo]/.test(needed) ? 'an' : 'a'
  return problem(
    403,
    'role-too-low',
    `You are ${role} of this project; this needs ${article} ${needed}.`,
    'Ask an owner of the project: the members are in its settings.',
  )
}

/**
 * Judges a request before its handler: returns the project that it is about, or null where the contract's scope has none
 * or, for who may see everything, where nobody needs to know it. Throws 404 and 403.
 */
export async function passGate(
  catalogue: Catalogue,
  contract: RouteContract,
  principal: Principal,
  params: Readonly<Record<string, unknown>>,
  needsProject: boolean,
): Promise<string | null> {
  const { scope, role } = contract
  if (scope === 'public' || scope === 'signedIn' || scope === 'handler') return null
  if (scope === 'installation') {
    if (principal.isInstallationOwner) return null
    throw problem(
      403,
      'role-too-low',
      'This is for owners of the installation.',
      'Ask who set Assetloom up here.',
    )
  }
  const id = String(params[`${scope}Id`])
  if (principal.memberships === 'all' && principal.roleMax === undefined && !needsProject)
    return scope === 'project' ? id : null
  const projectId = await findProjectOf(catalogue, scope, id)
  if (projectId === null) throw notFound(scope)
  allowIn(principal, projectId, role, scope)
  return projectId
}

type ProjectScope = Exclude<RouteContract['scope'], 'public' | 'signedIn' | 'installation' | 'handler'>

async function findProjectOf(catalogue: Catalogue, scope: ProjectScope, id: string): Promise<string | null> {
  switch (scope) {
    case 'project':
      return (await catalogue.projects.find(id))?.projectId ?? null
    case 'run':
      return (await catalogue.runs.find(id))?.projectId ?? null
    case 'variant':
      return (await catalogue.review.findVariant(null, id))?.projectId ?? null
    case 'decision':
      return (await catalogue.review.findRequest(id))?.projectId ?? null
    case 'bundle':
      return (await catalogue.bundles.find(id))?.bundle.projectId ?? null
    case 'asset':
      return (await catalogue.traces.resolve(null, id))?.projectId ?? null
    case 'job':
      return (await catalogue.chains.find(id))?.projectId ?? null
  }
}
