import { setTimeout as sleep } from 'node:timers/promises'
import type { ComfyResult, ComfyRunner, ComfyWork } from '../../core/comfyui/comfy-work.js'
import type { Submission } from '../../core/comfyui/submission-ports.js'
import { AssetloomError } from '../../core/errors.js'
import { cancelSubmission } from './cancel-prompt.js'
import { judgeException, type FailureVerdict } from './classify-failure.js'
import type { ComfyHost } from './comfy-host.js'
import { fetchOutput } from './fetch-output.js'
import { followPrompt } from './follow-prompt.js'
import type { HostSlots } from './host-slots.js'
import { prefixOf, promptIdOf } from './prompt-id.js'
import { filesOf, type PromptEnd } from './prompt-state.js'
import { adoptDone, adoptPredicted, submitPrompt, type WholeOutput } from './submit-prompt.js'

export type RunOptions = Parameters<ComfyRunner['run']>[1]

export interface RunLimits {
  /** Submissions of one job, those of earlier attempts included: a job that kills its server ends here. */
  readonly submissionsMax: number
}

/** One run of one job: what its steps share. */
interface Run {
  readonly host: ComfyHost
  readonly slots: HostSlots
  readonly limits: RunLimits
  readonly work: ComfyWork
  readonly options: RunOptions
  /** Of each kind one more try in this run. */
  readonly used: Set<'free' | 'once'>
  /** Held while its prompt is on the server. */
  giveBack: (() => void) | null
  isExecutedTold: boolean
  /** The submission that is on the server, for a cancellation. */
  current: Submission | null
}

/** As ComfyRunner.run. */
export async function runWork(
  host: ComfyHost,
  slots: HostSlots,
  limits: RunLimits,
  work: ComfyWork,
  options: RunOptions,
): Promise<ComfyResult> {
  const run: Run = {
    host,
    slots,
    limits,
    work,
    options,
    used: new Set(),
    giveBack: null,
    isExecutedTold: false,
    current: null,
  }
  try {
    return await runSubmissions(run)
  } catch (error) {
    const { signal, cancels } = options
    if (!signal.aborted) throw error
    if (cancels(signal.reason) && run.current !== null) await cancelSubmission(host, run.current)
    throw signal.reason
  } finally {
    run.giveBack?.()
  }
}

/** One submission after the other until one gives the result. */
async function runSubmissions(run: Run): Promise<ComfyResult> {
  const { host, work, limits } = run
  // A Conflict in between only means that somebody else was faster: at most once for each submission.
  for (let turns = 0; turns < limits.submissionsMax * 2 + 2; turns++) {
    // Before the row is read: it may be another one after a long wait for a place.
    run.giveBack ??= await run.slots.acquire(run.options.signal)
    const newest = await host.submissions.newest(work.jobId)
    requireItsSize(work, newest)
    if (newest?.state === 'done') {
      const taken = newest.host === host.host ? await adoptDone(host, work, newest, run.options.signal) : null
      if (taken !== null) return await finish(run, newest, taken, { adopted: true, executionMs: null })
    }
    const isOurs = newest?.state === 'open' && newest.host === host.host
    const submission = isOurs ? newest : await beginNext(run, newest)
    if (submission === null) continue
    run.current = submission
    const result = await runSubmission(run, submission, !isOurs)
    run.current = null
    if (result !== null) return result
  }
  throw exhausted(run)
}

/**
 * A picture that an earlier attempt made smaller is not taken for the whole one, and a size that was too large once is not
 * tried again, whoever asks after a restart.
 */
function requireItsSize({ jobId, timesSmaller = 0 }: ComfyWork, newest: Submission | null): void {
  if (newest === null || newest.timesSmaller === timesSmaller) return
  const mayShrink = newest.state !== 'open' && newest.state !== 'done'
  if (mayShrink && newest.timesSmaller < timesSmaller) return
  throw new AssetloomError(
    'Conflict',
    `submission ${newest.submitNo} of a job made its picture smaller ${newest.timesSmaller} times, not ${timesSmaller}`,
    'run the graph of that size',
    { kind: 'other-size', jobId, timesSmaller: newest.timesSmaller },
  )
}

