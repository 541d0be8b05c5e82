import { beforeAll, describe, expect, it } from 'vitest'
import { readGraphs } from '../../../adapters/comfyui/graph-files.js'
import { graphHashOf, type GraphTemplate } from '../../../core/graphs/graph-template.js'
import { refusalsOf } from '../../../core/graphs/refusals-of.js'
import { serverWith } from './node-table.js'
import { small, smallGraph } from './small-template.js'

let builtIn: readonly GraphTemplate[]
beforeAll(async () => {
  builtIn = (await readGraphs({ home: 'no-such-home' })).graphs
})

function changed(node: string, field: string, value: string): GraphTemplate {
  const { class_type, inputs } = smallGraph[node]!
  return {
    ...small,
    graph: { ...smallGraph, [node]: { class_type, inputs: { ...inputs, [field]: value } } },
  }
}

describe('graphs that a server would refuse', () => {
  it('are named by node and value; what is chosen later, or may still come, is left to whoever chooses', () => {
    const odd = changed('5', 'scheduler', 'best')
    const refusals = refusalsOf([small, odd], serverWith())
    expect(Object.keys(refusals)).toEqual([graphHashOf(odd)])
    expect(refusals[graphHashOf(odd)]).toContain('node 5: "scheduler" of KSampler is "best"')
    // No class, and no file at all.
    expect(refusalsOf(builtIn, serverWith({}, ['KSampler']))).toEqual({})
    expect(refusalsOf(builtIn, serverWith({}))).toEqual({})
  })
})
