import { setTimeout as sleep } from 'node:timers/promises'
import type { SubmissionCatalogue } from '../../core/comfyui/submission-ports.js'
import { AssetloomError } from '../../core/errors.js'
import type { Log } from '../../core/log.js'
import type { ComfyEvents } from './comfy-events.js'
import type { ComfyHttp } from './comfy-http.js'
import { isTransportFailure } from './comfy-transport.js'
import { readPromptState, type PromptState } from './prompt-state.js'
import { probeAbilities, type ComfyAbilities } from './server-version.js'
import type { ServerWatch } from './watchdog.js'

/** How long things may take, and how often they are tried. Milliseconds. */
export interface ComfyTimings {
  /** Between two looks at a prompt, beside those that the socket hastens. */
  readonly pollMs: number
  /** After a failed call and between looks that have to be close together. */
  readonly retryMs: number
  /** A server that answers nothing for so long is given up for this attempt; its prompt is attached to later. */
  readonly awayMaxMs: number
  /** A POST without an answer is looked for so long before it counts as not arrived. */
  readonly unknownLookMs: number
  /** What loads or takes long over a step is told again, for who comes later and for whom silence means the end. */
  readonly sayAgainMs: number
  /** The server's memory of a finished prompt is left so long, for another attempt that follows the same one. */
  readonly historyKeptMs: number
}

export const comfyTimings: ComfyTimings = {
  pollMs: 750,
  retryMs: 400,
  awayMaxMs: 90_000,
  unknownLookMs: 4_000,
  sayAgainMs: 2_000,
  historyKeptMs: 60_000,
}

export interface ComfyHostOptions {
  /** As gpu_hosts knows it. */
  readonly host: string
  readonly http: ComfyHttp
  readonly events: ComfyEvents
  readonly watch: ServerWatch
  readonly submissions: SubmissionCatalogue
  readonly log: Log
  readonly minVersion: string | null
  readonly timings: ComfyTimings
}

/** One ComfyUI as everything that runs on it sees it. */
export interface ComfyHost extends ComfyHostOptions {
  /** What it can do, asked once and again after it was away: it may be another version then. Throws as ComfyHttp does. */
  abilities(signal: AbortSignal): Promise<ComfyAbilities>
  /**
   * Asks until the server answers. Throws Unavailable when it has been away for too long or has to be restarted, other
   * failures as they come, and the signal's reason.
   */
  ask<Answer>(question: (signal: AbortSignal) => Promise<Answer>, signal: AbortSignal): Promise<Answer>
  stateOf(promptId: string, signal: AbortSignal): Promise<PromptState>
  /** As it was told last; null = not asked yet. */
  version(): string | null
  /** Throws Unavailable where the watch knows that it cannot work. */
  requireWell(): void
}

export function createComfyHost(options: ComfyHostOptions): ComfyHost {
  const { http, watch, timings, log } = options
  let known: ComfyAbilities | null = null
  let warned: string | null = null
  const ask: ComfyHost['ask'] = async (question, signal) => {
    let awaySinceMs: number | null = null
    for (;;) {
      throwIfSick(watch, http.origin)
      try {
        return await question(signal)
      } catch (error) {
        signal.throwIfAborted()
        if (!isTransportFailure(error)) throw error
        known = null
        awaySinceMs ??= performance.now()
        if (performance.now() - awaySinceMs >= timings.awayMaxMs) throw error
        await sleep(timings.retryMs, undefined, { signal })
      }
    }
  }
  const abilities: ComfyHost['abilities'] = async (signal) => {
    if (known !== null) return known
    const found = await probeAbilities(http, options.minVersion, signal)
    if (found.warning !== null && found.warning !== warned) log('warn', found.warning, { host: options.host })
    warned = found.warning
    known = found
    return found
  }
  return {
    ...options,
    ask,
    abilities,
    version: () => known?.version ?? null,
    requireWell: () => throwIfSick(watch, http.origin),
    stateOf: async (promptId, signal) =>
      await ask(
        async () => await readPromptState(http, (await abilities(signal)).hasJobs, promptId, signal),
        signal,
      ),
  }
}

function throwIfSick(watch: ServerWatch, origin: string): void {
  const sickness = watch.sickness()
  if (sickness === null) return
  if (sickness.kind === 'disk-full')
    throw new AssetloomError(
      'Unavailable',
      `ComfyUI at ${origin} cannot save pictures: ${sickness.why}`,
      'make room on its disk: its jobs go on by themselves',
      { kind: sickness.kind },
    )
  throw new AssetloomError(
    'Unavailable',
    `ComfyUI at ${origin} has to be restarted: ${sickness.why}`,
    'restart it, or name the command that does so in COMFYUI_RESTART_COMMAND; jobs go on by themselves',
    { kind: sickness.kind },
  )
}
