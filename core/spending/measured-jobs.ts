import { samplerWorkOf } from '../generation/sampler-work.js'
import { graphLabel, type GraphTemplate } from '../graphs/graph-template.js'
import type { ExecutionTimes } from '../scheduling/gpu-host-ports.js'
import type { MeasuredJobs } from './expect-job.js'

/** What was executed, with the work that it was, as far as its graph is still here. Pure. */
export function measuredJobsOf(
  times: readonly ExecutionTimes[],
  templates: readonly GraphTemplate[],
): MeasuredJobs[] {
  const byLabel = new Map(templates.map((template) => [graphLabel(template), template]))
  return times.map(({ modelKey, graph, values, frames, executions, ms }) => {
    const template = graph === null ? undefined : byLabel.get(graph)
    const work = template === undefined ? null : samplerWorkOf({ values: { ...values } }, template, frames)
    return { modelKey, graph: graph ?? '', work, executions, ms }
  })
}
