interface Size {
  readonly width: number
  readonly height: number
}

/**
 * Width and height of a WebP from the header of its first chunk (Google, "WebP Container Specification"; RFC 9649),
 * pixels; null for anything else, and for a file whose RIFF header tells another length than it has.
 */
export function webpSize(bytes: Uint8Array): Size | null {
  if (bytes.length < 30 || ascii(bytes, 0) !== 'RIFF' || ascii(bytes, 8) !== 'WEBP') return null
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  if (view.getUint32(4, true) + 8 !== bytes.length) return null
  switch (ascii(bytes, 12)) {
    case 'VP8L':
      return bytes[20] === 0x2f ? losslessSize(view.getUint32(21, true)) : null
    case 'VP8 ':
      // Three bytes of the frame's tag, the start code, then 14 bits of each side below two of its scale.
      if (bytes[23] !== 0x9d || bytes[24] !== 0x01 || bytes[25] !== 0x2a) return null
      return { width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff }
    case 'VP8X':
      return { width: uint24(view, 24) + 1, height: uint24(view, 27) + 1 }
    default:
      return null
  }
}

/** Each side less one in 14 bits, the width in the lower ones. */
function losslessSize(bits: number): Size {
  return { width: (bits & 0x3fff) + 1, height: ((bits >>> 14) & 0x3fff) + 1 }
}

function uint24(view: DataView, at: number): number {
  return view.getUint16(at, true) | (view.getUint8(at + 2) << 16)
}

function ascii(bytes: Uint8Array, at: number): string {
  return String.fromCharCode(...bytes.subarray(at, at + 4))
}
