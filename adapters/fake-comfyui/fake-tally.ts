import { appendFileSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const linePattern = /^([a-z][a-zA-Z0-9:-]{0,120}) (\d{1,15})$/
/** A stand-in that is used for months is begun anew before its counts fill memory. */
const namesMax = 200_000

/**
 * Counts by name. With a file each is written before anything else happens, so that a stand-in that is killed goes on from
 * what it had done; the write is one line, and a torn last line counts for nothing.
 */
export class FakeTally {
  private readonly counts = new Map<string, number>()
  private readonly path: string | null

  /** Reads what the file has and makes it short again; null keeps the counts in memory only. */
  constructor(path: string | null = null) {
    this.path = path
    if (path === null) return
    mkdirSync(dirname(path), { recursive: true })
    for (const line of readLines(path)) {
      const [, name, by] = linePattern.exec(line) ?? []
      if (name !== undefined) this.keep(name, Number(by))
    }
    const draft = `${path}.tmp`
    writeFileSync(draft, [...this.counts].map(([name, count]) => `${name} ${count}\n`).join(''))
    renameSync(draft, path)
  }

  /** `by` is whole and not negative. */
  add(name: string, by = 1): void {
    this.keep(name, by)
    // The line break comes first: what a kill left unfinished must not take this line with it.
    if (this.path !== null) appendFileSync(this.path, `\n${name} ${by}`)
  }

  get(name: string): number {
    return this.counts.get(name) ?? 0
  }

  /** Those whose names begin so, without the beginning, by name. */
  under(prefix: string): Record<string, number> {
    const found = [...this.counts].filter(([name]) => name.startsWith(prefix))
    return Object.fromEntries(
      found
        .map(([name, count]) => [name.slice(prefix.length), count] as const)
        .sort(([a], [b]) => (a < b ? -1 : 1)),
    )
  }

  private keep(name: string, by: number): void {
    if (this.counts.size < namesMax || this.counts.has(name)) this.counts.set(name, this.get(name) + by)
  }
}

function readLines(path: string): string[] {
  try {
    return readFileSync(path, 'utf8').split('\n')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []
    throw error
  }
}
