import { createHash } from 'node:crypto'
import { readFile, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import type { Express, Request, Response } from 'express'

/** What the build compressed beforehand, the smallest first. */
const encodings = [
  { name: 'br', ending: '.br' },
  { name: 'gzip', ending: '.gz' },
] as const
/** No dot files, no steps upwards, nothing that a file of the build is not called. */
const filePath = /^(?:\/[A-Za-z0-9_-][A-Za-z0-9._-]*)+$/
/** The names of these carry the hash of what is in them: they never change. */
const hashedPath = /^\/assets\//
const forEver = 'public, max-age=31536000, immutable'

interface PageFile {
  readonly bytes: Buffer
  readonly etag: string
  readonly changedAtMs: number
}

/** Files of the built page in memory, read again when they changed on disk (`npm run dev`). */
class PageFiles {
  readonly #root: string
  readonly #files = new Map<string, PageFile>()

  constructor(root: string) {
    this.#root = root
  }

  /** null when there is no such file. */
  async read(path: string): Promise<PageFile | null> {
    const onDisk = join(this.#root, path)
    const found = await stat(onDisk).catch(() => null)
    if (found === null || !found.isFile()) return null
    const known = this.#files.get(path)
    if (known?.changedAtMs === found.mtimeMs && known.bytes.length === found.size) return known
    const bytes = await readFile(onDisk)
    const etag = `"${createHash('sha256').update(bytes).digest('base64url').slice(0, 27)}"`
    const file = { bytes, etag, changedAtMs: found.mtimeMs }
    this.#files.set(path, file)
    return file
  }
}

/**
 * Serves the built page: hashed files for ever, the rest asked about each time, compressed as the build left them.
 * Paths without an ending are the page's own and get index.html.
 */
export function addReviewPage(app: Express, webRoot: string | null): void {
  if (webRoot === null) {
    app.get('/', (_request, response) => {
      response.type('text/plain').send('Assetloom runs. The review page is not built here: npm run build\n')
    })
    return
  }
  const files = new PageFiles(webRoot)
  app.get(/^\/(?!api\/)/, async (request, response, next) => {
    const isOwnPath = !request.path.includes('.')
    const path = isOwnPath ? '/index.html' : request.path
    if (!filePath.test(path) || !(await sendPageFile(files, path, request, response))) next()
  })
}

async function sendPageFile(
  files: PageFiles,
  path: string,
  request: Request,
  response: Response,
): Promise<boolean> {
  const plain = await files.read(path)
  if (plain === null) return false
  const accepted = encodings.filter(({ name }) => request.acceptsEncodings(name) === name)
  let file = plain
  for (const { name, ending } of accepted) {
    const smaller = await files.read(`${path}${ending}`)
    if (smaller === null) continue
    file = smaller
    response.set('Content-Encoding', name)
    break
  }
  response.set({
    'Cache-Control': hashedPath.test(path) ? forEver : 'no-cache',
    ETag: file.etag,
    Vary: 'Accept-Encoding',
  })
  response.type(extname(path))
  if (request.fresh) response.status(304).end()
  else response.send(file.bytes)
  return true
}
