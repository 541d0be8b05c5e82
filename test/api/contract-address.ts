import { randomUUID } from 'node:crypto'
import type { RouteContract } from '../../core/http/contracts/route-contract.js'
import { idPrefixes, type IdKind } from '../../core/ids.js'

const baseOf = ({ base }: RouteContract): string => (base === 'root' ? '' : '/api/v1')

/** `get /api/v1/runs/{runId}`. */
export const contractTitle = (contract: RouteContract): string =>
  `${contract.method} ${baseOf(contract)}${contract.path}`

/** The address with what `fill` gives for the name of each parameter. */
export function contractAddress(contract: RouteContract, fill: (name: string) => string): string {
  const path = contract.path.replace(/\{(\w+)(?:\.\.\.)?\}/g, (_, name: string) => fill(name))
  return `${baseOf(contract)}${path}`
}

/** Whether a parameter of this name is the id of something, as `runId` is. */
export const namesAnId = (name: string): boolean => name.endsWith('Id') && name.slice(0, -2) in idPrefixes

/** A well-formed id of nothing, for a parameter that names an id. */
export const idOfNothing = (name: string): string =>
  `${idPrefixes[name.slice(0, -2) as IdKind]}_${randomUUID()}`
