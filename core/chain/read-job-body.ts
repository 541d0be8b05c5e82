import { checkJobInput } from './job-input.schema.js'
import { firstPosition } from './job-id.js'
import { findJobType, jobTypes, type JobType } from './job-type.js'
import {
  findUnusableJson,
  isJsonObject,
  jobLimits,
  memberOf,
  type JobProblem,
  type JsonObject,
  type JsonValue,
} from './json-value.js'
import { findBadExpressions } from './resolve-expressions.js'

/** One job of a chain as it was ordered. */
export interface ChainStepOrder {
  /** `1`, `1.2`: the second of the next jobs of the first. */
  readonly position: string
  readonly parentPosition: string | null
  readonly type: JobType
  /** As written, without `nextJobs`. */
  readonly input: JsonObject
  readonly notes: readonly string[]
}

export interface JobOrder {
  /** In the order of their places; a job stands before its next jobs. Empty when there are problems. */
  readonly steps: readonly ChainStepOrder[]
  /** The project, by id or by key; null = the only one there is. */
  readonly projectId: string | null
  readonly projectKey: string | null
  readonly problems: readonly JobProblem[]
}

const topMembers: readonly string[] = ['type', 'input', 'projectId', 'project']
const problemsMax = 50

/**
 * Reads document E's job body: `{ type, input: { ..., nextJobs: [{ type, input }] } }`, with an optional `projectId` or
 * `project` (its key) beside the type. Pure; never throws. Unknown types, members that cannot be used and expressions
 * that nothing can resolve are problems with the path of their member.
 */
export function readJobBody(body: unknown): JobOrder {
  const order: Reading = { steps: [], problems: [] }
  const unusable = isJsonObject(body) ? findUnusableJson(body) : notAnObject
  if (unusable !== null || !isJsonObject(body))
    return { ...order, projectId: null, projectKey: null, problems: [unusable ?? notAnObject] }
  const textAt = (name: string): string | null => {
    const value = memberOf(body, name)
    if (value === undefined || value === null) return null
    if (typeof value === 'string' && value !== '' && value.length <= 200) return value
    refuse(order, name, 'is not a short text', `Give the ${name === 'project' ? 'key' : 'id'} of a project.`)
    return null
  }
  const [projectId, projectKey] = [textAt('projectId'), textAt('project')]
  readJob(body, { at: '', position: firstPosition, parentPosition: null, level: 1 }, order)
  const { steps, problems } = order
  return { steps: problems.length > 0 ? [] : steps, projectId, projectKey, problems }
}

const notAnObject: JobProblem = {
  member: '',
  message: 'the body is no JSON object',
  hint: 'Send { "type": "generate", "input": { "specKey": "barrel" } }.',
}

interface Reading {
  readonly steps: ChainStepOrder[]
  readonly problems: JobProblem[]
}

interface Place {
  /** Path of the job within the body. */
  readonly at: string
  readonly position: string
  readonly parentPosition: string | null
  readonly level: number
}

function readJob(job: JsonValue, place: Place, reading: Reading): void {
  const { at, position, parentPosition, level } = place
  const path = (name: string): string => (at === '' ? name : `${at}.${name}`)
  if (!isJsonObject(job)) return refuse(reading, at, 'is no job', 'Write { "type": ..., "input": { ... } }.')
  const allowed = at === '' ? topMembers : ['type', 'input']
  for (const name of Object.keys(job))
    if (!allowed.includes(name))
      refuse(
        reading,
        path(name),
        'is no member of a job',
        name === 'nextJobs' ? 'Put nextJobs into input.' : `A job has: ${allowed.join(', ')}.`,
      )
  const written = memberOf(job, 'type')
  const type = typeof written === 'string' ? findJobType(written) : null
  if (type === null) {
    const said = typeof written === 'string' ? `"${written.slice(0, 60)}" is no type of job` : 'is missing'
    return refuse(reading, path('type'), said, `Types: ${jobTypes.join(', ')}.`)
  }
  const input = memberOf(job, 'input') ?? {}
  if (!isJsonObject(input)) return refuse(reading, path('input'), 'is no object', 'Write "input": { ... }.')
  const { nextJobs, ...own } = input
  const { problems, notes } = checkJobInput(type, own)
  for (const { member, message, hint } of [...problems, ...findBadExpressions(own, parentPosition === null)])
    refuse(reading, path(member), message, hint)
  reading.steps.push({ position, parentPosition, type, input: own, notes })
  if (reading.steps.length > jobLimits.stepsMax)
    return refuse(
      reading,
      at,
      `is one job too many: a chain has at most ${jobLimits.stepsMax}`,
      'Send the rest as another job.',
    )
  readNextJobs(nextJobs ?? [], { at: path('input.nextJobs'), position, parentPosition, level }, reading)
}

function readNextJobs(nextJobs: JsonValue, place: Place, reading: Reading): void {
  const { at, position, level } = place
  if (!Array.isArray(nextJobs)) return refuse(reading, at, 'is no list', 'Write "nextJobs": [ ... ].')
  if (nextJobs.length > 0 && level >= jobLimits.levelsMax)
    return refuse(
      reading,
      at,
      `lies too deep: at most ${jobLimits.levelsMax} jobs follow each other`,
      'Send the rest as another job.',
    )
  for (const [index, job] of nextJobs.slice(0, jobLimits.stepsMax + 1).entries()) {
    if (reading.steps.length > jobLimits.stepsMax) return
    const next = { at: `${at}[${index}]`, position: `${position}.${index + 1}`, level: level + 1 }
    readJob(job as JsonValue, { ...next, parentPosition: position }, reading)
  }
}

function refuse({ problems }: Reading, member: string, message: string, hint: string): void {
  if (problems.length < problemsMax) problems.push({ member, message, hint })
}
