import { request } from 'node:http'
import { beforeEach, describe, expect, test } from 'vitest'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import { namesInPath, type RouteContract } from '../../core/http/contracts/route-contract.js'
import { token } from './api-fixture.js'
import { contractAddress, contractTitle, idOfNothing, namesAnId } from './contract-address.js'
import { stageTenants, type Tenants } from './two-tenants-fixture.js'

let tenants: Tenants
beforeEach(async () => {
  tenants = await stageTenants()
})

/** The path with ids that are there, or well-formed ones of nothing; `name` is put in place of what is no id. */
function addressOf(contract: RouteContract, name: string): string {
  const { ids } = tenants.own
  return contractAddress(contract, (one) => (namesAnId(one) ? (ids[one] ?? idOfNothing(one)) : name))
}

/** As the owner of the installation: nothing but the request itself stands in the way. */
async function sendBody(contract: RouteContract, address: string, type?: string, body?: string | Uint8Array) {
  const { api } = tenants
  return await fetch(`${api.url}${address}`, {
    method: contract.method.toUpperCase(),
    headers: {
      authorization: `Bearer ${token}`,
      ...(type === undefined ? {} : { 'content-type': type }),
    },
    ...(body === undefined ? {} : { body: typeof body === 'string' ? body : new Uint8Array(body) }),
  })
}

/** As a program does that does not tidy paths up, which fetch does. All headers and the body as one text. */
async function sendUntidied(
  contract: RouteContract,
  path: string,
): Promise<{ status: number; text: string }> {
  const { api } = tenants
  const { hostname, port } = new URL(api.url)
  const method = contract.method.toUpperCase()
  const headers = {
    authorization: `Bearer ${token}`,
    ...(method === 'GET' ? {} : { 'content-type': 'application/json' }),
  }
  return await new Promise((resolve, reject) => {
    const sent = request({ hostname, port, path, method, headers }, (response) => {
      let text = response.rawHeaders.join('\n')
      response.on('data', (chunk: Buffer) => (text += chunk.toString()))
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text }))
    })
    sent.on('error', reject)
    sent.end(method === 'GET' ? undefined : '{}')
  })
}

interface HostileBody {
  readonly title: string
  readonly type?: string
  readonly body: string | Uint8Array
  readonly statuses: readonly number[]
}

const hostileBodies: readonly HostileBody[] = [
  { title: 'that is cut off', body: '{"name":', statuses: [400] },
  { title: 'that is no object', body: '"text"', statuses: [400] },
  { title: 'of nothing', body: 'null', statuses: [400] },
  { title: 'that is a list', body: '[1]', statuses: [422] },
  {
    title: 'of bytes that are no UTF-8',
    body: Uint8Array.of(0x7b, 0x22, 0xff, 0xfe, 0x22, 0x7d),
    statuses: [400],
  },
  { title: 'of 200,000 brackets', body: '['.repeat(200_000), statuses: [400] },
  { title: 'of 100,000 objects in each other', body: '{"a":'.repeat(100_000), statuses: [400] },
  { title: 'that sets what every object inherits', body: '{"__proto__":{"role":"owner"}}', statuses: [422] },
  { title: 'of another media type', type: 'text/plain', body: '{}', statuses: [415] },
  { title: 'in another charset', type: 'application/json; charset=latin1', body: '{}', statuses: [415] },
]

describe('a body', () => {
  const takers = allContracts.filter(({ body, scope }) => body !== undefined && scope !== 'public')

  test.each(hostileBodies)('$title is refused by every route', async ({ type, body, statuses }) => {
    expect(takers.length).toBeGreaterThan(30)
    const wrong: Record<string, number> = {}
    for (const contract of takers) {
      const { status } = await sendBody(
        contract,
        addressOf(contract, 'something'),
        type ?? 'application/json',
        body,
      )
      if (!statuses.includes(status)) wrong[contractTitle(contract)] = status
    }
    expect(wrong).toEqual({})
  })
})

/** What a name could try to reach, as it is sent: decoded it leaves its folder, ends early or names a device. */
const trickyNames = [
  '..',
  '%2e%2e',
  '..%2F..%2F..%2Fetc%2Fpasswd',
  '..%5C..%5Cwindows%5Cwin.ini',
  '%2Fetc%2Fpasswd',
  'C%3A%5Cboot.ini',
  'file%3A%2F%2F%2Fetc%2Fpasswd',
  'a%00.md',
  'a%2F..%2F..%2Fb.md',
  '%E0%A4%A',
  '%F0%9F%92%A9%0D%0ASet-Cookie:%20a=b',
  'x'.repeat(2_000),
]

describe('a name in a path', () => {
  const named = allContracts.filter(
    ({ path, scope }) => scope !== 'public' && namesInPath(path).some((name) => !namesAnId(name)),
  )

  test.each(trickyNames.map((name) => [name.slice(0, 40), name]))(
    '%s reaches nothing on any route',
    async (_, name) => {
      expect(named.length).toBeGreaterThan(15)
      const wrong: Record<string, string> = {}
      for (const contract of named) {
        const { status, text } = await sendUntidied(contract, addressOf(contract, name))
        if (![400, 404, 405, 409, 422].includes(status)) wrong[contractTitle(contract)] = `${status} ${text}`
        else if (/root:|\[boot|set-cookie/i.test(text)) wrong[contractTitle(contract)] = 'it came through'
      }
      expect(wrong).toEqual({})
    },
  )
})
