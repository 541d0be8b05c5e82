import { describe, expect, test } from 'vitest'
import { roles, type Role } from '../../core/access/principal.js'
import { allContracts } from '../../core/http/contracts/all-contracts.schema.js'
import type { RouteContract } from '../../core/http/contracts/route-contract.js'
import { contractAddress, contractTitle } from './contract-address.js'
import { stageTenants, type Tenant, type Tenants } from './two-tenants-fixture.js'

/** Scopes whose project the gate finds by an id in the path. */
const gated = new Set(['project', 'run', 'variant', 'decision', 'bundle', 'asset', 'job'])
const contracts = allContracts.filter(({ scope }) => gated.has(scope))
/** What ends things comes last, so that the ids of the others are still there. */
const ending = /cancel|remove|delete|revoke/i

/** With this tenant's ids; names that are no ids get something that such a name may be. */
const addressOf = (contract: RouteContract, { ids }: Tenant): string =>
  contractAddress(contract, (name) => ids[name] ?? 'something')

const below = (role: Role): Role | undefined => roles[roles.indexOf(role) - 1]

async function ask({ api, members }: Tenants, contract: RouteContract, role: Role, tenant: Tenant) {
  const response = await fetch(`${api.url}${addressOf(contract, tenant)}`, {
    method: contract.method.toUpperCase(),
    headers: {
      ...{ cookie: members[role].cookie, origin: api.url },
      'content-type': contract.bytes?.mediaTypes[0] ?? 'application/json',
    },
    ...(contract.method === 'get' ? {} : { body: contract.bytes === undefined ? '{}' : 'bytes' }),
  })
  const text = await response.text()
  const isProblem = response.headers.get('content-type')?.includes('problem+json') === true
  const { type = '', detail = '' } = isProblem ? (JSON.parse(text) as { type?: string; detail?: string }) : {}
  return { status: response.status, type, detail, text }
}

test('the matrix has every route whose path names something of a project', () => {
  expect(contracts.length).toBeGreaterThan(70)
  for (const { path, scope } of contracts) expect(path).toContain(`{${scope}Id}`)
})

/** What went wrong with each route, by its name; empty = nothing. */
async function judgeAll(
  judged: readonly RouteContract[],
  judge: (contract: RouteContract) => Promise<string | null>,
): Promise<Record<string, string>> {
  const wrong: Record<string, string> = {}
  for (const contract of judged) {
    const found = await judge(contract)
    if (found !== null) wrong[contractTitle(contract)] = found
  }
  return wrong
}

describe('every route whose path names something of a project', () => {
  test("says of another team's that it is not there, whatever the role", async () => {
    const tenants = await stageTenants()
    const { foreign } = tenants
    const wrong = await judgeAll(contracts, async (contract) => {
      for (const role of ['viewer', 'owner'] as const) {
        const { status, detail, text } = await ask(tenants, contract, role, foreign)
        if (status !== 404 || detail !== `There is no such ${contract.scope}.`)
          return `${role}: ${status} ${text}`
        if (text.includes(foreign.secret)) return `${role}: tells ${text}`
      }
      return null
    })
    expect(wrong).toEqual({})
  })

  test('refuses the role below the one that it asks for', async () => {
    const tenants = await stageTenants()
    const judged = contracts.filter(({ role }) => below(role) !== undefined)
    expect(judged.length).toBeGreaterThan(20)
    const wrong = await judgeAll(judged, async (contract) => {
      const { status, type, text } = await ask(
        tenants,
        contract,
        below(contract.role) ?? 'viewer',
        tenants.own,
      )
      return status === 403 && type === 'urn:assetloom:problem:role-too-low' ? null : `${status} ${text}`
    })
    expect(wrong).toEqual({})
  })

  test('lets the role through that it asks for', async () => {
    const tenants = await stageTenants()
    const ordered = [...contracts].sort(
      (a, b) => Number(ending.test(a.operationId)) - Number(ending.test(b.operationId)),
    )
    const wrong = await judgeAll(ordered, async (contract) => {
      const { status, type, detail, text } = await ask(tenants, contract, contract.role, tenants.own)
      const isTurnedAway =
        type === 'urn:assetloom:problem:role-too-low' ||
        detail === `There is no such ${contract.scope}.` ||
        [401, 403, 429, 500].includes(status)
      return isTurnedAway ? `${status} ${text}` : null
    })
    expect(wrong).toEqual({})
  })
})

describe('ids of two teams in one request', () => {
  test('give nothing of the other team', async () => {
    const { api, members, own, foreign } = await stageTenants()
    const { projectId } = own.ids
    const mixed = [
      `/projects/${projectId}/images/${foreign.ids['sha256']}`,
      `/projects/${projectId}/wishlists/${foreign.ids['wishlistRevisionId']}`,
      `/runs/${own.ids['runId']}/specs/${foreign.secret}`,
      `/jobs?project=${foreign.ids['projectId']}`,
      `/runs?projectId=${foreign.ids['projectId']}`,
      `/review-queue?projectId=${foreign.ids['projectId']}`,
      `/report?projectId=${foreign.ids['projectId']}`,
      `/events?projectId=${foreign.ids['projectId']}`,
      `/trace/${foreign.ids['variantId']}`,
      `/trace/${foreign.ids['assetId']}?project=desert`,
    ]
    for (const path of mixed) expect((await members.owner.get(path)).status, path).toBe(404)
    const key = `/projects/${projectId}/api-keys/${foreign.ids['apiKeyId']}`
    expect((await members.owner.send('DELETE', key)).status).toBe(404)
    const invitation = `/invitations/${foreign.ids['invitationId']}`
    expect((await members.owner.send('DELETE', invitation)).status).toBe(404)
    const foreignProject = { projectId: foreign.ids['projectId'] }
    const orders: [string, object][] = [
      ['/invitations', { name: 'Eve', role: 'viewer', ...foreignProject }],
      ['/generate', { category: 'prop', prompt: 'a barrel', project: 'forest' }],
      ['/jobs', { type: 'generate', input: { specKey: foreign.secret }, project: 'forest' }],
    ]
    for (const [path, body] of orders)
      expect((await members.owner.send('POST', path, body)).status, path).toBe(404)
    expect(api.logs.filter(({ level }) => level === 'error')).toEqual([])
  })

  test('show in lists what belongs to who asks alone', async () => {
    const { members, own, foreign } = await stageTenants()
    for (const path of ['/projects', '/runs', '/jobs', '/review-queue', '/report']) {
      const { status, body } = await members.viewer.get(path)
      expect(status, path).toBe(200)
      const text = JSON.stringify(body)
      const ids = Object.values(foreign.ids).filter((id) => id.length > 10)
      for (const id of ids) expect(text, path).not.toContain(id)
      expect(text).not.toContain(foreign.secret)
    }
    expect(JSON.stringify((await members.viewer.get('/runs')).body)).toContain(own.ids['runId'])
  })
})

test('what belongs to no project is refused to owners of projects', async () => {
  const tenants = await stageTenants()
  const forOwners = allContracts.filter(({ scope }) => scope === 'installation')
  expect(forOwners.length).toBeGreaterThan(5)
  const wrong = await judgeAll(forOwners, async (contract) => {
    const { status, text } = await ask(tenants, contract, 'owner', tenants.own)
    return status === 403 ? null : `${status} ${text}`
  })
  expect(wrong).toEqual({})
})