/** Writes the row of the next submission; null when another attempt did so first. */
async function beginNext(run: Run, newest: Submission | null): Promise<Submission | null> {
  const { host, work, limits } = run
  const { jobId } = work
  const after = newest?.submitNo ?? 0
  if (after - (newest?.hostFaults ?? 0) >= limits.submissionsMax) throw exhausted(run)
  // Each row counts as an execution: none is begun that could not be posted.
  host.requireWell()
  // Its lease was given to us, so that host is gone or fenced; whatever it still does is waste.
  if (newest?.state === 'open')
    await host.submissions.end({
      jobId,
      submitNo: after,
      state: 'lost',
      failure: `taken over from ${newest.host}`,
    })
  try {
    return await host.submissions.begin({
      jobId,
      after,
      host: host.host,
      promptId: promptIdOf(jobId, after + 1),
      prefix: prefixOf(jobId, after + 1),
      ...(work.timesSmaller === undefined ? {} : { timesSmaller: work.timesSmaller }),
    })
  } catch (error) {
    if (error instanceof AssetloomError && error.type === 'Conflict') return null
    throw error
  }
}

function exhausted({ host, limits, work }: Run): AssetloomError {
  return new AssetloomError(
    'ProviderFailed',
    `a job was submitted to ComfyUI ${limits.submissionsMax} times and gave no file`,
    `see the log of the ComfyUI at ${host.http.origin}, then order the asset again`,
    { kind: 'exhausted', jobId: work.jobId },
  )
}

/** Submits or attaches, waits for the end and fetches; null = the submission is over without a file, another may follow. */
async function runSubmission(run: Run, submission: Submission, isNew: boolean): Promise<ComfyResult | null> {
  const { host, work, options } = run
  const { signal, onProgress } = options
  const submitted = await submitPrompt(host, work, submission, isNew, signal)
  if ('adopted' in submitted)
    return await finish(run, submission, submitted.adopted, { adopted: true, executionMs: null })
  const { mayBeTwice } = submitted
  const end = await followPrompt(host, work, submission, { signal, onProgress, mayBeTwice })
  if (end === null) return await recoverVanished(run, submission)
  host.watch.noteEnded(end.outcome === 'success' ? end.executionMs : null)
  if (end.outcome === 'success') return await fetchResult(run, submission, end)
  if (end.outcome === 'cancelled') {
    await endWith(run, submission, 'cancelled', 'interrupted by somebody else')
    return null
  }
  const verdict = judgeException(end.error, host.http.origin)
  const why = end.error?.exception_message ?? 'failed without saying why'
  await endWith(run, submission, 'failed', why, isDiskFull(verdict))
  await retryOrThrow(run, verdict)
  return null
}

/** A prompt that its server has forgotten: it may have saved before that. */
async function recoverVanished(run: Run, submission: Submission): Promise<ComfyResult | null> {
  const { host, work, options } = run
  const taken = await adoptPredicted(host, work, submission, options.signal)
  if (taken !== null) return await finish(run, submission, taken, { adopted: true, executionMs: null })
  await endWith(run, submission, 'lost', 'the server has forgotten the prompt')
  return null
}

async function fetchResult(run: Run, submission: Submission, end: PromptEnd): Promise<ComfyResult | null> {
  const { host, work, options } = run
  tellExecuted(run)
  options.onProgress({ phase: 'fetching' })
  const [file] = filesOf(end.outputs[work.output.node])
  if (file === undefined) {
    await endWith(run, submission, 'failed', 'it ended without a file')
    useRetry(run, 'once', badOutput(run, `node ${work.output.node} wrote no file`))
    return null
  }
  const fetched = await fetchOutput(host, work, file, options.signal)
  if (fetched.state === 'whole')
    return await finish(run, submission, fetched, { adopted: false, executionMs: end.executionMs })
  if (fetched.state === 'missing') {
    await endWith(run, submission, 'lost', 'the file was deleted before it was fetched')
    return null
  }
  await endWith(run, submission, 'failed', fetched.why)
  useRetry(run, 'once', badOutput(run, fetched.why))
  return null
}

