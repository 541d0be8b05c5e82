import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { connect } from 'node:tls'
import { afterEach, describe, expect, test } from 'vitest'
import { openServers, type OpenServers, type ServerPlaces } from '../../api/open-servers.js'
import { makeCertificate } from '../support/self-made-certificate.js'
import { tlsRequest } from '../support/tls-request.js'

const own = makeCertificate()
const opened: OpenServers[] = []
afterEach(async () => {
  for (const servers of opened.splice(0)) await servers.close()
})

async function open(places: Partial<ServerPlaces> = {}): Promise<OpenServers> {
  const servers = await openServers(
    (request, response) => void response.end(`${request.method} ${request.url}`),
    { host: '127.0.0.1', port: 0, tls: null, ...places },
  )
  opened.push(servers)
  return servers
}

const portOf = (server?: Server): number => (server?.address() as AddressInfo | undefined)?.port ?? 0
const addressOf = (server: Server): string => (server.address() as AddressInfo).address

describe('the servers of the API', () => {
  test('answer on loopback, and at another address of this machine on the same port', async () => {
    const alone = await open()
    expect(alone.servers).toHaveLength(1)
    expect((await tlsRequest(`${alone.url}/a`)).body).toBe('GET /a')
    const both = await open({ host: '127.0.0.2' })
    expect(both.servers.map(addressOf)).toEqual(['127.0.0.1', '127.0.0.2'])
    expect(portOf(both.servers[1])).toBe(portOf(both.servers[0]))
    expect((await tlsRequest(both.url.replace('127.0.0.1', '127.0.0.2'))).status).toBe(200)
    const everywhere = await open({ host: '0.0.0.0' })
    expect(everywhere.servers.map(addressOf)).toEqual(['0.0.0.0'])
    expect((await tlsRequest(everywhere.url)).status).toBe(200)
  })

  test('speak TLS to others with the own certificate, and plain HTTP on loopback alone', async () => {
    const { servers, url } = await open({ host: '127.0.0.2', tls: { ...own, port: 0 } })
    expect(servers.map(addressOf)).toEqual(['127.0.0.1', '127.0.0.2'])
    const tlsPort = portOf(servers[1])
    expect(tlsPort).not.toBe(portOf(servers[0]))
    const secure = `https://localhost:${tlsPort}`
    // The name is judged by the certificate; the address is where it listens.
    const answer = await askAt('127.0.0.2', tlsPort)
    expect(answer).toMatch(/^HTTP\/1\.1 200 [\s\S]*GET \/secure$/)
    expect((await tlsRequest(`${url}/plain`)).body).toBe('GET /plain')
    await expect(tlsRequest(url.replace('127.0.0.1', '127.0.0.2'))).rejects.toThrow('ECONNREFUSED')
    await expect(tlsRequest(secure, { ca: own.cert })).rejects.toThrow('ECONNREFUSED')
  })

  test('are no server of TLS for who believes another certificate, speaks plain HTTP, or an old version', async () => {
    const { servers } = await open({ tls: { ...own, port: 0 } })
    const port = portOf(servers[1])
    const good = await tlsRequest(`https://127.0.0.1:${port}/a`, { ca: own.cert })
    expect([good.status, good.body]).toEqual([200, 'GET /a'])
    await expect(tlsRequest(`https://127.0.0.1:${port}/`, { ca: makeCertificate().cert })).rejects.toThrow(
      /certificate|signature/,
    )
    await expect(tlsRequest(`http://127.0.0.1:${port}/`)).rejects.toThrow(/hang up|ECONNRESET/)
    await expect(askAt('127.0.0.1', port, 'TLSv1.1')).rejects.toThrow()
    expect((await tlsRequest(`https://127.0.0.1:${port}/`, { ca: own.cert })).status).toBe(200)
  })

  test('name a port that is taken and an address that this machine has not, and leave nothing open', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const taken = (other.address() as AddressInfo).port
    await expect(open({ port: taken })).rejects.toMatchObject({
      type: 'Unavailable',
      hint: expect.stringContaining('ASSETLOOM_PORT') as string,
    })
    const free = createServer()
    await new Promise<void>((resolve) => free.listen(0, '127.0.0.1', resolve))
    const port = (free.address() as AddressInfo).port
    await new Promise((resolve) => free.close(resolve))
    // The second server fails: the first one must not stay behind.
    await expect(open({ port, tls: { ...own, port: taken } })).rejects.toMatchObject({
      message: `Port ${taken} is taken by another program.`,
    })
    await expect(open({ port, host: '192.0.2.1' })).rejects.toMatchObject({
      hint: expect.stringContaining('ASSETLOOM_HOST') as string,
    })
    expect((await open({ port })).url).toBe(`http://127.0.0.1:${port}`)
    await new Promise((resolve) => other.close(resolve))
  })

  test('refuse a certificate and a key that do not belong together', async () => {
    const wrong = [
      { cert: own.cert, key: makeCertificate().key },
      { cert: 'no PEM', key: own.key },
      { cert: own.cert, key: '' },
    ]
    for (const tls of wrong)
      await expect(open({ tls: { ...tls, port: 0 } })).rejects.toMatchObject({
        ...{ type: 'InvalidInput', message: expect.stringContaining('TLS cannot be served') as string },
        hint: expect.stringContaining('ASSETLOOM_TLS_KEY') as string,
      })
  })
})

/** What a TLS client gets that asks for /secure, whatever the name of the address. */
function askAt(host: string, port: number, maxVersion?: 'TLSv1.1'): Promise<string> {
  return new Promise((resolve, reject) => {
    const options = maxVersion === undefined ? {} : { maxVersion, minVersion: maxVersion }
    const socket = connect({ ...{ host, port, ca: own.cert, servername: 'localhost' }, ...options }, () =>
      socket.write('GET /secure HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n'),
    )
    let text = ''
    socket.on('data', (chunk: Buffer) => (text += chunk.toString()))
    socket.on('end', () => resolve(text))
    socket.on('error', reject)
  })
}
