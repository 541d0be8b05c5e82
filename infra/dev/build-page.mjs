import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { brotliCompressSync, constants, gzipSync } from 'node:zlib'

const webRoom = 'clients/web'
/** Smaller files gain nothing from being sent compressed. */
const compressFromBytes = 1_000
const compressible = /\.(js|css|html|svg|json)$/

/**
 * The page of `rootDir` as files below dist/: index.html, and scripts and styles whose names carry the hash of what is
 * in them. Beside each stand its compressed forms, which the API sends as they are. The same sources give the same bytes.
 */
export async function bundlePage(rootDir) {
  if (!existsSync(join(rootDir, webRoom, 'index.html'))) return []
  const { build } = await import('vite')
  const { output } = await build({
    configFile: false,
    envDir: false,
    root: join(rootDir, webRoom),
    publicDir: false,
    logLevel: 'error',
    mode: 'production',
    oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } },
    build: {
      write: false,
      target: 'es2022',
      sourcemap: true,
      // The page's policy allows no inline script or style, and no picture is small enough to be worth one.
      assetsInlineLimit: 0,
      modulePreload: { polyfill: false },
      reportCompressedSize: false,
    },
  })
  return output.flatMap((file) => {
    const path = `${webRoom}/${file.fileName}`
    const bytes = Buffer.from(file.type === 'chunk' ? file.code : file.source)
    return [{ path, bytes }, ...compressed(path, bytes)]
  })
}

function compressed(path, bytes) {
  if (!compressible.test(path) || bytes.length < compressFromBytes) return []
  const params = { [constants.BROTLI_PARAM_QUALITY]: constants.BROTLI_MAX_QUALITY }
  return [
    { path: `${path}.br`, bytes: brotliCompressSync(bytes, { params }) },
    { path: `${path}.gz`, bytes: gzipSync(bytes, { level: 9 }) },
  ]
}
