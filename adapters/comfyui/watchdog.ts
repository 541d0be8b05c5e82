import type { Log } from '../../core/log.js'
import type { ServerQueue } from './comfy-answers.schema.js'
import type { ComfyHttp } from './comfy-http.js'
import { isTransportFailure } from './comfy-transport.js'
import type { RestartCommand, RestartOutcome } from './restart-command.js'

export interface Sickness {
  /**
   * zombie: it answers and executes nothing. hung: a node never returns, or nothing answers. fault: its GPU is lost.
   * disk-full: it cannot save what it makes, and a restart does not help.
   */
  readonly kind: 'zombie' | 'hung' | 'fault' | 'disk-full'
  readonly why: string
}

export interface WatchLimits {
  /** Without any progress for so many medians of an execution, and never less than the floor, it is a zombie. */
  readonly silentMedians: number
  readonly silentFloorMs: number
  /** Connections open and nothing is answered, or nothing listens. */
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
  /** Since when nothing listens there; null = something does. */
  readonly awaySinceMs: number | null
  /** Work is there: something runs or waits. */
  readonly hasWork: boolean
  /** Last progress, end of a job, change of what runs, or moment without work. */
  readonly lastSignMs: number
  /** Of the last executions; null before the first. */
  readonly medianMs: number | null
}

/** Whether a server has to be given up; null = it is fine. Pure, so that its limits are seen in tests. */
export function judgeServer(signs: ServerSigns, limits: WatchLimits = watchLimits): Sickness | null {
  const { nowMs, unansweredSinceMs, awaySinceMs, hasWork, lastSignMs, medianMs } = signs
  if (awaySinceMs !== null) {
    const awayMs = nowMs - awaySinceMs
    if (awayMs < limits.unansweredMaxMs) return null
    return { kind: 'hung', why: `nothing has listened there for ${seconds(awayMs)} s` }
  }
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
  /** How often the restart command was run with success: the server's memory is empty since. */
  readonly restarts: number
  noteProgress(): void
  /** A job ended; with its execution's milliseconds where they are known. */
  noteEnded(executionMs: number | null): void
  /** Something that the server does not get over by itself. */
  report(sickness: Sickness): Promise<void>
  /** One look at the queue, and what follows from it. */
  look(): Promise<void>
  start(): void
  stop(): void
}

export interface ServerWatchOptions {
  readonly http: Pick<ComfyHttp, 'queue' | 'hasRoom' | 'origin'>
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
  const { http, log } = options
  const now = options.now ?? (() => performance.now())
  const life = createLife(now)
  let sick: Sickness | null = null
  let sickSinceMs = 0
  const restarts = createRestarts(options)
  let timer: NodeJS.Timeout | null = null

  const noteSign = (): void => {
    life.noteSign()
    // Progress says nothing of a disk, and a lost GPU lets the nodes before the sampler go on.
    if (sick?.kind === 'zombie' || sick?.kind === 'hung') sick = null
  }
  const declare = async (found: Sickness): Promise<void> => {
    if (sick === null)
      log('error', `ComfyUI cannot go on: ${found.why}`, { host: http.origin, kind: found.kind })
    sick = found
    sickSinceMs = now()
    if (found.kind === 'disk-full') return
    if (!(await restarts.restart(found.kind))) return
    sick = null
    life.beginAnew()
  }
  const askDisk = async (): Promise<void> => {
    if (!(await hasRoom(http)) || sick?.kind !== 'disk-full') return
    log('info', 'the disk of ComfyUI has room again', { host: http.origin })
    sick = null
  }
  const look = async (): Promise<void> => {
    if (sick?.kind === 'disk-full') await askDisk()
    const seen = await life.lookAt(http)
    if (seen === 'sign') noteSign()
    if (seen === 'away' && sick?.kind !== 'disk-full') sick = null
    const found = judgeServer(life.signs(), options.limits)
    if (found !== null) await declare(found)
  }
  return {
    sickness: () => {
      if (sick?.kind === 'fault' && now() - sickSinceMs >= faultPauseMs) sick = null
      return sick
    },
    get restarts() {
      return restarts.count()
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

/** Asked by writing to it: nobody has to lose a picture to find out. */
async function hasRoom(http: Pick<ComfyHttp, 'hasRoom'>): Promise<boolean> {
  return await http.hasRoom().catch((error: unknown) => {
    if (isTransportFailure(error)) return false
    throw error
  })
}

/** Runs the command, and tells true to one of those who asked for it together. */
function createRestarts({ restart, http, log }: Pick<ServerWatchOptions, 'restart' | 'http' | 'log'>) {
  let count = 0
  let lastOutcome: RestartOutcome | null = null
  return {
    count: () => count,
    restart: async (kind: Sickness['kind']): Promise<boolean> => {
      const outcome = await restart?.restart()
      if (outcome?.state === 'failed')
        log('error', `the restart command of ComfyUI failed: ${outcome.message}`, { host: http.origin })
      if (outcome?.state !== 'restarted' || outcome === lastOutcome) return false
      lastOutcome = outcome
      count += 1
      log('warn', 'ComfyUI was restarted', { host: http.origin, kind })
      return true
    },
  }
}

/** What looks and submissions have seen of a server so far. */
function createLife(now: () => number) {
  const executionsMs: number[] = []
  let lastSignMs = now()
  let unansweredSinceMs: number | null = null
  let awaySinceMs: number | null = null
  /** null = not looked at since the last change of mind. */
  let lastQueue: string | null = null
  let hasWork = false

  const beginAnew = (): void => {
    unansweredSinceMs = null
    awaySinceMs = null
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
    awaySinceMs = null
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
      ...{ nowMs: now(), unansweredSinceMs, awaySinceMs, hasWork, lastSignMs },
      medianMs: medianOf(executionsMs),
    }),
    lookAt: async (http: Pick<ComfyHttp, 'queue'>): Promise<'sign' | 'nothing' | 'away'> => {
      const askedMs = now()
      try {
        return noteQueue(await http.queue())
      } catch (error) {
        if (!isTransportFailure(error)) throw error
        // A refused connection is a server that is away, maybe starting: nothing of it hangs, unless that goes on.
        if (isRefused(error)) {
          const sinceMs = awaySinceMs ?? askedMs
          beginAnew()
          awaySinceMs = sinceMs
          return 'away'
        }
        awaySinceMs = null
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
