import type { Command } from 'commander'
import { settledStepStages } from '../../../core/chain/chain-ports.js'
import { fillJobParams } from '../../../core/chain/fill-job-params.js'
import { isJsonObject, jobLimits } from '../../../core/chain/json-value.js'
import type { JobStepView, JobView } from '../../../core/http/jobs-api.js'
import { formatAgo } from '../../progress/format-figures.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'
import { readTextFile } from '../read-text-file.js'
import { watchJob } from '../watch-job.js'

/** `assetloom job submit|list|show|watch|cancel`. */
export function addJobCommands(program: Command, context: CliContext): void {
  const group = program.command('job').description('order jobs that follow each other, and see how they go')
  addSubmit(group, context)
  addList(group, context)
  addShow(group, context)
  addWatch(group, context)
  addCancel(group, context)
}

interface SubmitOptions {
  readonly project?: string
  readonly param: Readonly<Record<string, string>>
  readonly idempotencyKey?: string
  readonly watch?: true
}

function addSubmit(group: Command, context: CliContext): void {
  group
    .command('submit')
    .description('order what a job file says: { "type", "input": { ..., "nextJobs": [...] } }')
    .argument('<file>', 'JSON file with one job')
    .option('--project <key>', 'key or id of the project; needed when there are several')
    .option('--param <name=value>', 'value for a <name> in the file; once for each', collectParam, {})
    .option('--idempotency-key <key>', 'the same key again is the same job, not a second one')
    .option('--watch', 'stay until the job and those behind it have ended')
    .action(async (file: string, options: SubmitOptions, command: Command) => {
      const kit = openKit(context, command)
      const body = await readJob(context, file, options)
      const { client } = await kit.connect()
      const accepted = await client.jobs.submit(body, options.idempotencyKey)
      const { jobId, jobs, notes, state } = accepted
      for (const note of notes) kit.say(kit.style.dim(note))
      if (state === 'pending')
        kit.say(`Kept, and started when Temporal can take it. ${accepted.message ?? ''}`)
      if (options.watch === true) return await watchJob(kit, client, jobId)
      kit.print(accepted, `${jobId}\n`)
      kit.say(`${jobs} ${jobs === 1 ? 'job' : 'jobs'} ordered. Follow: npx assetloom job watch ${jobId}`)
    })
}

async function readJob(context: CliContext, file: string, options: SubmitOptions): Promise<unknown> {
  const { name, text } = await readTextFile(context.cwd, file, 'a job file', jobLimits.bytesMax)
  const { body, problems } = fillJobParams(parseJob(name, text), options.param)
  const [first] = problems
  if (first !== undefined)
    throw new CliError('usage', `${name}: ${first.member} ${first.message}.`.replace('  ', ' '), first.hint)
  return options.project === undefined || !isJsonObject(body) ? body : { ...body, project: options.project }
}

function parseJob(name: string, text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, '')) as unknown
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    throw new CliError('usage', `${name} is not JSON: ${reason}`, 'docs/guides/jobs.md shows a job file.')
  }
}

function addList(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('jobs, newest first')
    .option('--project <key>', 'only of this project')
    .option('--limit <n>', 'at most so many', wholeNumber(1, 500), 20)
    .option('--cursor <id>', 'go on behind this job')
    .action(async (options: { project?: string; limit: number; cursor?: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const page = await client.jobs.list(options)
      const nowMs = Date.now()
      const rows = page.jobs.map(({ jobId, type, stage, jobs, createdAt }) => [
        ...[jobId, type, stage, String(jobs), formatAgo(createdAt, nowMs)],
      ])
      kit.print(
        page,
        rows.length === 0 ? '' : formatTable([['JOB', 'TYPE', 'STAGE', 'JOBS', 'ORDERED'], ...rows]),
      )
      if (rows.length === 0) kit.say('No jobs. Order one: npx assetloom job submit FILE')
      if (page.nextCursor !== null) kit.say(`There are more: --cursor ${page.nextCursor}`)
    })
}

function addShow(group: Command, context: CliContext): void {
  group
    .command('show')
    .description('a job and those behind it: what they were given, made, and why one failed')
    .argument('<job>', 'job id')
    .action(async (jobId: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const job = await client.jobs.read(jobId)
      kit.print(job, jobText(job))
    })
}

function addWatch(group: Command, context: CliContext): void {
  group
    .command('watch')
    .description('follow a job until it and those behind it have ended; --json prints one line a change')
    .argument('<job>', 'job id')
    .action(async (jobId: string, _options: object, command: Command) => {
      const kit: CommandKit = openKit(context, command)
      const { client } = await kit.connect()
      await watchJob(kit, client, jobId)
    })
}

function addCancel(group: Command, context: CliContext): void {
  group
    .command('cancel')
    .description('end a job and those of its chain; what is done stays')
    .argument('<job>', 'job id')
    .action(async (jobId: string, _options: object, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const answer = await client.jobs.cancel(jobId)
      kit.print({ jobId, ...answer }, '')
      kit.say(
        answer.state === 'delivered'
          ? 'cancel: the job has it.'
          : `cancel: kept and delivered when Temporal can take it. ${answer.message ?? ''}`.trimEnd(),
      )
    })
}

function collectParam(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const match = /^([^=<>]{1,80})=(.{1,2000})$/s.exec(text)
  if (match?.[1] === undefined || match[2] === undefined)
    throw new CliError('usage', `"${text}" is no parameter.`, 'Write --param specId=barrel.')
  return { ...before, [match[1].trim()]: match[2] }
}

/** One line a job in the order of their places, failures and pictures below. */
function jobText(job: JobView): string {
  const lines: string[] = []
  const add = (step: JobStepView): void => {
    lines.push(`${step.position}  ${step.type}  ${step.stage}  ${step.jobId}`)
    if (step.failure !== null) lines.push(`    ${step.failure}`)
    else if (settledStepStages.includes(step.stage)) lines.push(...madeLines(step))
    for (const next of step.nextJobs) add(next)
  }
  add(job)
  return `${lines.join('\n')}\n`
}

function madeLines({ output }: JobStepView): string[] {
  const images = output?.['images']
  const dir = output?.['originalsDir'] ?? output?.['dir']
  if (!Array.isArray(images) || typeof dir !== 'string') return []
  return [`    ${images.length} ${images.length === 1 ? 'picture' : 'pictures'} in ${dir}`]
}
