import { sha256Hex } from '../hash.js'
import type { TraceJob } from './simulate-schedule.js'

export interface ArrivalTraceOptions {
  readonly seed: number
  readonly projects: number
  readonly modelSets: number
  readonly jobs: number
  /** The last list comes before this. */
  readonly overMs: number
}

const jobsPerListMin = 4
const jobsPerListMax = 24
/** A list's pictures come over this time, as its specs get their permits. */
const listSpreadMs = 20_000

/**
 * Lists that projects hand in over a while, each with jobs for one to three model sets: what a team's evening looks like.
 * The same seed gives the same trace.
 */
export function buildArrivalTrace(options: ArrivalTraceOptions): TraceJob[] {
  const random = randomOf(options.seed)
  const jobs: TraceJob[] = []
  for (let list = 0; jobs.length < options.jobs; list++) {
    const projectId = `project-${list < options.projects ? list : pick(random, options.projects)}`
    const atMs = list === 0 ? 0 : random() * options.overMs
    const sets = Array.from({ length: 1 + pick(random, 3) }, () => pick(random, options.modelSets))
    const size = jobsPerListMin + pick(random, jobsPerListMax - jobsPerListMin + 1)
    for (let job = 0; job < size && jobs.length < options.jobs; job++)
      jobs.push({
        arrivesMs: Math.round(atMs + (listSpreadMs * job) / size),
        projectId,
        modelKey: `set-${sets[job % sets.length] ?? 0}`,
      })
  }
  return jobs.toSorted((a, b) => a.arrivesMs - b.arrivesMs)
}

function pick(random: () => number, below: number): number {
  return Math.floor(random() * below)
}

/** Numbers from 0 to below 1 out of a counted hash: equal everywhere, and good enough for a trace. */
function randomOf(seed: number): () => number {
  let count = 0
  return () => Number.parseInt(sha256Hex(`arrival-trace ${seed} ${count++}`).slice(0, 12), 16) / 2 ** 48
}
