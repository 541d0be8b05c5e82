import { fileURLToPath } from 'node:url'
import { runCli } from '../../clients/cli/program.js'
import { token, type TestApi } from '../api/api-fixture.js'

/** One command of the real program against a served API, in the folder `cwd`, with neither a stack nor a home. */
export async function callCli(
  api: TestApi,
  cwd: string,
  args: readonly string[],
): Promise<{ code: number; out: string; err: string }> {
  let out = ''
  let err = ''
  const code = await runCli([...args, '--url', api.url], {
    terminal: {
      writeOut: (text) => void (out += text),
      writeErr: (text) => void (err += text),
      isInteractive: false,
      columns: () => 80,
    },
    env: { ASSETLOOM_TOKEN: token },
    cwd,
    packageRoot: fileURLToPath(new URL('../..', import.meta.url)).replace(/\/$/, ''),
    signal: new AbortController().signal,
    loadLocalStack: () => Promise.reject(new Error('no stack here')),
    loadLocalKeeping: () => Promise.reject(new Error('no home here')),
  })
  return { code, out, err }
}
