import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Bench } from './bench-row.js'

const root = 'dist/clients/web'
const aimBytes = 100_000

/** The script that a browser must have before the page shows anything: what is imported later is not in it. */
export const apiFirstPage: Bench = {
  name: 'api first page',
  table: 'product',
  async run() {
    if (!existsSync(join(root, 'index.html'))) throw new Error(`${root} is missing: run npm run build first`)
    const html = readFileSync(join(root, 'index.html'), 'utf8')
    const named = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.m?js)"/g)]
    const files = new Set(named.map(([, path = '']) => join(root, path)))
    // A set that grows while it is walked: what the first scripts import at once comes with them.
    for (const file of files)
      for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
        /(?:from|import)\s*["'](\.[^"']+\.js)["']/g,
      ))
        files.add(join(dirname(file), path))
    if (files.size === 0) throw new Error(`${root}/index.html names no script: was the page built otherwise?`)
    const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
    return [
      {
        what: 'script of the first page, gzipped',
        ours: `${(bytes / 1000).toFixed(1)} kB in ${files.size} files`,
        ...{ against: '-', ratio: null, aim: `less than ${aimBytes / 1000} kB`, within: bytes < aimBytes },
      },
    ]
  },
}
