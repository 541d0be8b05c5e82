import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const run = promisify(execFile)
const limitMs = 120_000

/**
 * Node 20 has no SQLite of its own, so the check is done by what the machine has. Both open the living file read-only
 * under SQLite's own locks, so the server goes on.
 */
const readers: readonly ((path: string) => Promise<string>)[] = [
  async (path) => {
    const args = ['-readonly', '-cmd', '.timeout 20000', path, 'PRAGMA integrity_check']
    return (await run('sqlite3', args, { timeout: limitMs })).stdout
  },
  async (path) => {
    const code = [
      'import sqlite3, sys, urllib.parse',
      "address = 'file:' + urllib.parse.quote(sys.argv[1]) + '?mode=ro'",
      'database = sqlite3.connect(address, uri=True, timeout=20)',
      "print('\\n'.join(row[0] for row in database.execute('PRAGMA integrity_check')))",
    ].join('\n')
    return (await run('python3', ['-c', code, path], { timeout: limitMs })).stdout
  },
]

/** What `PRAGMA integrity_check` finds wrong in a file. `tell` hears it when no program here can check. */
export async function checkSqliteFile(
  path: string,
  tell: (note: string) => void,
): Promise<readonly string[]> {
  for (const read of readers) {
    const found = await read(path).catch((error: unknown) => {
      // Not installed, or a Python without SQLite: the next may do.
      if ((error as NodeJS.ErrnoException).code === 'ENOENT' || /No module named/.test(String(error)))
        return null
      throw error
    })
    if (found === null) continue
    return found.trim() === 'ok' ? [] : [`${path} is damaged: ${found.trim().slice(0, 300)}`]
  }
  tell(
    "I8 DID NOT CHECK THE INTEGRITY of Temporal's file: this machine has neither sqlite3 nor a Python with SQLite",
  )
  return []
}
