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

test('no text in a query that the document allows is refused for its NUL character or its length', () => {
  const { paths } = composeOpenApi(allContracts)
  type Text = {
    pattern?: string
    type?: string
    maxLength?: number
    enum?: unknown
    const?: unknown
    allOf?: Text[]
  }
  type Parameter = { in: string; name: string; schema: Text }
  const loose = Object.entries(paths).flatMap(([path, item]) =>
    Object.values(item)
      .flatMap(({ parameters }) => parameters as Parameter[])
      .filter(({ in: place, schema }) => place === 'query' && schema.type === 'string')
      .filter(({ schema }) => schema.enum === undefined && schema.const === undefined)
      .filter(({ schema }) => {
        const patterns = [schema, ...(schema.allOf ?? [])].flatMap(({ pattern = [] }) => pattern)
        const takesNul = patterns.every((pattern) => new RegExp(pattern, 'u').test('a\0'))
        return takesNul || (schema.maxLength ?? 0) > 1000
      })
      .map(({ name }) => `${path} ${name}`),
  )
  expect(loose).toEqual([])
})
