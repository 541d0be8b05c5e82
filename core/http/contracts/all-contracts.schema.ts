import * as deployments from './deployments-contracts.schema.js'
import * as documents from './documents-contracts.schema.js'
import * as images from './images-contracts.schema.js'
import * as installation from './installation-contracts.schema.js'
import * as notes from './notes-contracts.schema.js'
import * as oversight from './oversight-contracts.schema.js'
import * as projectFolder from './project-folder-contracts.schema.js'
import * as projects from './projects-contracts.schema.js'
import * as reference from './reference-contracts.schema.js'
import * as runs from './runs-contracts.schema.js'
import * as settings from './settings-contracts.schema.js'
import * as spending from './spending-contracts.schema.js'
import * as together from './together-contracts.schema.js'
import type { RouteContract } from './route-contract.js'
import type { ContractModule } from './write-operations.js'

/** Every file of contracts, by its name before `-contracts.schema.ts`. */
const files: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  deployments,
  documents,
  images,
  installation,
  notes,
  oversight,
  'project-folder': projectFolder,
  projects,
  reference,
  runs,
  settings,
  spending,
  together,
}

export const contractModules: readonly ContractModule[] = Object.entries(files).map(([name, module]) => ({
  name,
  contracts: Object.fromEntries(Object.entries(module).filter((entry) => isContract(entry[1]))) as Record<
    string,
    RouteContract
  >,
}))

/** Every route of the interface, by path and method. */
export const allContracts: readonly RouteContract[] = contractModules
  .flatMap(({ contracts }) => Object.values(contracts))
  .sort((a, b) => (`${a.path} ${a.method}` < `${b.path} ${b.method}` ? -1 : 1))

function isContract(value: unknown): value is RouteContract {
  return typeof value === 'object' && value !== null && 'operationId' in value
}
