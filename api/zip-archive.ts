import { PassThrough, Writable } from 'node:stream'
import { crc32 } from 'node:zlib'
import { Uint8ArrayReader, ZipWriter, type ZipWriterConstructorOptions } from '@zip.js/zip.js'

/** A file of an archive. Its bytes are read when their turn comes. */
export interface ZipEntry {
  /** Relative, forward slashes; an archive has one file of a path. */
  readonly path: string
  readonly sizeBytes: number
  readonly read: () => Promise<Uint8Array>
}

/** Each file costs the writer a millisecond and some kilobytes of memory until the archive ends. */
export const zipLimits = { entries: 65_534 } as const

/** 1980-01-01 00:00, the first time that the format knows: the same files give the same archive. */
const firstDay = ((1 << 5) | 1) << 16
/** A file that its owner may write and all may read. */
const fileMode = 0o100644
/** The format's number for bytes that are stored as they are. */
const stored = 0

/** Sizes and checksum stand before the bytes, where programs that read from the front look for them. */
const form: ZipWriterConstructorOptions = {
  ...{ passThrough: true, compressionMethod: stored, dataDescriptor: false },
  ...{ rawLastModDate: firstDay, extendedTimestamp: false },
  ...{ unixMode: fileMode, useUnicodeFileNames: true, useWebWorkers: false },
}

const headerBytes = { local: 30, central: 46, end: 22 }
/** What ZIP64 adds: the place of a file that begins behind the first 4 GB, and the longer end of such an archive. */
const wideBytes = { place: 12, end: 76 }
const lastPlace = 0xffff_fffe

/** Bytes of the whole archive, known before anything is read (APPNOTE 4.3.7, 4.3.12, 4.3.14, 4.5.3). */
export function zipSize(entries: readonly ZipEntry[]): number {
  let place = 0
  let directory = 0
  for (const { path, sizeBytes } of entries) {
    const name = Buffer.byteLength(path)
    directory += headerBytes.central + name + (place > lastPlace ? wideBytes.place : 0)
    place += headerBytes.local + name + sizeBytes
  }
  return place + directory + headerBytes.end + (place > lastPlace ? wideBytes.end : 0)
}

/**
 * A zip archive of the entries in their order, piece by piece; one file is in memory at a time. They are stored as they
 * are: pictures and sounds are compressed already, and the length is known beforehand. Archives of more than 4 GB are
 * ZIP64. Throws what `read` throws, and for a file that has another length than it says. Whoever stops taking pieces
 * stops the reading.
 */
export async function* writeZip(entries: readonly ZipEntry[]): AsyncGenerator<Uint8Array> {
  const archive = new PassThrough()
  writeEntries(entries, archive).catch((error: unknown) =>
    archive.destroy(error instanceof Error ? error : new Error(String(error))),
  )
  yield* archive
}

async function writeEntries(entries: readonly ZipEntry[], archive: PassThrough): Promise<void> {
  const zip = new ZipWriter(Writable.toWeb(archive), form)
  for (const { path, sizeBytes, read } of entries) {
    const bytes = await read()
    if (bytes.length !== sizeBytes) throw new Error(`${path} has ${bytes.length} bytes, not ${sizeBytes}.`)
    await zip.add(path, new Uint8ArrayReader(bytes), { uncompressedSize: sizeBytes, crc32: crc32(bytes) })
  }
  await zip.close()
}
