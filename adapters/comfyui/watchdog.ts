import type { Log } from '../../core/log.js'
import type { ServerQueue } from './comfy-answers.schema.js'
import type { ComfyHttp } from './comfy-http.js'
import { isTransportFailure } from './comfy-transport.js'
import type { RestartCommand } from './restart-command.js'

export interface Sickness {
  /** zombie: it answers and executes nothing. hung: a node never returns, or nothing answers. fault: its GPU is lost. */
  readonly kind: 'zombie' | 'hung' | 'fault'
  readonly why: string
}

export interface WatchLimits {
  /** Without any progress for so many medians of an execution, and never less than the floor, it is a zombie. */
  readonly silentMedians: number
  readonly silentFloorMs: number
  /** Connections open and nothing is answered. */
  readonly unansweredMaxMs: number
}

export const watchLimits: WatchLimits = {
  silentMedians: 10,
  // Loading a large checkpoint from a slow disk shows no progress for minutes.
  silentFloorMs: 600_000,
  unansweredMaxMs: 120_000,
}

/** What is known of a server at one moment; times in milliseconds of one clock. */
export interface ServerSigns {
  readonly nowMs: number
  /** When the oldest question that still has no answer was asked; null = it answers. */
  readonly unansweredSinceMs: number | null
  /** Work is there: something runs or waits. */
  readonly hasWork: boolean
  /** Last progress, end of a job, change of what runs, or moment without work. */
  readonly lastSignMs: number
  /** Of the last executions; null before the first. */
  readonly medianMs: number | null
}

/** Whether a server has to be given up; null = it is fine. Pure, so that its limits are seen in tests. */
export function judgeServer(signs: ServerSigns, limits: WatchLimits = watchLimits): Sickness | null {
  const { nowMs, unansweredSinceMs, hasWork, lastSignMs, medianMs } = signs
  if (unansweredSinceMs !== null) {
    const silentMs = nowMs - unansweredSinceMs
    if (silentMs < limits.unansweredMaxMs) return null
    return { kind: 'hung', why: `it has answered nothing for ${seconds(silentMs)} s` }
  }
  const silentMs = nowMs - lastSignMs
  const maxMs = Math.max(limits.silentFloorMs, limits.silentMedians * (medianMs ?? 0))
  if (!hasWork || silentMs < maxMs) return null
  return {
    kind: 'zombie',
    why: `it has work and has shown no progress and ended no job for ${seconds(silentMs)} s`,
  }
}

/** Follows one server. Submissions tell it what they see; beside that it asks for the queue now and then. */
export interface ServerWatch {
  sickness(): Sickness | null
  noteProgress(): void
  /** A job ended; with its execution's milliseconds where they are known. */
  noteEnded(executionMs: number | null): void
  /** Something that only a restart mends. */
  report(sickness: Sickness): Promise<void>
  /** One look at the queue, and what follows from it. */
  look(): Promise<void>
  start(): void
  stop(): void
}

export interface ServerWatchOptions {
  readonly http: Pick<ComfyHttp, 'queue' | 'origin'>
  readonly restart: RestartCommand | null
  readonly log: Log
  readonly limits?: WatchLimits
  readonly everyMs?: number
  readonly now?: () => number
}

const everyDefaultMs = 10_000
const executionsKept = 50
/** A fault that nobody's command mends: so often a job may find out whether somebody restarted the server by hand. */
const faultPauseMs = 60_000

