import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { brotliCompressSync, brotliDecompressSync, gunzipSync, gzipSync } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { startApi, type TestApi } from './api-fixture.js'

interface Answer {
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  readonly bytes: Buffer
}

const script = `console.log(${JSON.stringify('moth '.repeat(400))})\n`

describe('files of the page', () => {
  let webRoot: string
  let api: TestApi

  beforeAll(async () => {
    webRoot = await mkdtemp(join(tmpdir(), 'assetloom-web-'))
    await mkdir(join(webRoot, 'assets'))
    await writeFile(join(webRoot, 'index.html'), '<title>Assetloom</title>')
    await writeFile(join(webRoot, 'assets', 'index-abcd1234.js'), script)
    await writeFile(join(webRoot, 'assets', 'index-abcd1234.js.br'), brotliCompressSync(script))
    await writeFile(join(webRoot, 'assets', 'index-abcd1234.js.gz'), gzipSync(script))
    await writeFile(join(webRoot, 'assets', 'plain-abcd1234.js'), 'export {}')
  })
  beforeEach(async () => {
    api = await startApi({ deps: { webRoot } })
  })
  afterAll(() => rm(webRoot, { recursive: true, force: true }))

  /** By node:http, which neither asks for compression nor undoes it. */
  const ask = (path: string, headers: Record<string, string> = {}, method = 'GET') =>
    new Promise<Answer>((resolve, reject) => {
      const { hostname, port } = new URL(api.url)
      const sent = request({ hostname, port, path, headers, method }, (response) => {
        const parts: Buffer[] = []
        response.on('data', (part: Buffer) => parts.push(part))
        response.on('end', () =>
          resolve({
            ...{ status: response.statusCode ?? 0, headers: response.headers },
            bytes: Buffer.concat(parts),
          }),
        )
      })
      sent.on('error', reject)
      sent.end()
    })
  const path = '/assets/index-abcd1234.js'

  test('go out as the build compressed them, the smallest that the browser takes', async () => {
    const br = await ask(path, { 'accept-encoding': 'gzip, deflate, br' })
    expect(br.headers).toMatchObject({ 'content-encoding': 'br', vary: 'Accept-Encoding' })
    expect(br.headers['content-type']).toContain('text/javascript')
    expect(brotliDecompressSync(br.bytes).toString()).toBe(script)
    const gzip = await ask(path, { 'accept-encoding': 'gzip' })
    expect(gzip.headers['content-encoding']).toBe('gzip')
    expect(gunzipSync(gzip.bytes).toString()).toBe(script)
    const refused = await ask(path, { 'accept-encoding': 'br;q=0, identity' })
    expect(refused.headers['content-encoding']).toBeUndefined()
    expect((await ask('/assets/plain-abcd1234.js', { 'accept-encoding': 'br' })).bytes.toString()).toBe(
      'export {}',
    )
  })

  test('whose name carries their hash are kept for ever, all others are asked about each time', async () => {
    expect((await ask(path)).headers['cache-control']).toBe('public, max-age=31536000, immutable')
    const html = await ask('/')
    expect(html.headers['cache-control']).toBe('no-cache')
    expect(html.headers['content-security-policy']).toContain("default-src 'none'")
    const again = await ask('/', { 'if-none-match': String(html.headers['etag']) })
    expect([again.status, again.bytes.length]).toEqual([304, 0])
    await writeFile(join(webRoot, 'index.html'), '<title>Assetloom, newer</title>')
    const newer = await ask('/', { 'if-none-match': String(html.headers['etag']) })
    expect([newer.status, newer.bytes.toString()]).toEqual([200, '<title>Assetloom, newer</title>'])
  })

  test('have another tag for each form, so that no cache mixes them up', async () => {
    const tags = await Promise.all(
      ['br', 'gzip', 'identity'].map(
        async (name) => (await ask(path, { 'accept-encoding': name })).headers['etag'],
      ),
    )
    expect(new Set(tags).size).toBe(3)
  })

  test('are answered to HEAD without a body, and to nothing else', async () => {
    const head = await ask(path, {}, 'HEAD')
    expect([head.status, head.bytes.length]).toEqual([200, 0])
    expect(head.headers['content-length']).toBe(String(script.length))
    expect((await ask(path, {}, 'DELETE')).status).toBeGreaterThanOrEqual(400)
  })

  test.each([
    '/assets/..%2f..%2findex.html',
    '/assets/../../package.json',
    '/.env',
    '/assets/',
    '/a%00.js',
    '/assets/gone-1.js',
  ])('are not found by %s', async (wrong) => {
    const { status, bytes } = await ask(wrong)
    // A path without an ending is one of the page's own.
    if (status === 200) expect(bytes.toString()).toContain('<title>Assetloom')
    else expect(status).toBeGreaterThanOrEqual(400)
  })
})
