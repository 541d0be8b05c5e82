import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { gzipSync } from 'node:zlib'
import type { Bench, BenchRow } from './bench-row.js'

const root = 'dist/clients/web'
const aimBytes = 100_000

/** What a page needs beyond what `index.html` names: scripts by the beginning of their names. */
const pages = [
  { what: 'home', scripts: [] },
  { what: "a run's own link", scripts: ['review-page'] },
]

/** The script that a browser must have before a page shows anything: what is imported later is not in it. */
export const apiFirstPage: Bench = {
  name: 'api first page',
  table: 'interface',
  async run() {
    if (!existsSync(join(root, 'index.html'))) throw new Error(`${root} is missing: run npm run build first`)
    return pages.map(({ what, scripts }) => rowOf(what, [...namedByIndex(), ...scripts.map(findScript)]))
  },
}

function namedByIndex(): string[] {
  const html = readFileSync(join(root, 'index.html'), 'utf8')
  const named = [...html.matchAll(/<(?:script|link)\b[^>]*?(?:src|href)="([^"]+\.m?js)"/g)]
  if (named.length === 0) throw new Error(`${root}/index.html names no script: was the page built otherwise?`)
  return named.map(([, path = '']) => join(root, path))
}

function findScript(name: string): string {
  const found = readdirSync(join(root, 'assets')).filter((file) => /^(.*)-.{8}\.js$/.exec(file)?.[1] === name)
  if (found.length !== 1) throw new Error(`${found.length} scripts are named ${name}: was its page renamed?`)
  return join(root, 'assets', found[0]!)
}

function rowOf(what: string, first: readonly string[]): BenchRow {
  const files = new Set(first)
  // A set that grows while it is walked: what the first scripts import at once comes with them.
  for (const file of files)
    for (const [, path = ''] of readFileSync(file, 'utf8').matchAll(
      /(?:from|import)\s*["'](\.[^"']+\.js)["']/g,
    ))
      files.add(join(dirname(file), path))
  const bytes = [...files].reduce((sum, file) => sum + gzipSync(readFileSync(file)).length, 0)
  return {
    what: `script before ${what} shows, gzipped`,
    ours: `${(bytes / 1000).toFixed(1)} kB in ${files.size} files`,
    ...{ against: '-', ratio: null, aim: `less than ${aimBytes / 1000} kB`, within: bytes < aimBytes },
  }
}