export function createServerWatch(options: ServerWatchOptions): ServerWatch {
  const { http, restart, log } = options
  const now = options.now ?? (() => performance.now())
  const life = createLife(now)
  let sick: Sickness | null = null
  let sickSinceMs = 0
  let timer: NodeJS.Timeout | null = null

  const noteSign = (): void => {
    life.noteSign()
    if (sick !== null && sick.kind !== 'fault') sick = null
  }
  const declare = async (found: Sickness): Promise<void> => {
    if (sick === null)
      log('error', `ComfyUI has to be restarted: ${found.why}`, { host: http.origin, kind: found.kind })
    sick = found
    sickSinceMs = now()
    const outcome = await restart?.restart()
    if (outcome?.state === 'failed')
      log('error', `the restart command of ComfyUI failed: ${outcome.message}`, { host: http.origin })
    if (outcome?.state !== 'restarted') return
    log('warn', 'ComfyUI was restarted', { host: http.origin, kind: found.kind })
    sick = null
    life.beginAnew()
  }
  const look = async (): Promise<void> => {
    const seen = await life.lookAt(http)
    if (seen === 'sign') noteSign()
    if (seen === 'away') sick = null
    const found = judgeServer(life.signs(), options.limits)
    if (found !== null) await declare(found)
  }
  return {
    sickness: () => {
      if (sick?.kind === 'fault' && now() - sickSinceMs >= faultPauseMs) sick = null
      return sick
    },
    noteProgress: noteSign,
    noteEnded: (executionMs) => {
      noteSign()
      if (executionMs !== null) life.noteExecution(executionMs)
    },
    report: async (found) => {
      // What the last look saw may be older than what is reported.
      life.forgetQueue()
      await declare(found)
    },
    look,
    start: () => {
      timer ??= setInterval(
        () => void look().catch((error: unknown) => log('error', 'the watch of a ComfyUI failed', { error })),
        options.everyMs ?? everyDefaultMs,
      ).unref()
    },
    stop: () => {
      if (timer !== null) clearInterval(timer)
      timer = null
    },
  }
}

/** What looks and submissions have seen of a server so far. */
function createLife(now: () => number) {
  const executionsMs: number[] = []
  let lastSignMs = now()
  let unansweredSinceMs: number | null = null
  /** null = not looked at since the last change of mind. */
  let lastQueue: string | null = null
  let hasWork = false

  const beginAnew = (): void => {
    unansweredSinceMs = null
    lastQueue = null
    lastSignMs = now()
  }
  const noteQueue = (queue: ServerQueue): 'sign' | 'nothing' => {
    hasWork = queue.running.length + queue.pending.length > 0
    const seen = runningOf(queue)
    // An answer after a long silence is a sign; the first look is not, since there is nothing to compare it with.
    const isChanged = lastQueue !== null && seen !== lastQueue
    const isSign = isChanged || !hasWork || unansweredSinceMs !== null
    unansweredSinceMs = null
    lastQueue = seen
    return isSign ? 'sign' : 'nothing'
  }
  return {
    beginAnew,
    noteSign: (): void => {
      lastSignMs = now()
    },
    noteExecution: (executionMs: number): void => {
      executionsMs.push(executionMs)
      if (executionsMs.length > executionsKept) executionsMs.shift()
    },
    forgetQueue: (): void => {
      lastQueue = null
    },
    signs: (): ServerSigns => ({
      ...{ nowMs: now(), unansweredSinceMs, hasWork, lastSignMs },
      medianMs: medianOf(executionsMs),
    }),
    lookAt: async (http: Pick<ComfyHttp, 'queue'>): Promise<'sign' | 'nothing' | 'away'> => {
      const askedMs = now()
      try {
        return noteQueue(await http.queue())
      } catch (error) {
        if (!isTransportFailure(error)) throw error
        // A refused connection is a server that is away, maybe starting: nothing of it hangs.
        if (isRefused(error)) {
          beginAnew()
          return 'away'
        }
        unansweredSinceMs ??= askedMs
        return 'nothing'
      }
    },
  }
}

/** What runs, as text. A growing line of what waits is no sign of life. */
function runningOf({ running }: ServerQueue): string {
  return running.map(({ promptId }) => promptId).join(' ')
}

function isRefused(error: unknown): boolean {
  const details = (error as { details?: Readonly<Record<string, unknown>> }).details
  return details?.['code'] === 'ECONNREFUSED'
}

function medianOf(values: readonly number[]): number | null {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.floor(sorted.length / 2)] ?? null
}

function seconds(ms: number): number {
  return Math.round(ms / 1_000)
}
