import { type IncomingMessage, type RequestListener, type Server, ServerResponse } from 'node:http'
import type { Socket } from 'node:net'
import type { Duplex } from 'node:stream'

/** The connection of a request that asks for another protocol, and what came on it after the request's head. */
export interface Upgrade {
  readonly socket: Duplex
  readonly head: Buffer
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>()
const tokenProtocol = 'bearer.'

/** What a client names as Sec-WebSocket-Protocol, and what is answered. */
export const socketProtocol = 'assetloom'

/** Null for a request that asks for no WebSocket, or not as RFC 6455 (section 4.2.1) says. */
export function webSocketUpgradeOf(request: IncomingMessage): Upgrade | null {
  const { headers, method } = request
  const isHandshake =
    method === 'GET' &&
    headers.upgrade?.toLowerCase() === 'websocket' &&
    headers['sec-websocket-version'] === '13' &&
    /^[+/0-9A-Za-z]{22}==$/.test(headers['sec-websocket-key'] ?? '')
  return isHandshake ? (upgrades.get(request) ?? null) : null
}

const upgraded = new WeakMap<Server, Set<Duplex>>()

/**
 * Answers requests that ask for another protocol. Such a request goes through the whole app as any other: the same guards, and problems as
 * answers. A route takes the connection over (`webSocketUpgradeOf`, `leaveToSocket`); all others answer plain HTTP, as a
 * client that offers HTTP/2 on the way (`Upgrade: h2c`) expects, and the connection ends then.
 */
export function answerUpgrades(server: Server, app: RequestListener): void {
  const sockets = new Set<Duplex>()
  upgraded.set(server, sockets)
  server.on('upgrade', (request, socket, head) => {
    sockets.add(socket)
    socket.on('close', () => sockets.delete(socket))
    socket.on('error', () => socket.destroy())
    const response = new ServerResponse(request)
    response.shouldKeepAlive = false
    response.assignSocket(socket as Socket)
    response.once('finish', () => (socket as Socket).destroySoon())
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuseBody(response)
    upgrades.set(request, { socket, head })
    takeToken(request)
    app(request, response)
  })
}

/** What `closeAllConnections` leaves open: connections that HTTP gave away. */
export function cutUpgraded(server: Server): void {
  for (const socket of upgraded.get(server) ?? []) socket.destroy()
}

/** Node gives no body of a request that asks for an upgrade. */
function refuseBody(response: ServerResponse): void {
  const body = {
    ...{ type: 'urn:assetloom:problem:bad-request', title: 'Not understood', status: 400 },
    detail: 'A request with the header Upgrade cannot have a body here.',
    hint: 'Send it without Upgrade, as plain HTTP/1.1.',
  }
  response.writeHead(400, { 'Content-Type': 'application/problem+json' }).end(JSON.stringify(body))
}

/** Programs whose WebSocket takes no headers say `Sec-WebSocket-Protocol: assetloom, bearer.<token>`. */
function takeToken({ headers }: IncomingMessage): void {
  const offered = (headers['sec-websocket-protocol'] ?? '').split(',').map((one) => one.trim())
  const bearer = offered.find((one) => one.startsWith(tokenProtocol))
  if (bearer !== undefined && headers.upgrade?.toLowerCase() === 'websocket')
    headers.authorization ??= `Bearer ${bearer.slice(tokenProtocol.length)}`
}

/**
 * Takes the response off its connection, which a WebSocket has from now on. For whoever measures requests it is answered
 * with 101 and closes with the connection.
 */
export function leaveToSocket(response: ServerResponse, socket: Duplex): void {
  response.detachSocket(socket as Socket)
  response.writeHead(101)
  socket.once('close', () => response.emit('close'))
}
