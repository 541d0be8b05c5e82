import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { allContracts, contractModules } from '../../core/http/contracts/all-contracts.schema.js'
import { composeOpenApi } from '../../core/http/contracts/compose-openapi.schema.js'
import { writeOperations } from '../../core/http/contracts/write-operations.js'

const mend = 'npx tsx infra/dev/write-openapi.ts writes it anew'

test('docs/openapi.json is what the contracts say', () => {
  expect(JSON.parse(readFileSync('docs/openapi.json', 'utf8')), mend).toEqual(
    JSON.parse(JSON.stringify(composeOpenApi(allContracts))),
  )
})

test('the list of the typed client is what the contracts say', () => {
  expect(readFileSync('clients/http/operations.generated.ts', 'utf8'), mend).toBe(
    writeOperations(contractModules),
  )
})