/** The row is closed first: an attempt that dies right after finds it done, and the file by its name. */
async function finish(
  run: Run,
  submission: Submission,
  { bytes, mime }: WholeOutput,
  how: { adopted: boolean; executionMs: number | null },
): Promise<ComfyResult> {
  tellExecuted(run)
  const { jobId, submitNo, promptId } = submission
  const executionMs = how.executionMs ?? submission.executionMs
  await run.host.submissions.end({
    jobId,
    submitNo,
    state: 'done',
    ...(executionMs === null ? {} : { executionMs }),
  })
  forgetLater(run.host, promptId)
  return { bytes, mime, promptId, submitNo, executionMs, adopted: how.adopted }
}

/** The GPU is free of this job: the next one may be submitted while the bytes are on their way. */
function tellExecuted(run: Run): void {
  run.giveBack?.()
  run.giveBack = null
  if (run.isExecutedTold) return
  run.isExecutedTold = true
  run.options.onExecuted?.()
}

/** The server keeps finished prompts in memory: ours goes when no other attempt can still be waiting for it. */
function forgetLater(host: ComfyHost, promptId: string): void {
  const timer = setTimeout(() => {
    host.http.deleteHistory(promptId).catch((error: unknown) => {
      // Its memory is bounded, so nothing depends on this.
      host.log('debug', 'the history of a prompt could not be deleted', { host: host.host, promptId, error })
    })
  }, host.timings.historyKeptMs)
  timer.unref()
}

/** Returns when the same may be tried again, after a request to free memory where that may help. */
async function retryOrThrow(run: Run, verdict: FailureVerdict): Promise<void> {
  const { host, options } = run
  const { retry, failure } = verdict
  if (failure.details['kind'] === 'restart') await host.watch.report({ kind: 'fault', why: failure.message })
  if (isDiskFull(verdict)) {
    await host.watch.report({ kind: 'disk-full', why: 'its disk is full' })
    throw diskFull(run)
  }
  if (retry === 'never') throw failure
  useRetry(run, retry, failure)
  if (retry === 'once') return
  await host.ask(async () => await host.http.free(options.signal), options.signal)
  // The server frees between two prompts, some time after it has answered.
  await sleep(host.timings.retryMs, undefined, { signal: options.signal })
}

function isDiskFull({ failure }: FailureVerdict): boolean {
  return failure.details['kind'] === 'disk-full'
}

/** Another host may take the job; without one it waits, at no cost and for as long as it takes. */
function diskFull({ host }: Run): AssetloomError {
  return new AssetloomError(
    'Unavailable',
    `the disk of the ComfyUI at ${host.http.origin} is full, so it cannot save pictures`,
    'make room there: its jobs go on by themselves',
    { kind: 'disk-full' },
  )
}

function useRetry(run: Run, kind: 'free' | 'once', failure: AssetloomError): void {
  if (run.used.has(kind)) throw failure
  run.used.add(kind)
}

function badOutput({ host, work }: Run, why: string): AssetloomError {
  return new AssetloomError(
    'ProviderFailed',
    `the ${work.output.kind} that ${host.http.origin} made cannot be used: ${why}`,
    'see that the disk of that ComfyUI has room and the graph saves what it is said to; it may be tried again',
    { kind: 'bad-output' },
  )
}

async function endWith(
  { host }: Run,
  { jobId, submitNo }: Submission,
  state: 'lost' | 'failed' | 'cancelled',
  failure: string,
  isHostFault = false,
): Promise<void> {
  host.log('warn', `a prompt of ComfyUI ended ${state}: ${failure.trim()}`, {
    host: host.host,
    jobId,
    submitNo,
  })
  const blame = isHostFault ? { isHostFault } : {}
  await host.submissions.end({ jobId, submitNo, state, failure: failure.slice(0, 1_000), ...blame })
}
