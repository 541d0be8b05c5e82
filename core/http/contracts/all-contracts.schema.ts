import * as access from './access-contracts.schema.js'
import * as audit from './audit-contracts.schema.js'
import * as bulkDecisions from './bulk-decisions-contracts.schema.js'
import * as bundles from './bundles-contracts.schema.js'
import * as deployments from './deployments-contracts.schema.js'
import * as documents from './documents-contracts.schema.js'
import * as events from './events-contracts.schema.js'
import * as generate from './generate-contracts.schema.js'
import * as images from './images-contracts.schema.js'
import * as installation from './installation-contracts.schema.js'
import * as jobs from './jobs-contracts.schema.js'
import * as library from './library-contracts.schema.js'
import * as notes from './notes-contracts.schema.js'
import * as oversight from './oversight-contracts.schema.js'
import * as projectFolder from './project-folder-contracts.schema.js'
import * as projects from './projects-contracts.schema.js'
import * as reference from './reference-contracts.schema.js'
import * as runs from './runs-contracts.schema.js'
import * as settings from './settings-contracts.schema.js'
import * as specs from './specs-contracts.schema.js'
import * as spending from './spending-contracts.schema.js'
import * as together from './together-contracts.schema.js'
import * as uploads from './uploads-contracts.schema.js'
import * as variants from './variants-contracts.schema.js'
import * as webhooks from './webhooks-contracts.schema.js'
import * as wishlists from './wishlists-contracts.schema.js'
import type { RouteContract } from './route-contract.js'
import type { ContractModule } from './write-operations.js'

/** Every file of contracts, by its name before `-contracts.schema.ts`. */
const files: Readonly<Record<string, Readonly<Record<string, unknown>>>> = {
  access,
  audit,
  'bulk-decisions': bulkDecisions,
  bundles,
  deployments,
  documents,
  events,
  generate,
  images,
  installation,
  jobs,
  library,
  notes,
  oversight,
  'project-folder': projectFolder,
  projects,
  reference,
  runs,
  settings,
  specs,
  spending,
  together,
  uploads,
  variants,
  webhooks,
  wishlists,
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
