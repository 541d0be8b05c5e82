import { spawn } from 'node:child_process'
import { codeOf } from './deploy-fs.js'

export interface CommandOutcome {
  readonly args: readonly string[]
  /** Null when it was ended by a signal or the time limit. */
  readonly exitCode: number | null
  readonly signal: string | null
  readonly timedOut: boolean
  /** Why it could not be started; null when it was. */
  readonly failure: string | null
}

/** Between asking a program to end and ending it. */
const graceMs = 5_000
/** For the last output of a program that has ended. */
const outputMs = 500

/** Runs a program with its arguments as they are, without a shell, in `cwd`. Its output goes to `onText`. */
export function runAfterDeploy(input: {
  readonly args: readonly string[]
  readonly cwd: string
  readonly env: Readonly<Record<string, string | undefined>>
  readonly timeoutMs: number
  readonly signal: AbortSignal
  readonly onText: (text: string) => void
}): Promise<CommandOutcome> {
  const { args, cwd, onText } = input
  const [program = '', ...rest] = args
  // The token of the service is no business of a game's build.
  const env = { ...input.env, ASSETLOOM_TOKEN: undefined }
  return new Promise((resolve) => {
    const child = spawn(program, rest, { cwd, env, shell: false, stdio: ['ignore', 'pipe', 'pipe'] })
    let timedOut = false
    let force: NodeJS.Timeout | undefined
    const end = () => {
      child.kill('SIGTERM')
      force ??= setTimeout(() => child.kill('SIGKILL'), graceMs)
    }
    const limit = setTimeout(() => {
      timedOut = true
      end()
    }, input.timeoutMs)
    input.signal.addEventListener('abort', end, { once: true })
    const settle = (outcome: Pick<CommandOutcome, 'exitCode' | 'signal' | 'failure'>) => {
      clearTimeout(limit)
      clearTimeout(force)
      input.signal.removeEventListener('abort', end)
      resolve({ args, timedOut, ...outcome })
    }
    child.stdout.on('data', (chunk: Buffer) => onText(chunk.toString('utf8')))
    child.stderr.on('data', (chunk: Buffer) => onText(chunk.toString('utf8')))
    child.on('error', (error) =>
      settle({
        exitCode: null,
        signal: null,
        failure: codeOf(error) === 'ENOENT' ? 'there is no such program' : error.message,
      }),
    )
    child.on('exit', (exitCode, signal) => {
      // Something it started may hold its output open for ever.
      const patience = setTimeout(() => settle({ exitCode, signal, failure: null }), outputMs)
      child.on('close', () => {
        clearTimeout(patience)
        settle({ exitCode, signal, failure: null })
      })
    })
  })
}
