import { createHash } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { createFrameReader, encodeFrame, opcodes, WebsocketProtocolError } from './websocket-frames.js'

/** Section 1.3 of RFC 6455. */
const acceptGuid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'

/** A client of ComfyUI sends one short message; more is a mistake. */
const messageBytesMax = 1024 * 1024
/** What may lie unread before a sender waits, as aiohttp does. */
const unreadBytesMax = 64 * 1024

/** The server's end of one websocket. */
export interface WebsocketPeer {
  /** Resolves when the frame is handed over; while the other side does not read, that takes until it does or is gone. */
  sendText(text: string): Promise<void>
  sendBinary(bytes: Uint8Array): Promise<void>
  onText(listener: (text: string) => void): void
  onClose(listener: () => void): void
  /** Says goodbye with a status code, then ends. */
  close(code: number): void
  /** The connection is cut without a close frame: the other side sees 1006. */
  cut(): void
}

/** Answers the handshake. Null when the request is none of version 13: an HTTP error is answered then. */
export function acceptWebsocket(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): WebsocketPeer | null {
  const key = request.headers['sec-websocket-key']
  const isAsked = request.headers.upgrade?.toLowerCase() === 'websocket' && request.method === 'GET'
  if (!isAsked || key === undefined || Buffer.from(key, 'base64').length !== 16) {
    socket.end('HTTP/1.1 400 Bad Request\r\nConnection: close\r\n\r\n')
    return null
  }
  if (request.headers['sec-websocket-version'] !== '13') {
    socket.end('HTTP/1.1 426 Upgrade Required\r\nSec-WebSocket-Version: 13\r\nConnection: close\r\n\r\n')
    return null
  }
  const accept = createHash('sha1')
    .update(key + acceptGuid)
    .digest('base64')
  socket.write(
    `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
  )
  return createPeer(socket, head)
}

function createPeer(socket: Duplex, head: Buffer): WebsocketPeer {
  const textListeners: ((text: string) => void)[] = []
  const closeListeners: (() => void)[] = []
  let isClosed = false
  const end = (code: number): void => {
    if (isClosed || socket.writableEnded) return
    const payload = Buffer.alloc(2)
    payload.writeUInt16BE(code)
    socket.end(encodeFrame(opcodes.close, payload))
  }
  const receive = createReceiver({
    text: (text) => textListeners.forEach((listener) => listener(text)),
    ping: (payload) => void socket.write(encodeFrame(opcodes.pong, payload)),
    close: () => end(1000),
    fail: (code) => end(code),
  })
  socket.on('data', receive)
  // Cut connections end in an error here; `close` follows and tells.
  socket.on('error', () => undefined)
  socket.on('close', () => {
    isClosed = true
    closeListeners.forEach((listener) => listener())
  })
  if (head.length > 0) receive(head)
  const send = async (opcode: number, payload: Uint8Array): Promise<void> => {
    if (isClosed || socket.writableEnded || socket.destroyed) return
    socket.write(encodeFrame(opcode, payload))
    if (socket.writableLength > unreadBytesMax) await untilDrained(socket)
  }
  return {
    sendText: (text) => send(opcodes.text, Buffer.from(text, 'utf8')),
    sendBinary: (bytes) => send(opcodes.binary, bytes),
    onText: (listener) => void textListeners.push(listener),
    onClose: (listener) => void closeListeners.push(listener),
    close: end,
    cut: () => void socket.destroy(),
  }
}

interface Receiver {
  readonly text: (text: string) => void
  readonly ping: (payload: Buffer) => void
  readonly close: () => void
  readonly fail: (code: number) => void
}

/** Puts frames together to messages. After a failure nothing is read any more. */
function createReceiver(to: Receiver): (piece: Buffer) => void {
  const read = createFrameReader(messageBytesMax)
  let pieces: Buffer[] = []
  let opcode: number | null = null
  let isOver = false
  const take = (frame: { final: boolean; opcode: number; payload: Buffer }): void => {
    if (frame.opcode === opcodes.ping) return to.ping(frame.payload)
    if (frame.opcode === opcodes.pong) return
    if (frame.opcode === opcodes.close) {
      isOver = true
      return to.close()
    }
    const isFirst = frame.opcode !== opcodes.continuation
    if (frame.opcode > opcodes.binary || isFirst !== (opcode === null))
      throw new WebsocketProtocolError(1002, 'a frame does not fit the message before it')
    if (isFirst) opcode = frame.opcode
    pieces.push(frame.payload)
    if (pieces.reduce((sum, piece) => sum + piece.length, 0) > messageBytesMax || pieces.length > 1_000)
      throw new WebsocketProtocolError(1009, `a message is larger than ${messageBytesMax} bytes`)
    if (!frame.final) return
    const whole = Buffer.concat(pieces)
    const isText = opcode === opcodes.text
    pieces = []
    opcode = null
    if (isText) to.text(whole.toString('utf8'))
  }
  return (piece) => {
    if (isOver) return
    try {
      for (const frame of read(piece)) if (!isOver) take(frame)
    } catch (error) {
      isOver = true
      to.fail(error instanceof WebsocketProtocolError ? error.code : 1011)
    }
  }
}

function untilDrained(socket: Duplex): Promise<void> {
  return new Promise((resolve) => {
    const done = (): void => {
      socket.off('drain', done)
      socket.off('close', done)
      resolve()
    }
    socket.on('drain', done)
    socket.on('close', done)
  })
}
