import { createServer, type AddressInfo } from 'node:net'
import { afterEach, describe, expect, test } from 'vitest'
import { loadConnectedConfig } from '../../../adapters/config/load-config.js'
import {
  connectionOptions,
  createTemporalClient,
  temporalTargetOf,
} from '../../../adapters/temporal/temporal-connection.js'
import { StandInFrontend } from './stand-in-frontend.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const configured = (more: Record<string, string>) =>
  temporalTargetOf(
    loadConnectedConfig({
      DATABASE_URL: 'postgres://u@h/d',
      TEMPORAL_ADDRESS: 'temporal.studio:7233',
      ...more,
    }),
  )

describe('the way to Temporal', () => {
  test('is what the environment says', () => {
    const address = 'temporal.studio:7233'
    expect(configured({}).namespace).toBe('default')
    expect(configured({ TEMPORAL_NAMESPACE: 'studio.acct' }).namespace).toBe('studio.acct')
    expect(connectionOptions(configured({}))).toEqual({ address, tls: false })
    expect(connectionOptions(configured({ TEMPORAL_TLS: 'true' }))).toEqual({ address, tls: true })
    expect(connectionOptions(configured({ TEMPORAL_API_KEY: 'k' }))).toEqual({
      address,
      tls: true,
      apiKey: 'k',
    })
    expect(connectionOptions(configured({ TEMPORAL_API_KEY: 'k', TEMPORAL_TLS: 'false' }))).toEqual({
      address,
      tls: false,
      apiKey: 'k',
    })
    expect(connectionOptions({ address, namespace: 'n', apiKey: 'k' })).toMatchObject({ tls: true })
  })

  test('sends the API key with every call', async () => {
    const frontend = await StandInFrontend.open({})
    closing.push(() => frontend.close())
    const client = createTemporalClient({
      address: frontend.address,
      namespace: 'n',
      tls: false,
      apiKey: 'key-1',
    })
    closing.push(() => client.connection.close())
    await client.connection.workflowService.getSystemInfo({})
    expect(frontend.calls[0]).toMatchObject({
      method: 'GetSystemInfo',
      headers: { authorization: 'Bearer key-1' },
    })
  })

  test('is encrypted with TLS from the first byte', async () => {
    const firstByte = new Promise<number | undefined>((resolve) => {
      const server = createServer((socket) => {
        socket.on('error', () => undefined)
        socket.once('data', (data) => {
          resolve(data[0])
          socket.destroy()
        })
      })
      closing.push(() => server.close())
      server.listen(0, () => {
        const address = `localhost:${(server.address() as AddressInfo).port}`
        const client = createTemporalClient({ address, namespace: 'n', tls: true })
        closing.push(() => client.connection.close())
        void client.connection
          .withDeadline(Date.now() + 1_000, () => client.connection.workflowService.getSystemInfo({}))
          .catch(() => undefined)
      })
    })
    // 22 is a TLS handshake record; plain HTTP/2 begins with "P".
    expect(await firstByte).toBe(22)
  })
})
