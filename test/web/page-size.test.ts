import { gzipSync } from 'node:zlib'
import { fileURLToPath } from 'node:url'
import { beforeAll, describe, expect, it } from 'vitest'
import { bundlePage } from '../../infra/dev/build-page.mjs'

const rootDir = fileURLToPath(new URL('../..', import.meta.url))
/** Script that the first page loads, gzipped. */
const firstLoadMaxBytes = 100_000

describe('the built page', () => {
  let files: ReadonlyMap<string, Uint8Array>
  const textOf = (path: string) => Buffer.from(files.get(path) ?? '').toString('utf8')

  beforeAll(async () => {
    files = new Map(
      (await bundlePage(rootDir)).map(({ path, bytes }) => [path.replace('clients/web', ''), bytes]),
    )
  })

  /** A script, and all scripts that it needs before it runs. */
  const withImports = (path: string, known = new Set<string>()): Set<string> => {
    if (known.has(path)) return known
    known.add(path)
    for (const [, name] of textOf(path).matchAll(/(?:\bfrom|\bimport)\s*["'`]\.\/([^"'`]+)["'`]/g))
      withImports(`/assets/${name}`, known)
    return known
  }

  it('loads less than 100 kB of gzipped script before its first page is shown', () => {
    const html = textOf('/index.html')
    const entries = [...html.matchAll(/(?:src|href)="(\/assets\/[^"]+\.js)"/g)].map(([, path]) => path ?? '')
    expect(entries.length).toBeGreaterThan(0)
    const needed = new Set(entries.flatMap((path) => [...withImports(path)]))
    const bytes = [...needed].reduce((sum, path) => sum + gzipSync(files.get(path) ?? '').length, 0)
    expect([...needed].every((path) => files.has(path))).toBe(true)
    expect(bytes).toBeGreaterThan(10_000)
    expect(bytes).toBeLessThan(firstLoadMaxBytes)
  })

  it('has no inline script or style, which its policy would not run', () => {
    const html = textOf('/index.html')
    expect(html).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script(?![^>]*\ssrc=)/)
  })

  it('has names that change with what is in the files, and the same sources give the same bytes', async () => {
    const again = new Map((await bundlePage(rootDir)).map(({ path, bytes }) => [path, Buffer.from(bytes)]))
    for (const [path, bytes] of files)
      expect(again.get(`clients/web${path}`)?.equals(Buffer.from(bytes)), path).toBe(true)
    const hashed = [...files.keys()].filter((path) => path.startsWith('/assets/'))
    expect(hashed.filter((path) => !/-[\w-]{8}\.(?:js|css)(?:\.map|\.br|\.gz)?$/.test(path))).toEqual([])
  })
})
