import type { UnwantedSubmission, UnwantedSubmissions } from '../../core/comfyui/unwanted-ports.js'
import type { Log } from '../../core/log.js'

export interface UnwantedSweepPorts {
  readonly submissions: UnwantedSubmissions
  readonly server: {
    readonly host: string
    /** As ConnectedComfy.cancel. */
    cancel(submission: UnwantedSubmission): Promise<void>
  }
  readonly log: Log
}

export interface UnwantedSweep {
  /** One look, and the end of what it finds. */
  look(): Promise<void>
  start(): void
  /** Resolves when nothing of it is under way. */
  stop(): Promise<void>
}

/** A cancelled run is to leave the GPU soon; the look itself is one question to the catalogue. */
const everyDefaultMs = 5_000

/**
 * Ends on a server what nobody waits for any more. An attempt is told of its cancellation with a heartbeat's answer: where
 * its workflow was over before that, or its process died, its prompt would run for nobody and its row stay open.
 */
export function createUnwantedSweep(
  { submissions, server, log }: UnwantedSweepPorts,
  everyMs = everyDefaultMs,
): UnwantedSweep {
  let timer: NodeJS.Timeout | null = null
  let present: Promise<void> | null = null
  let isStopped = false
  const endAll = async (): Promise<void> => {
    for (const one of await submissions.unwanted(server.host)) {
      if (isStopped) return
      log('info', 'a prompt that nobody waits for is taken off its server', { host: server.host, ...one })
      await server.cancel(one)
    }
  }
  const look = async (): Promise<void> => {
    present ??= endAll()
      .catch((error: unknown) => {
        // The catalogue is away: the next look finds the same.
        log('warn', `prompts that nobody waits for could not be looked for: ${String(error)}`)
      })
      .finally(() => {
        present = null
      })
    await present
  }
  return {
    look,
    start: () => {
      timer ??= setInterval(() => void look(), everyMs).unref()
    },
    stop: async () => {
      isStopped = true
      if (timer !== null) clearInterval(timer)
      await present
    },
  }
}
