import { setTimeout as sleep } from 'node:timers/promises'
import type { ComfyProgress, ComfyWork } from '../../core/comfyui/comfy-work.js'
import type { Submission } from '../../core/comfyui/submission-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { cancelPrompt } from './cancel-prompt.js'
import type { ComfyHost } from './comfy-host.js'
import type { PromptEvent } from './event-frames.schema.js'
import type { PromptEnd, PromptState } from './prompt-state.js'

/** A prompt that was there counts as forgotten after so many looks in a row without it. */
const vanishedLooks = 4
/** After the socket said that it is over, the history may still lack it for a moment. */
const hastyPollMs = 40
const hastyLooks = 8
const cancelRoundsOfHung = 6
/** Steps may come for as many times the limit of silence: what computes without a GPU needs minutes for each. */
const silencesMax = 16

export interface FollowOptions {
  readonly signal: AbortSignal
  readonly onProgress: (progress: ComfyProgress) => void
  /** A POST without an answer may have arrived beside a second one. */
  readonly mayBeTwice: boolean
}

/**
 * Waits for the end of a prompt; null when its server has forgotten it. The end is read by HTTP, the socket only brings
 * progress and makes us look sooner. Throws Unavailable for a server that is away or hangs, ProviderFailed for an
 * execution that takes longer than it may (it is cancelled then), and the signal's reason.
 */
export async function followPrompt(
  host: ComfyHost,
  work: ComfyWork,
  submission: Submission,
  options: FollowOptions,
): Promise<PromptEnd | null> {
  const { signal } = options
  const bell = createBell()
  let heardMs = 0
  const progress = createProgress(work, options.onProgress)
  const end = host.events.subscribe(submission.promptId, (event) => {
    host.watch.noteProgress()
    heardMs = performance.now()
    progress.note(event)
    if (event.kind === 'ended') bell.ring()
  })
  let nowhere = 0
  let runningSinceMs: number | null = null
  try {
    for (;;) {
      const state = await host.stateOf(submission.promptId, signal)
      if (state.at === 'ended') return state
      nowhere = state.at === 'nowhere' ? nowhere + 1 : 0
      if (nowhere >= vanishedLooks) return null
      if (state.at === 'running') {
        runningSinceMs ??= performance.now()
        const nowMs = performance.now()
        const silentMs = nowMs - Math.max(runningSinceMs, heardMs)
        if (silentMs > work.executionMaxMs || nowMs - runningSinceMs > silencesMax * work.executionMaxMs)
          await giveUpHung(host, work, submission)
      }
      await progress.look(host, submission, state, signal)
      if (options.mayBeTwice) await dropCopies(host, submission.promptId, signal)
      const waitMs = state.at === 'nowhere' ? host.timings.retryMs : host.timings.pollMs
      await bell.wait(waitMs, signal)
    }
  } finally {
    end()
  }
}

/** A wait that an event ends; after one the next looks follow each other closely. */
function createBell() {
  let wake: (() => void) | null = null
  let hasty = 0
  return {
    ring: (): void => {
      hasty = hastyLooks
      wake?.()
    },
    wait: async (ms: number, signal: AbortSignal): Promise<void> => {
      const isHasty = hasty > 0
      if (isHasty) hasty -= 1
      const ended = new AbortController()
      const woken = new Promise<void>((resolve) => {
        wake = isHasty ? null : resolve
      })
      const slept = sleep(isHasty ? hastyPollMs : ms, undefined, {
        signal: AbortSignal.any([signal, ended.signal]),
      }).catch(() => undefined)
      try {
        await Promise.race([woken, slept])
      } finally {
        wake = null
        ended.abort()
      }
      signal.throwIfAborted()
    },
  }
}

/** The stock nodes that denoise: nearly all the time of a picture is theirs. */
const samplers: readonly string[] = ['KSampler', 'KSamplerAdvanced', 'SamplerCustom', 'SamplerCustomAdvanced']

