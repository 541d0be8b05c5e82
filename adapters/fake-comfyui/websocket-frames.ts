/** Opcodes of RFC 6455, section 5.2. */
export const opcodes = { continuation: 0, text: 1, binary: 2, close: 8, ping: 9, pong: 10 } as const

export interface WebsocketFrame {
  readonly final: boolean
  readonly opcode: number
  readonly payload: Buffer
}

/** What ends a connection, with the status code of RFC 6455, section 7.4.1. */
export class WebsocketProtocolError extends Error {
  readonly code: number

  constructor(code: number, message: string) {
    super(message)
    this.code = code
  }
}

/** One frame of a server: whole, unmasked. */
export function encodeFrame(opcode: number, payload: Uint8Array): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head[0] = 0x80 | opcode
  if (length < 126) head[1] = length
  else if (length < 65_536) {
    head[1] = 126
    head.writeUInt16BE(length, 2)
  } else {
    head[1] = 127
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, payload])
}

/**
 * Reads the frames of a client from a stream of bytes that is cut anywhere. Frames of more than `payloadMax` bytes,
 * unmasked ones and what RFC 6455 forbids throw a WebsocketProtocolError.
 */
export function createFrameReader(payloadMax: number): (piece: Buffer) => WebsocketFrame[] {
  let rest: Buffer = Buffer.alloc(0)
  return (piece) => {
    rest = rest.length === 0 ? piece : Buffer.concat([rest, piece])
    const frames: WebsocketFrame[] = []
    for (;;) {
      const read = readFrame(rest, payloadMax)
      if (read === null) return frames
      frames.push(read.frame)
      rest = rest.subarray(read.length)
    }
  }
}

/** Null while the frame is not whole. */
function readFrame(bytes: Buffer, payloadMax: number): { frame: WebsocketFrame; length: number } | null {
  if (bytes.length < 2) return null
  const first = bytes[0]!
  const second = bytes[1]!
  const opcode = first & 0x0f
  if ((first & 0x70) !== 0) throw new WebsocketProtocolError(1002, 'a reserved bit is set')
  if ((second & 0x80) === 0) throw new WebsocketProtocolError(1002, 'a client has to mask its frames')
  const short = second & 0x7f
  const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8
  if (bytes.length < 2 + lengthBytes) return null
  const size =
    lengthBytes === 0 ? short : lengthBytes === 2 ? bytes.readUInt16BE(2) : bytes.readBigUInt64BE(2)
  if (size > payloadMax) throw new WebsocketProtocolError(1009, `a frame is larger than ${payloadMax} bytes`)
  const isControl = opcode >= 8
  if (isControl && (short > 125 || (first & 0x80) === 0))
    throw new WebsocketProtocolError(1002, 'a control frame is long or in pieces')
  const start = 2 + lengthBytes + 4
  const end = start + Number(size)
  if (bytes.length < end) return null
  const mask = bytes.subarray(start - 4, start)
  const payload = Buffer.from(bytes.subarray(start, end))
  for (let at = 0; at < payload.length; at++) payload[at]! ^= mask[at & 3]!
  return { frame: { final: (first & 0x80) !== 0, opcode, payload }, length: end }
}
