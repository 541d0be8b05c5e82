/** Of a frame whose size no header tells; frames of music have some ten kilobytes. */
const frameBytesMax = 1024 ** 2
/** `fLaC`, a block header of 4 bytes, then 7 bytes of STREAMINFO before the size of the largest frame (RFC 9639, 8.2). */
const largestFrameAt = 15

/** Of the polynomial x^16 + x^15 + x^2 + 1, which a frame's footer uses (RFC 9639, 9.3). */
const crcTable = Uint16Array.from({ length: 256 }, (_, index) => {
  let value = index << 8
  for (let bit = 0; bit < 8; bit++) value = value & 0x8000 ? (value << 1) ^ 0x8005 : value << 1
  return value
})

/**
 * Whether the bytes of a FLAC file end with a whole frame: one that begins with the sync code and whose last two bytes are
 * the CRC-16 of the rest. A file that was cut off ends within a frame.
 */
export function endsWithFlacFrame(data: Buffer): boolean {
  if (data.length < largestFrameAt + 3) return false
  const largest = data.readUIntBE(largestFrameAt, 3)
  const first = Math.max(0, data.length - (largest > 0 ? largest : frameBytesMax))
  for (let at = data.length - 4; at >= first; at--)
    if (data[at] === 0xff && (data[at + 1]! & 0xfe) === 0xf8 && isFrame(data.subarray(at))) return true
  return false
}

function isFrame(frame: Buffer): boolean {
  let crc = 0
  for (let at = 0; at < frame.length - 2; at++)
    crc = ((crc << 8) & 0xffff) ^ crcTable[(crc >> 8) ^ frame[at]!]!
  return crc === frame.readUInt16BE(frame.length - 2)
}