function createProgress(work: ComfyWork, report: (progress: ComfyProgress) => void) {
  const graph = work.graph
  const passes = Object.values(graph).filter((one) => samplers.includes(one.class_type)).length
  const passed = new Set<string>()
  let node: string | undefined
  /** Of the node at work: a picture on the way comes without. */
  let step: Pick<ComfyProgress, 'value' | 'max'> = {}
  const enter = (next: string | undefined): void => {
    if (next === node) return
    node = next
    step = {}
    if (next !== undefined && samplers.includes(graph[next]?.class_type ?? '')) passed.add(next)
  }
  const place = (): Partial<ComfyProgress> => {
    const nodeClass = node === undefined ? undefined : graph[node]?.class_type
    return {
      ...(node === undefined ? {} : { node }),
      ...(nodeClass === undefined ? {} : { nodeClass }),
      ...(passed.size === 0 ? {} : { pass: Math.min(passed.size, passes), passes }),
    }
  }
  let saidAtMs = Number.NEGATIVE_INFINITY
  const phaseOf = (): ComfyProgress['phase'] => (node === work.output.node ? 'saving' : 'running')
  return {
    note: (event: PromptEvent): void => {
      saidAtMs = performance.now()
      if (event.kind === 'node' || (event.kind === 'step' && event.node !== null))
        enter(event.node ?? undefined)
      if (event.kind === 'step') step = { value: event.value, max: event.max }
      const at = { phase: phaseOf(), ...place(), ...step }
      if (event.kind === 'preview') report({ ...at, preview: { mime: event.mime, bytes: event.bytes } })
      else if (event.kind !== 'ended') report(at)
    },
    look: async (
      host: ComfyHost,
      { promptId }: Submission,
      state: PromptState,
      signal: AbortSignal,
    ): Promise<void> => {
      if (state.at === 'queued') {
        const ahead = state.ahead ?? (await aheadOf(host, promptId, signal))
        report({ phase: 'queued', ...(ahead === null ? {} : { ahead }) })
      }
      // Without a socket that it runs is all that is known.
      if (state.at === 'running' && performance.now() - saidAtMs >= host.timings.sayAgainMs) {
        saidAtMs = performance.now()
        report({ phase: phaseOf(), ...place(), ...step })
      }
    },
  }
}

/** The jobs route tells no place in the line. */
async function aheadOf(host: ComfyHost, promptId: string, signal: AbortSignal): Promise<number | null> {
  const { running, pending } = await host.ask(async () => await host.http.queue(signal), signal)
  const place = pending.findIndex((entry) => entry.promptId === promptId)
  return place === -1 ? null : place + running.length
}

/** The server runs a prompt as often as it was posted: all copies but one are taken out while they wait. */
async function dropCopies(host: ComfyHost, promptId: string, signal: AbortSignal): Promise<void> {
  const { http } = host
  const { running, pending } = await host.ask(async () => await http.queue(signal), signal)
  const countOf = (entries: typeof pending) => entries.filter((entry) => entry.promptId === promptId).length
  const waiting = countOf(pending)
  const surplus = countOf(running) > 0 ? waiting : waiting - 1
  for (let dropped = 0; dropped < surplus; dropped++)
    await host.ask(async () => await http.deletePending(promptId, signal), signal)
}

/** An execution over its limit: cancelled where that is possible, else the server itself hangs. */
async function giveUpHung(host: ComfyHost, work: ComfyWork, submission: Submission): Promise<never> {
  const { jobId, submitNo, promptId } = submission
  const after = await cancelPrompt(host, promptId, cancelRoundsOfHung)
  const isOff = after?.at === 'ended' || after?.at === 'nowhere'
  const why = `an execution showed no progress for ${work.executionMaxMs} ms, or took ${silencesMax} times as long`
  await host.submissions.end({ jobId, submitNo, state: 'failed', failure: why })
  if (isOff)
    throw new AssetloomError(
      'ProviderFailed',
      `${why} on ${host.http.origin} and was ended`,
      'order a smaller size or fewer steps; it may be tried again',
      { kind: 'too-long', promptId },
    )
  await host.watch.report({ kind: 'hung', why: `${why} and cannot be interrupted` })
  throw new AssetloomError(
    'Unavailable',
    `ComfyUI at ${host.http.origin} hangs: ${why} and cannot be interrupted`,
    'restart it, or name the command that does so in COMFYUI_RESTART_COMMAND; jobs go on by themselves',
    { kind: 'hung', promptId },
  )
}
