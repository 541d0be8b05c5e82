import { settledStepStages } from '../../core/chain/chain-ports.js'
import type { JobStepView, JobView } from '../../core/http/jobs-api.js'
import type { AssetloomClient } from '../http/assetloom-client.js'
import { CliError } from './cli-error.js'
import type { CommandKit } from './command-kit.js'

const askEveryMinMs = 250
/** A job may wait for a person for days. */
const askEveryMaxMs = 5_000

/**
 * Prints every change of a job and those behind it until all have ended. Throws CliError (failed) when one failed or was
 * cancelled, or when the watching is stopped.
 */
export async function watchJob(kit: CommandKit, client: AssetloomClient, jobId: string): Promise<void> {
  const { signal } = kit.context
  const seen = new Map<string, string>()
  let delayMs = askEveryMinMs
  for (;;) {
    const job = await client.jobs.read(jobId)
    const steps = flatten(job)
    const news = steps.filter((step) => seen.get(step.jobId) !== step.stage)
    for (const step of news) {
      seen.set(step.jobId, step.stage)
      tell(kit, step)
    }
    if (steps.every(({ stage }) => settledStepStages.includes(stage))) return assertDone(steps, job)
    delayMs = news.length > 0 ? askEveryMinMs : Math.min(askEveryMaxMs, delayMs * 1.5)
    await pause(delayMs, signal)
    if (signal.aborted)
      throw new CliError(
        'failed',
        'Stopped watching; the job itself goes on as long as its stack runs.',
        `Watch it again: npx assetloom job watch ${jobId}`,
      )
  }
}

function tell(kit: CommandKit, { jobId, position, type, stage, failure }: JobStepView): void {
  const { writeOut } = kit.context.terminal
  if (kit.options.json === true)
    return writeOut(`${JSON.stringify({ jobId, position, type, stage, failure })}\n`)
  writeOut(`${position}  ${type}  ${stage}${failure === null ? '' : `: ${failure}`}\n`)
}

function flatten(step: JobStepView): JobStepView[] {
  return [step, ...step.nextJobs.flatMap(flatten)]
}

function assertDone(steps: readonly JobStepView[], job: JobView): void {
  const bad = steps.find(({ stage }) => stage === 'failed' || stage === 'cancelled')
  if (bad === undefined) return
  throw new CliError(
    'failed',
    `Job ${bad.position} (${bad.type}) ${bad.stage === 'failed' ? `failed: ${bad.failure ?? 'see its workflow'}` : 'was cancelled'}.`,
    `See all of it: npx assetloom job show ${job.jobId}`,
  )
}

async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const end = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', end)
      resolve()
    }
    const timer = setTimeout(end, ms)
    signal.addEventListener('abort', end)
    if (signal.aborted) end()
  })
}
