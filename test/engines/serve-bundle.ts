import { readFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { extname, join, normalize, sep } from 'node:path'
import { fileURLToPath } from 'node:url'
import { transform } from 'esbuild'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html',
  '.js': 'text/javascript',
  '.mjs': 'text/javascript',
  '.json': 'application/json',
  '.png': 'image/png',
}

const page = `<!doctype html><meta charset="utf-8"><title>bundle</title><link rel="icon" href="data:,">
<script type="importmap">{ "imports": { "pixi.js": "/pixi.mjs" } }</script>
<script type="module" src="/page.js"></script>`

/**
 * Serves a bundle as a game's web server would, on a free loopback port: its files under /assets/, pixi.js, and the
 * page that draws. Close it after use.
 */
export async function serveBundle(bundleDir: string): Promise<{ url: string; close: () => Promise<void> }> {
  const pixiPath = fileURLToPath(new URL('../../node_modules/pixi.js/dist/pixi.min.mjs', import.meta.url))
  const pageSource = await readFile(new URL('./draw-frames-page.ts', import.meta.url), 'utf8')
  const pageScript = (await transform(pageSource, { loader: 'ts', format: 'esm', target: 'es2022' })).code
  const read = async (path: string): Promise<Uint8Array | string> => {
    if (path === '/') return page
    if (path === '/page.js') return pageScript
    if (path === '/pixi.mjs') return readFile(pixiPath)
    const file = normalize(join(bundleDir, decodeURIComponent(path.replace(/^\/assets\//, ''))))
    if (!path.startsWith('/assets/') || !file.startsWith(normalize(bundleDir) + sep))
      throw new Error('not served')
    return readFile(file)
  }
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname
    read(path).then(
      (body) => {
        response.setHeader(
          'content-type',
          contentTypes[extname(path) || '.html'] ?? 'application/octet-stream',
        )
        response.end(body)
      },
      () => {
        response.statusCode = 404
        response.end()
      },
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}/`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}
