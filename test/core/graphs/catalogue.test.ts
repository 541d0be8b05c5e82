import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { beforeAll, describe, expect, it } from 'vitest'
import { readGraphs } from '../../../adapters/comfyui/graph-files.js'
import { objectInfoOf } from '../../../adapters/comfyui/read-server-facts.js'
import { bindGraph } from '../../../core/graphs/bind-graph.js'
import { checkGraph, checkTemplate, environmentProblems } from '../../../core/graphs/check-graph.js'
import { graphTasks } from '../../../core/graphs/graph-bindings.schema.js'
import type { StoredGraph } from '../../../core/graphs/graph-shelf.js'
import { findSharedComfyui } from '../../adapters/fake-comfyui/transcript-file.js'
import { refusalsOf } from '../../../core/graphs/refusals-of.js'
import { everyFolder, serverWith } from './node-table.js'
import { sampleValues } from './sample-values.js'

let graphs: readonly StoredGraph[]
beforeAll(async () => {
  const shelf = await readGraphs({ home: 'no-such-home' })
  expect(shelf.problems).toEqual([])
  graphs = shelf.graphs
})

describe('the graphs that come with the product', () => {
  it('make everything that is asked of them, for SDXL and for SD 1.5', () => {
    const made = graphs.map(({ bindings: { task, base } }) => `${task} ${base}`)
    expect(graphTasks.filter((task) => !made.some((one) => one.startsWith(`${task} `)))).toEqual([])
    for (const task of ['sprite', 'sprite-draft', 'frames', 'tile', 'batch'])
      expect(made).toEqual(expect.arrayContaining([`${task} sdxl`, `${task} sd15`]))
  })

  it('fit the documented nodes: as they are, and bound with frames and LoRAs', () => {
    const server = serverWith()
    for (const template of graphs) {
      const { name, loras } = template.bindings
      const lora = everyFolder['loras']?.map((file) => ({ name: file, weight: 0.7 })) ?? []
      const bound = bindGraph(template, sampleValues(template), loras === null ? [] : lora)
      expect([name, checkTemplate(template, server)]).toEqual([name, []])
      expect([name, checkGraph(template.bindings, bound.graph, server)]).toEqual([name, []])
    }
  })

  it('hold nothing but their content: no number of a queue, no id, one picture at a time', () => {
    for (const template of graphs) {
      const { graph, output } = bindGraph(template, sampleValues(template))
      expect(graph[output.node]?.inputs).not.toHaveProperty(output.prefixField)
      for (const { inputs } of Object.values(graph))
        if ('batch_size' in inputs) expect(inputs['batch_size']).toBe(1)
    }
  })

  it('deliver what they are asked for: sizes reach the last node that changes them', () => {
    const strip = graphs.find(({ bindings }) => bindings.name === 'frames-sdxl')!
    const { graph } = bindGraph(strip, { ...sampleValues(strip, 4), outWidth: 96, outHeight: 128 })
    const scales = Object.values(graph).filter(({ class_type: type }) => type === 'ImageScale')
    expect(scales.map(({ inputs }) => [inputs['width'], inputs['height']])).toEqual(
      Array.from({ length: 4 }, () => [96, 128]),
    )
    // Every frame is painted over the character, and joined to those before it.
    const painted = Object.entries(graph).filter(
      ([id, { class_type: type }]) => type === 'KSampler' && id !== '5',
    )
    expect(painted.map(([, { inputs }]) => inputs['latent_image'])).toEqual(
      Array.from({ length: 4 }, () => ['5', 0]),
    )
    expect(graph['20']?.inputs['images']).toEqual(['16_4', 0])
    expect(graph['16_4']?.inputs).toMatchObject({ image1: ['16_3', 0], image2: ['15_4', 0] })
  })

  const shared = findSharedComfyui()
  const told =
    shared === null
      ? 'NOT RUN against a real server: its answer is not here. Set ASSETLOOM_SHARED_DIR to the folder that holds comfyui.'
      : 'fit a real server of version 0.3.64, but for what it has not got'
  it(told, () => {
    if (shared === null) {
      expect(told).toContain('NOT RUN')
      return
    }
    const answer: unknown = JSON.parse(readFileSync(join(shared, 'object_info.0.3.64.json'), 'utf8'))
    const server = objectInfoOf(answer as Record<string, unknown>)
    expect(server.size).toBe(382)
    expect(refusalsOf(graphs, server)).toEqual({})
    for (const template of graphs) {
      const { name, packs = [] } = template.bindings
      const problems = checkTemplate(template, server)
      expect([name, problems.filter(({ kind }) => !environmentProblems.includes(kind))]).toEqual([name, []])
      const lacking = problems.filter(({ kind }) => kind === 'missing-class').map((one) => one.class)
      expect([name, lacking.toSorted()]).toEqual([name, packs.flatMap(({ classes }) => classes).toSorted()])
    }
  })
})
