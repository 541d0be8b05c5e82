import type pg from 'pg'
import { objection } from '../invariants/invariant.js'
import type { RunFacts } from '../run-facts.js'
import type { ComfyFault } from './comfy-fault.js'
import type { StandInCounts } from './stand-in-process.js'

export interface ComfyEvidence {
  readonly fault: ComfyFault
  readonly facts: RunFacts
  /** What all stand-ins did for this run. */
  readonly done: StandInCounts
  readonly submissions: SubmissionFacts
  /** Prompts that are on a server when all is over. */
  readonly promptsLeft: number
}

export interface SubmissionFacts {
  readonly made: number
  readonly open: number
  /** Jobs of which two submissions ended well. */
  readonly doneTwice: number
  /** Jobs with another number of pictures than one. */
  readonly jobsWithoutOnePicture: number
  /** Jobs of which more was begun than they and all losses together. */
  readonly mostOfOneJob: number
}

const statements: Readonly<Record<keyof SubmissionFacts, string>> = {
  made: 'SELECT count(*) n FROM generation_submissions JOIN generation_jobs USING (job_id) WHERE run_id = $1',
  open: `SELECT count(*) n FROM generation_submissions s JOIN generation_jobs j USING (job_id)
    WHERE j.run_id = $1 AND s.state = 'open'`,
  doneTwice: `SELECT count(*) n FROM (
    SELECT s.job_id FROM generation_submissions s JOIN generation_jobs j USING (job_id)
    WHERE j.run_id = $1 AND s.state = 'done' GROUP BY s.job_id HAVING count(*) > 1) one`,
  jobsWithoutOnePicture: `SELECT count(*) n FROM generation_jobs j WHERE j.run_id = $1 AND 1 <> (
    SELECT count(*) FROM variants v WHERE v.job_id = j.job_id)`,
  mostOfOneJob: 'SELECT coalesce(max(executions), 0) n FROM generation_jobs WHERE run_id = $1',
}

export async function readSubmissionFacts(db: pg.Client, runId: string): Promise<SubmissionFacts> {
  const counted: Record<string, number> = {}
  for (const [name, sql] of Object.entries(statements))
    counted[name] = Number((await db.query<{ n: string }>(sql, [runId])).rows[0]?.n)
  return counted as unknown as SubmissionFacts
}

/** What breaks a promise that this suite makes beside I1 to I8, in sentences. */
export function judgeComfy(evidence: ComfyEvidence): readonly string[] {
  return [...judgePictures(evidence), ...judgeExecutions(evidence), ...judgeFaults(evidence)]
}

/** C1: exactly one picture for each job that can be made, and one submission that gave it. */
function judgePictures({ fault, facts, submissions, promptsLeft }: ComfyEvidence): readonly string[] {
  const { refused = 0, ends = 'done' } = fault
  const { open, doneTwice, jobsWithoutOnePicture } = submissions
  return [
    ...objection(open > 0, `C1 ${open} submissions have no end`),
    ...objection(doneTwice > 0, `C1 ${doneTwice} jobs have two submissions that are done`),
    ...objection(promptsLeft > 0, `C1 ${promptsLeft} prompts are left on the servers`),
    ...(ends === 'cancelled'
      ? []
      : [
          ...objection(
            jobsWithoutOnePicture !== refused,
            `C1 ${jobsWithoutOnePicture} jobs without exactly one picture, ${refused} were to be expected`,
          ),
          ...objection(
            facts.refunds !== refused,
            `C1 ${facts.refunds} reservations were given back, and ${refused} jobs were refused`,
          ),
        ]),
  ]
}

/** C2: no execution and no submission beyond those that the fault destroyed. */
function judgeExecutions({ fault, facts, done, submissions }: ComfyEvidence): readonly string[] {
  const { losses = 0, submissionsLost = losses } = fault
  const { made, mostOfOneJob } = submissions
  return [
    ...objection(
      done.executions > facts.jobs + losses,
      `C2 ${done.executions} executions of ${facts.jobs} jobs, and ${losses} could be lost`,
    ),
    ...objection(
      made > facts.jobs + submissionsLost,
      `C2 ${made} submissions of ${facts.jobs} jobs, and ${submissionsLost} could be lost`,
    ),
    ...objection(
      mostOfOneJob > 1 + submissionsLost,
      `C2 one job was submitted ${mostOfOneJob} times, and ${submissionsLost} losses were injected`,
    ),
  ]
}

/** C3: what was to go wrong did. */
function judgeFaults({ fault, done }: ComfyEvidence): readonly string[] {
  return [...countArmed(fault.arm ?? '')].flatMap(([kind, times]) =>
    objection(
      (done.faults[kind] ?? 0) !== times,
      `C3 ${kind} happened ${done.faults[kind] ?? 0} times and not ${times}: nothing was tried`,
    ),
  )
}

/** How often each kind is armed: `post-lost*2,oom` -> 2 and 1. */
export function countArmed(arm: string): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const [, kind = '', times = '1'] of arm.matchAll(/([a-z][a-z0-9-]*)(?::\d+)?(?:\*(\d+))?(?:@\d+)?/g))
    counts.set(kind, (counts.get(kind) ?? 0) + Number(times))
  return counts
}
