import type { ObjectInfo } from '../comfyui/object-info.js'
import { checkTemplate, type GraphProblem } from './check-graph.js'
import { graphHashOf, type GraphTemplate } from './graph-template.js'

/** A server says no to these with certainty; what else a check finds it may know better. */
const certain: readonly GraphProblem['kind'][] = ['not-in-list', 'missing-input', 'missing-file']

/**
 * Why a server would refuse graphs whatever is put into them, by `graphHashOf`, with node and value: a choice that it does
 * not know, an input that it wants, a file that stands in a node. Classes and the files that are chosen later are left to
 * whoever chooses: they may come, and others may be taken.
 */
export function refusalsOf(
  templates: readonly GraphTemplate[],
  info: ObjectInfo,
): Readonly<Record<string, string>> {
  const refusals: Record<string, string> = {}
  for (const template of templates) {
    const bound = new Set(
      Object.values(template.bindings.inputs).flatMap(({ targets }) =>
        targets.map(({ node, field }) => `${node}.${field}`),
      ),
    )
    const problem = checkTemplate(template, info).find(
      ({ kind, node, input }) =>
        certain.includes(kind) && !(kind === 'missing-file' && bound.has(`${node}.${input ?? ''}`)),
    )
    if (problem !== undefined) refusals[graphHashOf(template)] = `node ${problem.node}: ${problem.message}`
  }
  return refusals
}
