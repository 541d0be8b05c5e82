import { setTimeout as sleep } from 'node:timers/promises'
import type { Submission } from '../../core/comfyui/submission-ports.js'
import type { ComfyHost } from './comfy-host.js'
import { isTransportFailure } from './comfy-transport.js'
import { readPromptState, type PromptState } from './prompt-state.js'

/** An interrupt acts at the next sampling step, and one that comes before the start is lost: so it is sent again. */
const roundsDefault = 20

/**
 * Takes one prompt off its server, whether it waits or runs, and no other: out of the queue, then an interrupt that names
 * it, then a look whether it is gone; again until it is. The state in which it was last seen: `running` or `queued` when
 * it could not be ended, null when the server did not answer. Goes on after the caller's own signal has fired.
 */
export async function cancelPrompt(
  host: ComfyHost,
  promptId: string,
  rounds: number = roundsDefault,
): Promise<PromptState | null> {
  let last: PromptState | null = null
  for (let round = 1; round <= rounds; round++) {
    try {
      last = await cancelOnce(host, promptId)
      if (last.at === 'ended' || last.at === 'nowhere') return last
    } catch (error) {
      if (!isTransportFailure(error)) throw error
    }
    // Soon first, since most prompts end at once; later ones wait for a long step.
    await sleep(Math.min(host.timings.retryMs, 50 * round))
  }
  host.log('warn', 'a prompt could not be cancelled', { host: host.host, promptId })
  return last
}

/** Takes the prompt of a submission off its server and closes its row: a prompt that ended well before that is done. */
export async function cancelSubmission(
  host: ComfyHost,
  { jobId, submitNo, promptId }: Pick<Submission, 'jobId' | 'submitNo' | 'promptId'>,
): Promise<void> {
  try {
    const after = await cancelPrompt(host, promptId)
    const isDone = after?.at === 'ended' && after.outcome === 'success'
    const executionMs = isDone ? after.executionMs : null
    await host.submissions.end({
      jobId,
      submitNo,
      state: isDone ? 'done' : 'cancelled',
      ...(executionMs === null ? {} : { executionMs }),
    })
  } catch (error) {
    // The row stays open: the next attempt attaches to it, or, where there is none, the host ends it later.
    if (!isTransportFailure(error))
      host.log('error', 'a cancellation failed', { host: host.host, promptId, error })
  }
}

async function cancelOnce(host: ComfyHost, promptId: string): Promise<PromptState> {
  const { http } = host
  const { hasJobs } = await host.abilities(new AbortController().signal)
  if (!hasJobs || (await http.cancelJob(promptId)) === null) await http.deletePending(promptId)
  await http.interrupt(promptId)
  return await readPromptState(http, hasJobs, promptId)
}
