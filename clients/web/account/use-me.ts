import { useQuery } from '@tanstack/preact-query'
import type { Role } from '../../../core/access/principal.js'
import { ApiError } from '../../http/api-error.js'
import { useApp } from '../app/app-context.js'
import { readJson } from '../app/send-json.js'

/** GET /me, as far as the page shows it. */
export interface Me {
  readonly handle: string
  readonly name: string
  readonly mode: 'local' | 'studio' | 'server'
  readonly isInstallationOwner: boolean
  readonly memberships: readonly { readonly projectId: string; readonly role: Role }[] | 'all'
}

export interface MeState {
  /** null while it is not known, and where the server does not tell. */
  readonly me: Me | null
  /** The server says that nobody is signed in here. */
  readonly isSignedOut: boolean
}

/** Who sits here. */
export function useMe(): MeState {
  const { client } = useApp()
  const { data, error } = useQuery({
    queryKey: ['me'],
    queryFn: () => readMe(() => readJson<unknown>(client, '/me')),
    staleTime: 5 * 60_000,
  })
  return { me: data ?? null, isSignedOut: error instanceof ApiError && error.status === 401 }
}

/** A server that is older than the page has no such path: then nobody is shown. */
async function readMe(ask: () => Promise<unknown>): Promise<Me | null> {
  try {
    return asMe(await ask())
  } catch (error) {
    if (error instanceof ApiError && error.status === 404) return null
    throw error
  }
}

function asMe(answer: unknown): Me {
  const whole = answer as Record<string, unknown>
  // The person may stand in a member of its own.
  const who = { ...whole, ...(Object(whole['principal']) as Record<string, unknown>) }
  const memberships = who['memberships']
  return {
    handle: textOf(who['handle']),
    name: textOf(who['name']) || textOf(who['handle']),
    mode: who['mode'] === 'studio' || who['mode'] === 'server' ? who['mode'] : 'local',
    isInstallationOwner: who['isInstallationOwner'] === true,
    memberships: memberships === 'all' || !Array.isArray(memberships) ? 'all' : memberships,
  }
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

/** Whether this person may do what `needed` may, in a project. */
export function hasRole(me: Me | null, projectId: string, needed: Role): boolean {
  if (me === null || me.memberships === 'all') return true
  const order: readonly Role[] = ['viewer', 'reviewer', 'editor', 'owner']
  const role = me.memberships.find((one) => one.projectId === projectId)?.role
  return role !== undefined && order.indexOf(role) >= order.indexOf(needed)
}
