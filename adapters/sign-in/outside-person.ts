import type { OutsidePerson } from '../../core/access/access-ports.js'
import { isAtLeast, type Role } from '../../core/access/principal.js'
import { accessLimits } from '../../core/access/access-limits.js'
import type { OidcConfig } from '../config/sign-in-config.js'

export type Claims = Readonly<Record<string, unknown>>
type Filters = Pick<OidcConfig, 'emailDomains' | 'groupsClaim' | 'groupRoles'>

/**
 * The person that verified claims speak of (OpenID Connect Core 5.1), or null where the filters turn it away. An e-mail
 * address counts only where the provider says that it verified it.
 */
export function outsidePerson(claims: Claims, filters: Filters): OutsidePerson | null {
  const text = (name: string) => {
    const value = claims[name]
    return typeof value === 'string' && value !== '' ? value : null
  }
  const [issuer, subject] = [text('iss'), text('sub')]
  if (issuer === null || subject === null) return null
  const email =
    claims['email_verified'] === true ? shortened(text('email'), accessLimits.emailCharsMax) : null
  const domain = email?.split('@').at(-1)?.toLowerCase() ?? ''
  if (filters.emailDomains.length > 0 && !filters.emailDomains.includes(domain)) return null
  const handleHint = text('preferred_username') ?? email ?? text('name') ?? 'person'
  return {
    ...{ issuer, subject, email, handleHint },
    name: shortened(text('name') ?? handleHint, accessLimits.nameCharsMax) ?? handleHint,
    ...rolesOf(claims[filters.groupsClaim], filters.groupRoles),
  }
}

/** A claim of groups is a list of texts, or one text. Where nothing is mapped, groups say nothing. */
function rolesOf(
  claim: unknown,
  mapping: OidcConfig['groupRoles'],
): Pick<OutsidePerson, 'groupRoles' | 'isInstallationOwner'> {
  if (mapping.length === 0) return { groupRoles: null, isInstallationOwner: null }
  const groups = new Set(Array.isArray(claim) ? claim : [claim])
  const given = mapping.filter(({ group }) => groups.has(group))
  const groupRoles = new Map<string, Role>()
  for (const { projectKey, role } of given) {
    const before = projectKey === null ? undefined : groupRoles.get(projectKey)
    if (projectKey !== null && (before === undefined || isAtLeast(role, before)))
      groupRoles.set(projectKey, role)
  }
  const hasOwners = mapping.some(({ projectKey }) => projectKey === null)
  return {
    groupRoles,
    isInstallationOwner: hasOwners ? given.some(({ projectKey }) => projectKey === null) : null,
  }
}

function shortened(text: string | null, max: number): string | null {
  // Control characters of a foreign system have no business in lists and logs.
  return text === null ? null : text.replace(/\p{Cc}/gu, ' ').slice(0, max)
}
