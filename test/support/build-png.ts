import { crc32, deflateSync } from 'node:zlib'

export interface PngHeader {
  readonly width: number
  readonly height: number
  readonly bitDepth: 8 | 16
  /** 0 grey, 2 RGB, 6 RGBA. */
  readonly colourType: 0 | 2 | 6
}

const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a])

/**
 * A PNG of rows as they are, each with its filter byte (PNG specification, third edition). Whether there are as many
 * rows as the header says is not looked at: a test may want a liar.
 */
export function buildPng({ width, height, bitDepth, colourType }: PngHeader, rows: Uint8Array): Uint8Array {
  const header = Buffer.alloc(13)
  header.writeUInt32BE(width, 0)
  header.writeUInt32BE(height, 4)
  header.set([bitDepth, colourType, 0, 0, 0], 8)
  const parts = [chunk('IHDR', header), chunk('IDAT', deflateSync(rows)), chunk('IEND', new Uint8Array())]
  return Buffer.concat([signature, ...parts])
}

function chunk(type: string, data: Uint8Array): Buffer {
  const out = Buffer.alloc(12 + data.length)
  out.writeUInt32BE(data.length, 0)
  out.write(type, 4, 'latin1')
  out.set(data, 8)
  out.writeUInt32BE(crc32(out.subarray(4, 8 + data.length)), 8 + data.length)
  return out
}
