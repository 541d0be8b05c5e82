import * as projects from './projects-contracts.schema.js'
import type { RouteContract } from './route-contract.js'

const modules: readonly Readonly<Record<string, unknown>>[] = [projects]

/** Every route that has a contract, by path and method. */
export const allContracts: readonly RouteContract[] = modules
  .flatMap((module) => Object.values(module).filter(isContract))
  .sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1))

function isContract(value: unknown): value is RouteContract {
  return typeof value === 'object' && value !== null && 'operationId' in value
}
