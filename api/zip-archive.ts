import { crc32 } from 'node:zlib'

/** A file of an archive. Its bytes are read when their turn comes. */
export interface ZipEntry {
  /** Relative, forward slashes. */
  readonly path: string
  readonly sizeBytes: number
  readonly read: () => Promise<Uint8Array>
}

/** The format without its 64-bit extension (APPNOTE 4.4): entries and bytes of all of it. */
export const zipLimits = { entries: 65_534, bytes: 0xffff_fffe } as const

const signatures = { local: 0x0403_4b50, central: 0x0201_4b50, end: 0x0605_4b50 } as const
const headerBytes = { local: 30, central: 46, end: 22 }
/** 2.0, made on Unix, so that the mode of a file is read from the upper half of its attributes. */
const versionNeeded = 20
const versionMadeBy = (3 << 8) | versionNeeded
/** Names are UTF-8. */
const flags = 0x0800
/** 1980-01-01 00:00, the first time that the format knows: the same files give the same archive. */
const firstDay = (1 << 5) | 1
/** A file that its owner may write and all may read. */
const fileMode = (0o100644 << 16) >>> 0

/** Bytes of the whole archive, known before anything is read. */
export function zipSize(entries: readonly ZipEntry[]): number {
  const perEntry = headerBytes.local + headerBytes.central
  return entries.reduce(
    (sum, { path, sizeBytes }) => sum + perEntry + 2 * Buffer.byteLength(path) + sizeBytes,
    headerBytes.end,
  )
}

/**
 * A zip archive of the entries in their order, piece by piece; one file is in memory at a time. They are stored as they
 * are: pictures and sounds are compressed already, and the length is known beforehand. Throws what `read` throws, and
 * for a file that has another length than it says.
 */
export async function* writeZip(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const central: Buffer[] = []
  let offset = 0
  for (const entry of entries) {
    const bytes = await entry.read()
    if (bytes.length !== entry.sizeBytes)
      throw new Error(`${entry.path} has ${bytes.length} bytes, not ${entry.sizeBytes}.`)
    const name = Buffer.from(entry.path, 'utf8')
    const facts = factsOf(name, crc32(bytes), bytes.length)
    const local = Buffer.concat([uint32(signatures.local), uint16(versionNeeded), facts, uint16(0), name])
    central.push(centralHeader(facts, name, offset))
    offset += local.length + bytes.length
    yield local
    yield bytes
  }
  const directory = Buffer.concat(central)
  yield directory
  const end = Buffer.alloc(headerBytes.end)
  end.writeUInt32LE(signatures.end, 0)
  end.writeUInt16LE(entries.length, 8)
  end.writeUInt16LE(entries.length, 10)
  end.writeUInt32LE(directory.length, 12)
  end.writeUInt32LE(offset, 16)
  yield end
}

/** What local and central header have in common (APPNOTE 4.3.7, 4.3.12), from the flags to the length of the name. */
function factsOf(name: Buffer, checksum: number, sizeBytes: number): Buffer {
  const stored = 0
  const midnight = 0
  return Buffer.concat([
    ...[flags, stored, midnight, firstDay].map(uint16),
    ...[checksum, sizeBytes, sizeBytes].map(uint32),
    uint16(name.length),
  ])
}

function centralHeader(facts: Buffer, name: Buffer, offset: number): Buffer {
  const [extraLength, commentLength, disk, isText] = [0, 0, 0, 0]
  return Buffer.concat([
    uint32(signatures.central),
    ...[versionMadeBy, versionNeeded].map(uint16),
    facts,
    ...[extraLength, commentLength, disk, isText].map(uint16),
    ...[fileMode, offset].map(uint32),
    name,
  ])
}

function uint16(value: number): Buffer {
  const bytes = Buffer.alloc(2)
  bytes.writeUInt16LE(value)
  return bytes
}

function uint32(value: number): Buffer {
  const bytes = Buffer.alloc(4)
  bytes.writeUInt32LE(value)
  return bytes
}
