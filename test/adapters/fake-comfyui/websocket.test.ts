import { createServer, type Server } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { createFrameReader, encodeFrame, opcodes } from '../../../adapters/fake-comfyui/websocket-frames.js'
import { acceptWebsocket, type WebsocketPeer } from '../../../adapters/fake-comfyui/websocket-peer.js'

let server: Server
let peer: WebsocketPeer | null = null
let texts: string[] = []
let client: Socket
let received: Buffer = Buffer.alloc(0)

/** A frame as a client sends it. */
function masked(opcode: number, payload: Buffer, { final = true, reserved = 0 } = {}): Buffer {
  const mask = Buffer.from([1, 2, 3, 4])
  const head = encodeFrame(opcode, payload).subarray(0, -payload.length || undefined)
  head[0] = (final ? 0x80 : 0) | reserved | opcode
  head[1]! |= 0x80
  return Buffer.concat([head, mask, payload.map((byte, at) => byte ^ mask[at & 3]!)])
}

const handshake = (more: string) =>
  `GET /ws HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`
const key = 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n'

async function open(lines = `${key}Sec-WebSocket-Version: 13\r\n`): Promise<void> {
  client = connect((server.address() as AddressInfo).port, '127.0.0.1')
  client.on('data', (piece: Buffer) => (received = Buffer.concat([received, piece])))
  client.write(handshake(lines))
  await vi.waitFor(() => expect(received.includes('\r\n\r\n')).toBe(true))
}

/** What came after the handshake. */
const frames = () => received.subarray(received.indexOf('\r\n\r\n') + 4)
const closeCode = async () => {
  await vi.waitFor(() => expect(frames()[0]).toBe(0x80 | opcodes.close))
  return frames().readUInt16BE(2)
}

beforeEach(async () => {
  texts = []
  received = Buffer.alloc(0)
  server = createServer()
  server.on('upgrade', (request, socket, head) => {
    peer = acceptWebsocket(request, socket, head)
    peer?.onText((text) => texts.push(text))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})

afterEach(async () => {
  client.destroy()
  peer?.cut()
  await new Promise((resolve) => server.close(resolve))
})

describe('the server side of a websocket', () => {
  it('answers the handshake of RFC 6455, section 1.3', async () => {
    await open()
    expect(received.toString()).toContain('Sec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=')
  })

  it.each([
    ['no key', 'Sec-WebSocket-Version: 13\r\n', '400'],
    ['another version', `${key}Sec-WebSocket-Version: 8\r\n`, '426'],
  ])('refuses a handshake with %s', async (_what, lines, status) => {
    await open(lines)
    expect(received.toString().startsWith(`HTTP/1.1 ${status}`)).toBe(true)
  })

  it('reads texts in pieces, cut anywhere, with control frames between them', async () => {
    await open()
    const bytes = Buffer.concat([
      masked(opcodes.text, Buffer.from('grün'.slice(0, 2)), { final: false }),
      masked(opcodes.ping, Buffer.from('hi')),
      masked(opcodes.continuation, Buffer.from('ün')),
      masked(opcodes.text, Buffer.from('x'.repeat(70_000))),
    ])
    for (let at = 0; at < bytes.length; at += 9_999) client.write(bytes.subarray(at, at + 9_999))
    await vi.waitFor(() => expect(texts).toHaveLength(2))
    expect(texts[0]).toBe('grün')
    expect(texts[1]).toHaveLength(70_000)
    expect(frames()).toEqual(encodeFrame(opcodes.pong, Buffer.from('hi')))
  })

  it('writes frames of every length', async () => {
    await open()
    for (const length of [0, 125, 126, 65_535, 65_536]) {
      received = Buffer.from('\r\n\r\n')
      await peer!.sendBinary(Buffer.alloc(length, 7))
      const head = length < 126 ? 2 : length < 65_536 ? 4 : 10
      await vi.waitFor(() => expect(frames()).toHaveLength(head + length))
      const told =
        length < 126 ? frames()[1]! : length < 65_536 ? frames().readUInt16BE(2) : frames().readBigUInt64BE(2)
      expect(Number(told)).toBe(length)
    }
  })

  it('answers a close with a close', async () => {
    await open()
    client.write(masked(opcodes.close, Buffer.from([3, 232])))
    expect(await closeCode()).toBe(1000)
  })

  it.each([
    ['frames that are not masked', encodeFrame(opcodes.text, Buffer.from('x')), 1002],
    ['reserved bits', masked(opcodes.text, Buffer.from('x'), { reserved: 0x40 }), 1002],
    ['a continuation of nothing', masked(opcodes.continuation, Buffer.from('x')), 1002],
    ['unknown opcodes', masked(5, Buffer.from('x')), 1002],
    ['a ping in pieces', masked(opcodes.ping, Buffer.from('x'), { final: false }), 1002],
    ['more than a megabyte', masked(opcodes.text, Buffer.alloc(1_048_577)).subarray(0, 20), 1009],
  ])('closes on %s', async (_what, bytes, code) => {
    await open()
    client.write(bytes)
    expect(await closeCode()).toBe(code)
  })

  it('stops adding pieces of a message that grows too large', async () => {
    await open()
    client.write(masked(opcodes.text, Buffer.alloc(600_000), { final: false }))
    client.write(masked(opcodes.continuation, Buffer.alloc(600_000), { final: false }))
    expect(await closeCode()).toBe(1009)
  })

  it('reads nothing from half a frame', () => {
    const read = createFrameReader(100)
    const frame = masked(opcodes.text, Buffer.from('whole'))
    expect(read(frame.subarray(0, 7))).toEqual([])
    expect(read(frame.subarray(7))).toMatchObject([{ payload: Buffer.from('whole') }])
  })
})
