import { writeZip } from '../../api/zip-archive.js'

/** The archive of a bundle of the fake API, as the real one writes it. */
export async function fakeArchive(files: ReadonlyMap<string, Uint8Array>): Promise<{
  readonly body: Uint8Array
  readonly headers: Record<string, string>
}> {
  const pieces: Uint8Array[] = []
  const entries = [...files].map(([path, bytes]) => ({
    ...{ path, sizeBytes: bytes.length },
    read: async () => bytes,
  }))
  for await (const piece of writeZip(entries)) pieces.push(piece)
  const body = Buffer.concat(pieces)
  return {
    body,
    headers: {
      ...{ 'content-type': 'application/zip', 'content-length': String(body.length) },
      'content-disposition': 'attachment; filename="camp-generic-00000000.zip"',
    },
  }
}
