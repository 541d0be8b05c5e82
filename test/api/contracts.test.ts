import type { Express } from 'express'
import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import { namesInPath, type RouteContract } from '../../core/http/contracts/route-contract.js'
import { send, startApi, token } from './api-fixture.js'
import { contractAddress, contractTitle, idOfNothing, namesAnId } from './contract-address.js'

/** Pages for people, which no program calls: they have no contract. */
const pages: readonly string[] = [
  'get /',
  'get /invitation',
  'post /invitation',
  'get /login',
  'get /sign-in/callback',
  'get /sign-in/start',
]

interface Layer {
  readonly rawPath?: unknown
  readonly route?: { readonly path: string; readonly stack: readonly { readonly method?: string }[] }
  readonly handle: { readonly stack?: readonly Layer[] }
}

/** `get /api/v1/runs/{runId}` for all that express has routes for. */
function routesOf(app: Express): string[] {
  const walk = (stack: readonly Layer[], base: string): string[] =>
    stack.flatMap(({ rawPath, route, handle }) => {
      if (route !== undefined)
        return route.stack.flatMap(({ method }) =>
          method === undefined ? [] : [`${method} ${base}${curly(route.path)}`],
        )
      const below = typeof rawPath === 'string' && rawPath !== '/' ? `${base}${rawPath}` : base
      return handle.stack === undefined ? [] : walk(handle.stack, below)
    })
  return walk((app as unknown as { router: { stack: readonly Layer[] } }).router.stack, '')
}

const curly = (path: string): string => path.replace(/:(\w+)/g, '{$1}').replace(/\*(\w+)/g, '{$1...}')

/** An address with well-formed ids of nothing; null where a parameter is no id. */
function addressOf(contract: RouteContract): string | null {
  return namesInPath(contract.path).every(namesAnId) ? contractAddress(contract, idOfNothing) : null
}

async function call(api: { url: string }, { method }: RouteContract, path: string, body?: unknown) {
  return await send(`${api.url}${path}`, {
    method: method.toUpperCase(),
    headers: {
      authorization: `Bearer ${token}`,
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  })
}

test('every route of the server has one contract, and every contract is served', async () => {
  const { app } = await startApi()
  // A route whose body is no JSON has a parser before its handler.
  const routes = [...new Set(routesOf(app))].filter((route) => !pages.includes(route))
  expect(routes.toSorted()).toEqual(allContracts.map(contractTitle).toSorted())
})

test('operations have names of their own, and every path parameter is known', () => {
  const ids = allContracts.map(({ operationId }) => operationId)
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([])
  for (const { operationId, path, scope, params } of allContracts) {
    const given = namesInPath(path)
    const described = Object.keys(params?.shape ?? {})
    expect(
      given.filter((name) => !namesAnId(name) && !described.includes(name)),
      operationId,
    ).toEqual([])
    expect(
      described.filter((name) => !given.includes(name)),
      operationId,
    ).toEqual([])
    if (!['public', 'signedIn', 'installation', 'handler'].includes(scope))
      expect(given, operationId).toContain(`${scope}Id`)
  }
})

describe('what a contract says', () => {
  test.each(allContracts.map((contract) => [contract.operationId, contract] as const))(
    '%s can be written as JSON schema, with an answer that is no error',
    (_, { answers, body, query }) => {
      expect(Object.keys(answers).some((status) => Number(status) < 300)).toBe(true)
      for (const answer of Object.values(answers))
        if (answer instanceof z.ZodType) expect(() => z.toJSONSchema(answer, { io: 'output' })).not.toThrow()
      for (const schema of [body, query])
        if (schema !== undefined) expect(() => z.toJSONSchema(schema, { io: 'input' })).not.toThrow()
    },
  )

  test('holds for queries: a parameter that is not known is refused on every route', async () => {
    const api = await startApi()
    const taken: string[] = []
    for (const contract of allContracts) {
      const address = addressOf(contract)
      if (address === null || contract.method !== 'get' || contract.scope === 'public') continue
      const { status } = await call(api, contract, `${address}?no-such-parameter=1`)
      if (status !== 422) taken.push(`${contract.operationId} ${status}`)
    }
    expect(taken).toEqual([])
  })

  test('holds for bodies: a member that is not known is refused on every route', async () => {
    const api = await startApi()
    const taken: string[] = []
    for (const contract of allContracts) {
      const address = addressOf(contract)
      if (address === null || contract.body === undefined || contract.scope === 'public') continue
      for (const body of [{ noSuchMember: 1 }, []]) {
        const { status } = await call(api, contract, address, body)
        if (status !== 422) taken.push(`${contract.operationId} ${status}`)
      }
    }
    expect(taken).toEqual([])
  })

  test('is reached by its method: no other route of the same path stands before it', async () => {
    const api = await startApi()
    const hidden: string[] = []
    for (const contract of allContracts) {
      const address = addressOf(contract)
      // An event stream does not end.
      if (address === null || contract.operationId === 'readEvents') continue
      const { status } = await call(api, contract, address, contract.method === 'get' ? undefined : {})
      if (status === 405) hidden.push(contractTitle(contract))
    }
    expect(hidden).toEqual([])
  })
})
