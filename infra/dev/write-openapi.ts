/** `npx tsx infra/dev/write-openapi.ts`: writes docs/openapi.json and the typed client's list from the contracts. */
import { writeFileSync } from 'node:fs'
import { allContracts, contractModules } from '../../core/http/contracts/all-contracts.schema.js'
import { composeOpenApi } from '../../core/http/contracts/compose-openapi.schema.js'
import { writeOperations } from '../../core/http/contracts/write-operations.js'

writeFileSync('docs/openapi.json', `${JSON.stringify(composeOpenApi(allContracts), null, 1)}\n`)
writeFileSync('clients/http/operations.generated.ts', writeOperations(contractModules))
