import { setTimeout as sleep } from 'node:timers/promises'
import type { ComfyWork } from '../../core/comfyui/comfy-work.js'
import type { Submission } from '../../core/comfyui/submission-ports.js'
import type { ComfyGraph } from '../../core/graphs/comfy-graph.js'
import { AssetloomError } from '../../core/errors.js'
import { cancelPrompt } from './cancel-prompt.js'
import { nodeErrorsFailure, refusalFailure } from './classify-failure.js'
import type { ComfyHost } from './comfy-host.js'
import type { PromptAnswer } from './comfy-http.js'
import { isTransportFailure } from './comfy-transport.js'
import { fetchOutput, predictedFileOf, type FetchedOutput } from './fetch-output.js'
import { filesOf } from './prompt-state.js'

/** POSTs of one submission within one attempt; each is known not to have arrived before the next. */
const postsMax = 4

export type WholeOutput = Extract<FetchedOutput, { state: 'whole' }>

/** What became of a submission that was to be on its server: it is there, or its file already is. */
export type Submitted = { readonly mayBeTwice: boolean } | { readonly adopted: WholeOutput }

/**
 * Sees to it that the server has the prompt of a submission, posting it at most once as far as can be known. `isNew` =
 * its row was written just now, so nobody can have posted it. Throws InvalidInput for a graph that the server refuses,
 * Unavailable when it takes nothing.
 */
export async function submitPrompt(
  host: ComfyHost,
  work: ComfyWork,
  submission: Submission,
  isNew: boolean,
  signal: AbortSignal,
): Promise<Submitted> {
  let mayBeTwice = false
  for (let posts = 0; ; posts++) {
    // Before any POST that is not the first ever: the one before may have arrived, or its file may be there.
    if (!isNew || posts > 0) {
      const found = await lookForPrompt(host, work, submission, signal)
      if (found !== null) return found === 'there' ? { mayBeTwice } : { adopted: found }
      mayBeTwice = true
    }
    const answer = await postOnce(host, work, submission, signal)
    if (answer !== null) {
      await refuseUnlessWhole(host, submission, answer)
      return { mayBeTwice }
    }
    if (posts + 1 === postsMax)
      throw new AssetloomError(
        'Unavailable',
        `${host.http.origin} did not take a prompt that was posted ${postsMax} times`,
        'see the log of that ComfyUI and of the proxy before it; it is posted again with the next try',
        { kind: 'transport', promptId: submission.promptId },
      )
  }
}

/** Null = the outcome is not known. A server that cannot even be connected to is waited for. */
async function postOnce(
  host: ComfyHost,
  work: ComfyWork,
  { promptId, prefix }: Submission,
  signal: AbortSignal,
): Promise<PromptAnswer | null> {
  const graph = withPrefix(work, prefix)
  // An answer of any kind first: a POST into the void would be looked for in the void.
  await host.ask(async () => await host.abilities(signal), signal)
  try {
    return await host.http.prompt({ promptId, clientId: host.events.clientId, graph }, signal)
  } catch (error) {
    signal.throwIfAborted()
    if (!isTransportFailure(error)) throw error
    host.log('warn', `a POST of a prompt has no outcome: ${(error as Error).message}`, {
      host: host.host,
      promptId,
    })
    return null
  }
}

/**
 * Looks for a prompt for some seconds: whether it is on the server in any state, then whether its file is. Null = neither,
 * so a POST of it has not arrived, or the server has forgotten it before it saved.
 */
async function lookForPrompt(
  host: ComfyHost,
  work: ComfyWork,
  submission: Submission,
  signal: AbortSignal,
): Promise<'there' | WholeOutput | null> {
  const { timings } = host
  const startMs = performance.now()
  for (;;) {
    const state = await host.stateOf(submission.promptId, signal)
    if (state.at !== 'nowhere') return 'there'
    if (performance.now() - startMs >= timings.unknownLookMs) break
    await sleep(Math.min(timings.retryMs, timings.unknownLookMs), undefined, { signal })
  }
  return await adoptPredicted(host, work, submission, signal)
}

/** The file that a submission would have written by the rule of names; null where it is not there or not whole. */
export async function adoptPredicted(
  host: ComfyHost,
  work: ComfyWork,
  { prefix }: Submission,
  signal: AbortSignal,
): Promise<WholeOutput | null> {
  const file = predictedFileOf(work, prefix)
  if (file === null) return null
  const found = await fetchOutput(host, work, file, signal)
  return found.state === 'whole' ? found : null
}

/** The result of a submission that ended well: as the server remembers it, else by the rule of names. */
export async function adoptDone(
  host: ComfyHost,
  work: ComfyWork,
  submission: Submission,
  signal: AbortSignal,
): Promise<WholeOutput | null> {
  const state = await host.stateOf(submission.promptId, signal)
  const file = state.at === 'ended' ? filesOf(state.outputs[work.output.node])[0] : undefined
  if (file !== undefined) {
    const found = await fetchOutput(host, work, file, signal)
    if (found.state === 'whole') return found
  }
  return await adoptPredicted(host, work, submission, signal)
}

/** A graph whose outputs were partly dropped is stopped: what would come is not what was ordered. */
async function refuseUnlessWhole(
  host: ComfyHost,
  { jobId, submitNo, promptId }: Submission,
  answer: PromptAnswer,
): Promise<void> {
  const { origin } = host.http
  const failure =
    answer.kind === 'refused'
      ? refusalFailure(answer.refusal, origin)
      : answer.promptId === promptId
        ? nodeErrorsFailure(answer.nodeErrors, origin)
        : otherIdFailure(origin)
  if (failure === null) return
  if (answer.kind === 'accepted') await cancelPrompt(host, answer.promptId)
  await host.submissions.end({ jobId, submitNo, state: 'failed', failure: failure.message })
  throw failure
}

/** What cannot be found again under an id that was written down before would be made twice. */
function otherIdFailure(origin: string): AssetloomError {
  return new AssetloomError(
    'InvalidInput',
    `${origin} gave a prompt another id than it was posted with`,
    'update that ComfyUI: from 0.3.64 on ids are taken as they are given',
  )
}

function withPrefix({ graph, output }: ComfyWork, prefix: string): ComfyGraph {
  const node = graph[output.node]
  if (node === undefined)
    throw new AssetloomError(
      'InvalidInput',
      `the graph has no node "${output.node}", which is to save its result`,
      'name the node that saves in the template of the graph',
      { node: output.node },
    )
  return { ...graph, [output.node]: { ...node, inputs: { ...node.inputs, [output.prefixField]: prefix } } }
}
