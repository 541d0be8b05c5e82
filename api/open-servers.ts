import { createPrivateKey, X509Certificate } from 'node:crypto'
import { createServer, type RequestListener, type Server } from 'node:http'
import { createServer as createTlsServer } from 'node:https'
import type { AddressInfo } from 'node:net'
import { setTimeout as sleep } from 'node:timers/promises'
import { AssetloomError } from '../core/errors.js'
import { answerUpgrades, cutUpgraded } from './websocket-upgrade.js'

/** Answers that are under way may end; then connections are cut. */
const stopGraceMs = 3_000
/** Sockets are cheap, but each open request holds a body of up to 2 MiB. */
const connectionsMax = 500
const timeouts = { headersTimeout: 20_000, requestTimeout: 60_000 }
const loopback = '127.0.0.1'

export interface ServerPlaces {
  /** Where others come in; loopback always stays open for this machine's own programs. */
  readonly host: string
  readonly port: number
  /** Certificate and key, PEM: then others come in by TLS at a port of its own. */
  readonly tls: { readonly cert: string; readonly key: string; readonly port: number } | null
}

export interface OpenServers {
  readonly servers: readonly Server[]
  /** For programs of this machine. */
  readonly url: string
  close(): Promise<void>
}

/**
 * Listens where people and programs come. Programs of this machine (CLI, supervisor) always find plain HTTP on loopback; a
 * socket that listens at every address has that one, too. Throws Unavailable for a taken port and for an address that this
 * machine does not have, InvalidInput for a certificate and a key that do not belong together.
 */
export async function openServers(app: RequestListener, places: ServerPlaces): Promise<OpenServers> {
  const { host, port, tls } = places
  const servers: Server[] = []
  const open = async (server: Server, address: string, at: number) => {
    server.maxConnections = connectionsMax
    answerUpgrades(server, app)
    await listen(server, address, at)
    servers.push(server)
    return (server.address() as AddressInfo).port
  }
  const close = async () => void (await Promise.all(servers.map(closeServer)))
  try {
    const isEverywhere = host === '0.0.0.0' || host === '::'
    const own = tls === null && isEverywhere ? host : loopback
    const ownPort = await open(createServer(timeouts, app), own, port)
    if (tls !== null) await open(createSecureServer(app, tls), host, tls.port)
    else if (!isEverywhere && host !== loopback) await open(createServer(timeouts, app), host, ownPort)
    return { servers, url: `http://${loopback}:${ownPort}`, close }
  } catch (error) {
    await close()
    throw error
  }
}

function createSecureServer(app: RequestListener, { cert, key }: { cert: string; key: string }): Server {
  try {
    // Node itself takes an empty key for none, and would then end every connection without a word.
    const isPair = new X509Certificate(cert).checkPrivateKey(createPrivateKey(key))
    if (!isPair) throw new Error('the key is not that of the certificate')
    return createTlsServer({ ...timeouts, cert, key }, app)
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new AssetloomError(
      'InvalidInput',
      `TLS cannot be served with this certificate and key: ${reason}.`,
      'Let ASSETLOOM_TLS_CERT name the certificate chain and ASSETLOOM_TLS_KEY its own key, both PEM.',
    )
  }
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(toListenError(error, host, port)))
    server.listen(port, host, resolve)
  })
}

function toListenError(error: NodeJS.ErrnoException, host: string, port: number): Error {
  if (error.code === 'EADDRINUSE')
    return new AssetloomError(
      'Unavailable',
      `Port ${port} is taken by another program.`,
      'Set ASSETLOOM_PORT to a free one (ASSETLOOM_TLS_PORT for TLS); 0 takes any.',
      { port },
    )
  if (error.code === 'EADDRNOTAVAIL')
    return new AssetloomError(
      'Unavailable',
      `This machine does not have the address ${host}.`,
      'Set ASSETLOOM_HOST to one that it has (`ip address` lists them), or to 0.0.0.0.',
    )
  return error
}

async function closeServer(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()))
  server.closeIdleConnections()
  await Promise.race([closed, sleep(stopGraceMs, undefined, { ref: false })])
  server.closeAllConnections()
  cutUpgraded(server)
  await closed
}
