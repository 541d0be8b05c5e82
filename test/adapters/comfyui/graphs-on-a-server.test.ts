import { afterAll, beforeAll, expect, it, vi } from 'vitest'
import { randomUUID } from 'node:crypto'
import { type ComfyHttp, createComfyHttp } from '../../../adapters/comfyui/comfy-http.js'
import { readGraphs } from '../../../adapters/comfyui/graph-files.js'
import { objectInfoOf } from '../../../adapters/comfyui/read-server-facts.js'
import { type FakeComfy, startFakeComfyui } from '../../../adapters/fake-comfyui/fake-comfyui.js'
import type { ObjectInfo } from '../../../core/comfyui/object-info.js'
import { bindGraph, type BoundGraph } from '../../../core/graphs/bind-graph.js'
import { checkGraph } from '../../../core/graphs/check-graph.js'
import type { StoredGraph } from '../../../core/graphs/graph-shelf.js'
import { buildPng } from '../../support/build-png.js'
import { everyFolder } from '../../core/graphs/node-table.js'
import { sampleValues } from '../../core/graphs/sample-values.js'

// The stand-in with the packs, without waiting: whether a graph runs to its end, and what comes out of it.
let server: FakeComfy
let http: ComfyHttp
let info: ObjectInfo
let graphs: readonly StoredGraph[]
beforeAll(async () => {
  const models = Object.fromEntries(
    Object.entries(everyFolder).map(([folder, names]) => [folder, names.map((name) => ({ name, gb: 1 }))]),
  )
  server = await startFakeComfyui({ stepMs: 0, loadMs: 0, packs: true, previews: false, models })
  http = createComfyHttp({ baseUrl: server.url, headers: {} })
  info = objectInfoOf(await http.objectInfo())
  graphs = (await readGraphs({ home: 'no-such-home' })).graphs
  const rows = new Uint8Array(64 * (1 + 64 * 3)).map((_, at) => (at % 193 === 0 ? 0 : at % 251))
  const bytes = buildPng({ width: 64, height: 64, bitDepth: 8, colourType: 2 }, rows)
  const { name } = await http.uploadInput({ name: 'example.png', subfolder: '', bytes, mime: 'image/png' })
  expect(name).toBe('example.png')
})
afterAll(async () => {
  await http.close()
  await server.close()
})

it('runs every graph of the product to one file of the size that was asked for', async () => {
  const sizes: Record<string, readonly [number, number]> = {
    ...{ 'batch-sd15': [128, 128], 'batch-sdxl': [128, 128] },
    ...{
      'frames-sd15': [192, 64],
      'frames-sdxl': [192, 64],
      'frames-pose-sd15': [192, 64],
      'frames-pose-sdxl': [192, 64],
    },
  }
  for (const template of graphs) {
    const { name, loras, output } = template.bindings
    const lora = [{ name: 'pixel-art-xl.safetensors', weight: 0.7 }]
    const bound = bindGraph(template, sampleValues(template), loras === null ? [] : lora)
    expect([name, checkGraph(template.bindings, bound.graph, info)]).toEqual([name, []])
    const bytes = await run(bound, name)
    const head = Buffer.from(bytes)
    if (output.kind === 'audio') expect([name, head.toString('latin1', 0, 4)]).toEqual([name, 'fLaC'])
    else
      expect([name, head.readUInt32BE(16), head.readUInt32BE(20)]).toEqual([
        name,
        ...(sizes[name] ?? [64, 64]),
      ])
  }
})

async function run({ graph, output }: BoundGraph, name: string): Promise<Uint8Array> {
  const promptId = randomUUID()
  const node = graph[output.node]!
  const named = {
    ...graph,
    [output.node]: { ...node, inputs: { ...node.inputs, [output.prefixField]: name } },
  }
  const answer = await http.prompt({ promptId, clientId: randomUUID(), graph: named })
  expect(answer).toMatchObject({ kind: 'accepted', nodeErrors: {} })
  const entry = await vi.waitFor(
    async () => {
      const found = await http.history(promptId)
      if (found === null) throw new Error(`${name} has not ended`)
      return found
    },
    { timeout: 60_000, interval: 20 },
  )
  expect([name, entry.status?.status_str, entry.status?.messages?.at(-1)]).toMatchObject([
    name,
    'success',
    {},
  ])
  const files = Object.values(entry.outputs ?? {})
    .flatMap((outputs) => Object.values(outputs ?? {}))
    .flat()
  expect([name, files.length]).toEqual([name, 1])
  const bytes = await http.view(
    { filename: `${name}_00001_.${output.kind === 'audio' ? 'flac' : 'png'}`, subfolder: '', type: 'output' },
    2 ** 24,
  )
  if (bytes === null) throw new Error(`${name} left no file`)
  return bytes
}
