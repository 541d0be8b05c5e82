import { crc32 } from 'node:zlib'

export interface ZipFile {
  readonly path: string
  readonly bytes: Buffer
  /** As MS-DOS writes it, date in the upper half. */
  readonly time: number
}

/** The files of a zip archive by its directory, each with its checksum verified. For archives without compression. */
export function readZip(archive: Buffer): ZipFile[] {
  const end = archive.lastIndexOf(Buffer.from([0x50, 0x4b, 5, 6]))
  const count = archive.readUInt16LE(end + 10)
  const files: ZipFile[] = []
  let at = archive.readUInt32LE(end + 16)
  for (let file = 0; file < count; file += 1) {
    const [nameLength, extraLength, commentLength] = [28, 30, 32].map((place) =>
      archive.readUInt16LE(at + place),
    ) as [number, number, number]
    const size = archive.readUInt32LE(at + 24)
    const local = archive.readUInt32LE(at + 42)
    const path = archive.toString('utf8', at + 46, at + 46 + nameLength)
    const from = local + 30 + archive.readUInt16LE(local + 26) + archive.readUInt16LE(local + 28)
    const bytes = archive.subarray(from, from + size)
    if (archive.readUInt16LE(at + 10) !== 0) throw new Error(`${path} is compressed`)
    if (archive.toString('utf8', local + 30, local + 30 + nameLength) !== path)
      throw new Error(`${path} has another name beside its bytes`)
    if (crc32(bytes) !== archive.readUInt32LE(at + 16)) throw new Error(`${path} is damaged`)
    files.push({ path, bytes, time: archive.readUInt32LE(at + 12) })
    at += 46 + nameLength + extraLength + commentLength
  }
  if (at !== end) throw new Error('the directory has another length than it says')
  return files
}
