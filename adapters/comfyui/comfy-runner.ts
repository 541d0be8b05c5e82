import type { ComfyRunner } from '../../core/comfyui/comfy-work.js'
import type { ComfyServerFacts } from '../../core/comfyui/object-info.js'
import type { SubmissionCatalogue } from '../../core/comfyui/submission-ports.js'
import type { UnwantedSubmission } from '../../core/comfyui/unwanted-ports.js'
import type { Log } from '../../core/log.js'
import { cancelSubmission } from './cancel-prompt.js'
import { createComfyEvents, type ComfyEventsOptions } from './comfy-events.js'
import { comfyTimings, createComfyHost, type ComfyTimings } from './comfy-host.js'
import { createComfyHttp, type ComfyHttp } from './comfy-http.js'
import type { ComfyTransportOptions } from './comfy-transport.js'
import { createHostSlots } from './host-slots.js'
import { readServerFacts } from './read-server-facts.js'
import { createRestartCommand, type RestartCommand } from './restart-command.js'
import { runWork } from './run-work.js'
import { createUploads } from './upload-picture.js'
import { createServerWatch, type ServerWatch, type WatchLimits } from './watchdog.js'

export interface ComfyRunnerOptions {
  /** As gpu_hosts knows the server. */
  readonly host: string
  readonly baseUrl: string
  readonly submissions: SubmissionCatalogue
  readonly log: Log
  /** Of a proxy before it; with every request and with the socket. */
  readonly headers?: Readonly<Record<string, string>>
  /** Lowest version that is taken; null = 0.28.0. */
  readonly minVersion?: string | null
  /** Program and arguments that restart the server; null = nobody does. */
  readonly restartCommand?: readonly [string, ...string[]] | null
  /** Submissions at once: the one that runs and those that are fetched ahead. */
  readonly submissionsAtOnce?: number
  /** Of one job, over all attempts. */
  readonly submissionsMax?: number
  readonly timings?: Partial<ComfyTimings>
  readonly transport?: Pick<ComfyTransportOptions, 'connectTimeoutMs' | 'timeoutMs'>
  readonly socket?: Omit<ComfyEventsOptions, 'baseUrl' | 'headers'>
  readonly watchLimits?: WatchLimits
  readonly restart?: RestartCommand | null
}

/** A runner, and what else is known of its server. */
export interface ConnectedComfy extends ComfyRunner {
  readonly http: ComfyHttp
  readonly watch: ServerWatch
  /** Of our submissions those that are on the server now. */
  readonly slotsInUse: () => number
  /** Takes a prompt that nobody waits for off the server and closes its row. Does not reject for a server that is away. */
  cancel(submission: UnwantedSubmission): Promise<void>
  /** Throws as ComfyHttp does, and InvalidInput for a version that is too old. */
  facts(signal?: AbortSignal): Promise<ComfyServerFacts>
  /** Prompts that run stay on the server: the next process attaches to them. */
  close(): Promise<void>
}

/** One runs and two are there when it ends, so that the GPU never waits for a poll. */
const submissionsAtOnceDefault = 3
const submissionsMaxDefault = 6

/**
 * Runs jobs on one ComfyUI so that each ends in exactly one file, whatever restarts. Nothing is asked of the server before
 * the first job; the watch over it starts with `watch.start()`.
 */
export function createComfyRunner(options: ComfyRunnerOptions): ConnectedComfy {
  const { host: name, baseUrl, submissions, log } = options
  const headers = options.headers ?? {}
  const http = createComfyHttp({ baseUrl, headers, ...options.transport })
  const events = createComfyEvents({ baseUrl, headers, ...options.socket })
  const command = options.restartCommand ?? null
  const restart = options.restart ?? (command === null ? null : createRestartCommand(command))
  const limits = options.watchLimits
  const watch = createServerWatch({ http, restart, log, ...(limits === undefined ? {} : { limits }) })
  const slots = createHostSlots(options.submissionsAtOnce ?? submissionsAtOnceDefault)
  const host = createComfyHost({
    host: name,
    http,
    events,
    watch,
    submissions,
    log,
    minVersion: options.minVersion ?? null,
    timings: { ...comfyTimings, ...options.timings },
  })
  const runLimits = { submissionsMax: options.submissionsMax ?? submissionsMaxDefault }
  return {
    host: name,
    http,
    watch,
    slotsInUse: () => slots.inUse,
    run: async (work, runOptions) => {
      const result = await runWork(host, slots, runLimits, work, runOptions)
      const serverVersion = host.version()
      return serverVersion === null ? result : { ...result, serverVersion }
    },
    cancel: async (submission) => await cancelSubmission(host, submission),
    upload: createUploads(host),
    facts: async (signal = new AbortController().signal) => {
      // The version first: a server that is refused is not asked for megabytes.
      await host.abilities(signal)
      return await readServerFacts(http, signal)
    },
    close: async () => {
      watch.stop()
      events.close()
      await http.close()
    },
  }
}
