import proto from '@temporalio/proto'
import { afterEach, describe, expect, test } from 'vitest'
import { prepareNamespace } from '../../../adapters/temporal/prepare-namespace.js'
import { createTemporalClient } from '../../../adapters/temporal/temporal-connection.js'
import { searchAttributes } from '../../../core/search-attributes.js'
import { StandInFrontend, type GrpcAnswer } from './stand-in-frontend.js'

const { ListSearchAttributesResponse } = proto.temporal.api.operatorservice.v1
const { DescribeNamespaceResponse } = proto.temporal.api.workflowservice.v1
const names = Object.keys(searchAttributes)
const denied = { status: 7, message: 'Request unauthorized.' }
const allListed = ListSearchAttributesResponse.encode({
  customAttributes: Object.fromEntries(names.map((name) => [name, 2])),
}).finish()

const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  for (const one of opened.splice(0)) await one.close()
})

async function prepare(answers: Record<string, GrpcAnswer>) {
  const frontend = await StandInFrontend.open(answers)
  const client = createTemporalClient({ address: frontend.address, namespace: 'studio.acct' })
  opened.push(client.connection as never, frontend)
  const refused: string[] = []
  const outcome = await prepareNamespace(client.connection, 'studio.acct', (message, { reason }) =>
    refused.push(`${message}: ${reason}`),
  ).catch((error: unknown) => error)
  return { outcome, refused, methods: frontend.calls.map(({ method }) => method) }
}

describe('preparing a namespace', () => {
  test('sets the retention and adds what is missing', async () => {
    const { outcome, refused, methods } = await prepare({})
    expect(outcome).toBeUndefined()
    expect(refused).toEqual([])
    expect(methods).toEqual(['UpdateNamespace', 'ListSearchAttributes', 'AddSearchAttributes'])
  })

  test('goes on where updates are refused, and adds nothing that is there', async () => {
    for (const status of [3, 7, 9, 12]) {
      const { outcome, refused, methods } = await prepare({
        UpdateNamespace: { status, message: 'managed' },
        ListSearchAttributes: allListed,
      })
      expect(outcome, String(status)).toBeUndefined()
      expect(refused).toEqual([expect.stringMatching(/retention of studio\.acct.*managed/)])
      expect(methods).not.toContain('AddSearchAttributes')
    }
  })

  test('reads the attributes from the namespace where the operator calls are refused, as Temporal Cloud does', async () => {
    const { outcome, refused } = await prepare({
      UpdateNamespace: denied,
      ListSearchAttributes: denied,
      AddSearchAttributes: denied,
      DescribeNamespace: DescribeNamespaceResponse.encode({
        config: {
          customSearchAttributeAliases: Object.fromEntries(
            names.map((name, index) => [`Key0${index}`, name]),
          ),
        },
      }).finish(),
    })
    expect(outcome).toBeUndefined()
    expect(refused).toHaveLength(2)
  })

  test('fails clearly, naming each, when attributes are missing and cannot be added', async () => {
    const { outcome } = await prepare({
      UpdateNamespace: denied,
      ListSearchAttributes: ListSearchAttributesResponse.encode({
        customAttributes: { ProjectId: 2 },
      }).finish(),
      AddSearchAttributes: denied,
    })
    expect(outcome).toMatchObject({
      type: 'InvalidInput',
      hint: expect.stringContaining('search-attribute create'),
    })
    const { message } = outcome as Error
    expect(message).toContain('ProductionRunId (keyword)')
    expect(message).toContain('RoundNo (int)')
    expect(message).not.toContain('ProjectId (')
    expect(message).toContain('Request unauthorized.')
  })

  test('tells of a namespace that is not there, and is content when another process added the attributes', async () => {
    const unknown = await prepare({ UpdateNamespace: { status: 5 } })
    expect(unknown.outcome).toMatchObject({
      type: 'NotFound',
      hint: expect.stringContaining('TEMPORAL_NAMESPACE'),
    })
    expect((await prepare({ AddSearchAttributes: { status: 6 } })).outcome).toBeUndefined()
  })
})
