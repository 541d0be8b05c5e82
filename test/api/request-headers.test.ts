import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { AssetloomClient } from '../../clients/http/assetloom-client.js'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import { composeOpenApi } from '../../core/http/contracts/compose-openapi.schema.js'
import { headersOf } from '../../core/http/contracts/request-headers.schema.js'
import type { RouteContract } from '../../core/http/contracts/route-contract.js'
import { send, startApi, stageReview, token, type TestApi } from './api-fixture.js'
import { contractAddress, idOfNothing, namesAnId } from './contract-address.js'

interface Documented {
  readonly operationId: string
  readonly description: string
  readonly parameters: readonly { readonly name: string; readonly in: string; readonly required: boolean }[]
  readonly responses: Readonly<Record<string, { readonly description: string }>>
}
const document = composeOpenApi(allContracts)
const documented = [...Object.values(document.paths), document['x-websockets'] as object].flatMap(
  (item) => Object.values(item) as unknown as Documented[],
)

/** Names of the header parameters that the document has for the operation. */
function headersInDocument({ operationId }: RouteContract): string[] {
  const found = documented.find((one) => one.operationId === operationId)
  return (found?.parameters ?? []).filter((one) => one.in === 'header').map(({ name }) => name)
}

/** Something for parameters that are no ids. */
const words: Readonly<Record<string, string>> = { sha256: 'a'.repeat(64), revision: '1' }
const fill = (name: string): string => (namesAnId(name) ? idOfNothing(name) : (words[name] ?? 'barrel'))

async function call(api: TestApi, contract: RouteContract, headers: Readonly<Record<string, string>>) {
  const body = contract.method === 'get' ? {} : { body: '{}' }
  return await send<{ type?: string }>(`${api.url}${contractAddress(contract, fill)}`, {
    method: contract.method.toUpperCase(),
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
    ...body,
  })
}

/** Every .ts file of the API. */
function sourcesOfApi(): { path: string; text: string }[] {
  return readdirSync('api', { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join('api', path), 'utf8') }))
}

describe('the document', () => {
  test('has a parameter for each header that an operation reads, which may be left out, and no other', () => {
    for (const contract of allContracts) {
      const names = Object.keys(headersOf(contract))
      expect(headersInDocument(contract), contract.operationId).toEqual(names)
    }
    const needed = documented.flatMap(({ parameters }) =>
      parameters.filter((one) => one.in === 'header' && one.required),
    )
    expect(needed).toEqual([])
  })

  test('tells every status that a header is refused with, with the type of the problem', () => {
    for (const contract of allContracts)
      for (const { refusals = {} } of Object.values(headersOf(contract)))
        for (const [status, { type }] of Object.entries(refusals)) {
          const told = documented.find(({ operationId }) => operationId === contract.operationId)
          expect(told?.responses[status]?.description, contract.operationId).toContain(
            `urn:assetloom:problem:${type}`,
          )
        }
  })

  test('says no two things of one status of one operation', () => {
    for (const contract of allContracts) {
      const statuses = Object.values(headersOf(contract)).flatMap(({ refusals = {} }) =>
        Object.keys(refusals),
      )
      const taken = [...statuses, ...Object.keys(contract.answers)]
      expect(new Set(taken).size, contract.operationId).toBe(taken.length)
    }
  })
})

test('Idempotency-Key is read by the operations that document it and by no other', async () => {
  const api = await startApi()
  const readers: string[] = []
  for (const contract of allContracts.filter((one) => !(101 in one.answers))) {
    const { status, body } = await call(api, contract, { 'idempotency-key': 'a b' })
    if (status === 400 && body.type === 'urn:assetloom:problem:invalid-idempotency-key')
      readers.push(contract.operationId)
  }
  const documenting = allContracts.filter((one) => headersInDocument(one).includes('Idempotency-Key'))
  expect(readers).toEqual(documenting.map(({ operationId }) => operationId))
  expect(readers.length).toBeGreaterThan(10)
})

