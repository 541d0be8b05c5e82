import { execFile } from 'node:child_process'
import { promisify } from 'node:util'

const execute = promisify(execFile)

export type RestartOutcome =
  | { readonly state: 'restarted' }
  | { readonly state: 'too-soon'; readonly waitMs: number }
  | { readonly state: 'failed'; readonly message: string }

export interface RestartCommand {
  /** Runs the command, unless it ran a short while ago. Two requests at once are one. Never rejects. */
  restart(): Promise<RestartOutcome>
}

const timeoutDefaultMs = 120_000
/** A server that is sick again at once is not mended by more restarts. */
const intervalDefaultMs = 600_000
const outputBytesMax = 64 * 1024
const shownCharsMax = 300

/** The operator's command that restarts a ComfyUI: a program and its arguments, given to it as they are, without a shell. */
export function createRestartCommand(
  command: readonly [string, ...string[]],
  options: { readonly timeoutMs?: number; readonly intervalMs?: number; readonly now?: () => number } = {},
): RestartCommand {
  const now = options.now ?? (() => performance.now())
  const intervalMs = options.intervalMs ?? intervalDefaultMs
  let lastAt: number | null = null
  let running: Promise<RestartOutcome> | null = null
  const begin = async (): Promise<RestartOutcome> => {
    const waitMs = lastAt === null ? 0 : lastAt + intervalMs - now()
    if (waitMs > 0) return { state: 'too-soon', waitMs }
    lastAt = now()
    const [program, ...args] = command
    try {
      await execute(program, args, {
        timeout: options.timeoutMs ?? timeoutDefaultMs,
        maxBuffer: outputBytesMax,
      })
      return { state: 'restarted' }
    } catch (error) {
      const message = error instanceof Error ? error.message : String(error)
      return { state: 'failed', message: message.slice(0, shownCharsMax) }
    }
  }
  return {
    restart: async () => {
      running ??= begin().finally(() => {
        running = null
      })
      return await running
    },
  }
}
