import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

export interface StartedProduct {
  readonly home: string
  /** The one-time link that `npm start` prints. */
  readonly loginUrl: string
  /** Reads of the API with the token of the home; `path` after /api/v1. */
  ask<Answer>(path: string): Promise<Answer>
  /** Stops it as Ctrl-C does and removes its home. */
  stop(): Promise<void>
}

/** What `npm start` runs, as it is built, in a fresh home. Throws with what it printed when it ends without a link. */
export async function startProduct(): Promise<StartedProduct> {
  const home = mkdtempSync(join(tmpdir(), 'assetloom-product-'))
  const child = spawn(process.execPath, ['dist/clients/cli/main.js', 'up', '--foreground'], {
    env: { ...process.env, ASSETLOOM_HOME: home, ASSETLOOM_PORT: '0' },
  })
  let printed = ''
  const loginUrl = await new Promise<string>((resolve, reject) => {
    const read = (chunk: Buffer) => {
      printed += chunk.toString()
      const link = /http:\/\/\S+\/login\?once=\S+/.exec(printed)?.[0]
      if (link !== undefined) resolve(link)
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.on('exit', (code) => reject(new Error(`It ended with ${code} and printed no link:\n${printed}`)))
  })
  const token = readFileSync(join(home, 'secrets', 'api-token'), 'utf8').trim()
  return {
    home,
    loginUrl,
    ask: async <Answer>(path: string) => {
      const answer = await fetch(new URL(`/api/v1${path}`, loginUrl), {
        headers: { authorization: `Bearer ${token}` },
      })
      return (await answer.json()) as Answer
    },
    stop: async () => {
      if (child.exitCode === null) {
        child.kill('SIGINT')
        await once(child, 'exit')
      }
      rmSync(home, { recursive: true, force: true })
    },
  }
}