test('no file of the API reads a documented header past the contract', () => {
  const names = new Set(allContracts.flatMap((contract) => Object.keys(headersOf(contract))))
  const past = sourcesOfApi().flatMap(({ path, text }) =>
    [...text.matchAll(/headers(?:\.([a-z]+)|\[['"]([a-z-]+)['"]\])/g)]
      .map(([, plain, quoted]) => plain ?? quoted ?? '')
      .filter((read) => [...names].some((name) => name.toLowerCase() === read))
      .map((read) => `${path} ${read}`),
  )
  // Its list is read where the handshake is.
  expect(past).toEqual(['websocket-upgrade.ts sec-websocket-protocol'])
  const others = sourcesOfApi().filter(({ text }) => /\brequest\.(get|header)\(|rawHeaders/.test(text))
  expect(others.map(({ path }) => path)).toEqual([])
})

test('every operation that documents If-Match holds a change against it', async () => {
  const api = await startApi()
  const { project, runId } = await stageReview(api)
  const { projectId } = project
  const profile = { target: 'generic' }
  const bodies: Readonly<Record<string, unknown>> = {
    saveSettings: { expectedRevision: 0, settings: {} },
    saveSpecTags: { expectedVersion: 0, tags: ['night'] },
    putDocument: { text: '# Mood' },
    saveExportProfile: profile,
  }
  const base = `${api.url}/api/v1/projects/${projectId}`
  const bearer = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const put = async (path: string, body: unknown) =>
    await send(`${base}${path}`, { method: 'PUT', headers: bearer, body: JSON.stringify(body) })
  expect((await put('/documents/mood.md', { text: '# Mood' })).status).toBe(201)
  expect((await put('/export-profiles/plain', profile)).status).toBe(200)
  const known = (contract: RouteContract) => (name: string) =>
    ({ projectId, runId, specKey: 'barrel' })[name] ??
    (contract.path.includes('/documents/') ? 'mood.md' : 'plain')
  const readers = allContracts.filter((one) => headersInDocument(one).includes('If-Match'))
  expect(readers).toHaveLength(6)
  for (const contract of readers) {
    const body = bodies[contract.operationId]
    const { status, body: told } = await send<{ type: string }>(
      `${api.url}${contractAddress(contract, known(contract))}`,
      {
        method: contract.method.toUpperCase(),
        headers: { ...bearer, 'if-match': '"of-nothing"' },
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      },
    )
    expect([status, told.type], contract.operationId).toEqual([
      412,
      'urn:assetloom:problem:precondition-failed',
    ])
  }
})

test('what is refused without If-Match is refused for the same reason with it', async () => {
  const api = await startApi()
  const { project, runId } = await stageReview(api)
  const base = `${api.url}/api/v1/projects/${project.projectId}`
  const wrong: readonly (readonly [string, unknown])[] = [
    [`${base}/settings`, { expectedRevision: 0, settings: { noSuchMember: 1 } }],
    [`${base}/documents/mood.exe`, { text: '# Mood' }],
    [`${base}/export-profiles/plain`, { target: 'nothing' }],
    [`${api.url}/api/v1/runs/${runId}/specs/barrel/tags`, { expectedVersion: 0, tags: ['x'.repeat(500)] }],
  ]
  for (const [url, body] of wrong) {
    const put = async (headers: Readonly<Record<string, string>>) =>
      await send<{ type: string }>(url, {
        method: 'PUT',
        headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json', ...headers },
        body: JSON.stringify(body),
      })
    const plain = await put({})
    const conditional = await put({ 'if-match': '"of-nothing"' })
    expect([409, 422], url).toContain(plain.status)
    expect([conditional.status, conditional.body.type], url).toEqual([plain.status, plain.body.type])
  }
})

test('the typed client sends a key, and a tag of what the caller saw', async () => {
  const api = await startApi()
  const client = new AssetloomClient({ baseUrl: api.url, token })
  const { projectId } = await client.call('ensureProject', { body: { key: 'desert', name: 'Desert' } })
  const list = {
    params: { projectId },
    body: { name: 'props.txt', text: 'prop: barrel, 32x32' },
    idempotencyKey: 'list-1',
  }
  const first = await client.call('submitWishlist', list)
  expect(await client.call('submitWishlist', list)).toEqual(first)
  await expect(
    client.call('submitWishlist', { ...list, body: { ...list.body, seed: 2 } }),
  ).rejects.toMatchObject({ problem: { type: 'urn:assetloom:problem:idempotency-key-used' } })
  const mood = { params: { projectId, name: 'mood.md' }, body: { text: '# Mood' } }
  await expect(
    client.call('putDocument', { ...mood, headers: { 'If-Match': '"of-nothing"' } }),
  ).rejects.toMatchObject({ problem: { status: 412 } })
  // @ts-expect-error -- it takes no key: one would promise what is not there
  await client.call('putDocument', { ...mood, idempotencyKey: 'list-2' })
  // @ts-expect-error -- nothing reads it
  await client.call('listProjects', { headers: { 'If-Match': '*' } })
})
