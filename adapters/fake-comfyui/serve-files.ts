import type { IncomingMessage, ServerResponse } from 'node:http'
import { extname } from 'node:path'
import type { FakeServer } from './fake-server.js'
import { entityTag, fileKinds, type FileKind } from './fake-files.js'
import { answerEmpty, answerGateway, answerJson, answerText, readBody } from './http-answers.js'

const mimes: Readonly<Record<string, string>> = {
  '.png': 'image/png',
  '.jpg': 'image/jpeg',
  '.jpeg': 'image/jpeg',
  '.webp': 'image/webp',
  '.flac': 'audio/flac',
  '.mp3': 'audio/mpeg',
  '.wav': 'audio/x-wav',
}

/** GET /view. */
export async function serveView(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
  url: URL,
): Promise<void> {
  const filename = url.searchParams.get('filename') ?? ''
  const subfolder = url.searchParams.get('subfolder') ?? ''
  const kind = url.searchParams.get('type') ?? 'output'
  const faults = server.faultsOfFile({ filename, subfolder, type: kind as FileKind })
  if (faults.take('view-502') !== null) return answerGateway(response)
  const found = await server.files.find(filename, subfolder, kind)
  if ('status' in found) return answerEmpty(response, found.status)
  if (faults.take('view-wrong-type') !== null)
    return answerText(response, 200, '<html><body>please sign in</body></html>', 'image/png')
  const isCut = faults.take('view-truncated') !== null
  const bytes = isCut ? found.bytes.subarray(0, Math.ceil(found.bytes.length / 2)) : found.bytes
  const tag = entityTag(bytes)
  if (request.headers['if-none-match'] === tag) return void response.writeHead(304, { etag: tag }).end()
  const range = readRange(request.headers.range, bytes.length)
  if (range === 'bad') return answerEmpty(response, 416)
  const part = range === null ? bytes : bytes.subarray(range.from, range.to + 1)
  response
    .writeHead(range === null ? 200 : 206, {
      'content-disposition': `filename="${filename.replaceAll('"', '')}"`,
      'content-type': mimes[extname(filename).toLowerCase()] ?? 'application/octet-stream',
      'content-length': part.length,
      'accept-ranges': 'bytes',
      etag: tag,
      'last-modified': found.changedAt.toUTCString(),
      ...(range === null ? {} : { 'content-range': `bytes ${range.from}-${range.to}/${bytes.length}` }),
    })
    .end(part)
}

/** One range of bytes (RFC 9110, section 14.2); null = none was asked for. */
function readRange(header: string | undefined, length: number): { from: number; to: number } | 'bad' | null {
  if (header === undefined) return null
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(header) ?? []
  if (first === undefined || last === undefined || (first === '' && last === '')) return 'bad'
  const from = first === '' ? Math.max(0, length - Number(last)) : Number(first)
  const to = first === '' || last === '' ? length - 1 : Math.min(length - 1, Number(last))
  return from > to ? 'bad' : { from, to }
}

/** POST /upload/image, and /upload/mask without the joining of alpha. */
export async function serveUpload(
  server: FakeServer,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const body = await readBody(request)
  const form = await new Response(new Uint8Array(body), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData()
  const file = form.get('image')
  if (!(file instanceof File) || file.name === '') return answerEmpty(response, 400)
  const field = (name: string): string => {
    const value = form.get(name)
    return typeof value === 'string' ? value : ''
  }
  const kind = fileKinds.find((known) => known === (field('type') || 'input'))
  // The real server fails on a folder that it does not know.
  if (kind === undefined) throw new TypeError('no such folder')
  if (kind === 'output' && server.faults.take('disk-full') !== null)
    throw new TypeError('No space left on device')
  const name = await server.files.upload({
    name: file.name,
    bytes: new Uint8Array(await file.arrayBuffer()),
    ...{ subfolder: field('subfolder'), kind },
    overwrite: ['true', '1'].includes(field('overwrite')),
  })
  if (name === null) return answerEmpty(response, 400)
  answerJson(response, { name, subfolder: field('subfolder'), type: kind })
}
