import { existsSync, readFileSync } from 'node:fs'
import { beforeAll, describe, expect, it } from 'vitest'
import { readGraphs } from '../../../adapters/comfyui/graph-files.js'
import { objectInfoOf } from '../../../adapters/comfyui/read-server-facts.js'
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

  const recorded = `${process.env['ASSETLOOM_SHARED_DIR'] ?? '../shared'}/comfyui/object_info.0.3.64.json`
  const title = existsSync(recorded)
    ? 'are none of the built-in ones on a stock ComfyUI 0.3.64'
    : 'NOT RUN against a real server: its answer is not here. Set ASSETLOOM_SHARED_DIR to the folder that holds comfyui.'
  it.skipIf(!existsSync(recorded))(title, () => {
    const info = objectInfoOf(JSON.parse(readFileSync(recorded, 'utf8')) as Record<string, unknown>)
    expect(refusalsOf(builtIn, info)).toEqual({})
  })
})
