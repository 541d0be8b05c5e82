import { readdirSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startFakeComfyui, type FakeComfy } from '../../../adapters/fake-comfyui/fake-comfyui.js'
import { parsePythonJson } from '../../../adapters/fake-comfyui/python-json.js'
import { sharpImageCodec } from '../../../adapters/imaging/sharp-image-codec.js'
import type { ComfyGraph, ComfyNode } from '../../../core/graphs/comfy-graph.js'
import { createRaster } from '../../../core/raster/raster.js'
import { ask } from './fake-client.js'
import { download, run } from './run-prompt.js'

const folder = resolve(import.meta.dirname, '../../../comfy-graphs')
const graphs = readdirSync(folder)
  .filter((name) => name.endsWith('.json') && !name.endsWith('.bindings.json'))
  .map(
    (name) =>
      [name, parsePythonJson(readFileSync(join(folder, name), 'utf8')) as unknown as ComfyGraph] as const,
  )

/** Files of the inputs of this name in all graphs. */
const filesOf = (field: string) =>
  [...new Set(graphs.flatMap(([, graph]) => Object.values(graph).map(({ inputs }) => inputs[field])))]
    .filter((name) => typeof name === 'string')
    .map((name) => ({ name, gb: 1 }))

/** As small and as quick as its nodes allow: what is asked is whether they run at all. */
function small(graph: ComfyGraph): ComfyGraph {
  const shrink = ({ inputs, ...rest }: ComfyNode): ComfyNode => {
    const changed = Object.entries(inputs).map(([name, value]) => {
      if (typeof value !== 'number') return [name, value]
      if (name === 'seconds') return [name, 1]
      if (name === 'steps') return [name, 1]
      return [name, ['width', 'height', 'x', 'y'].includes(name) ? Math.ceil(value / 16) : value]
    })
    return { ...rest, inputs: Object.fromEntries(changed) as ComfyNode['inputs'] }
  }
  return Object.fromEntries(Object.entries(graph).map(([id, node]) => [id, shrink(node)]))
}

let fake: FakeComfy

beforeAll(async () => {
  fake = await startFakeComfyui({
    ...{ stepMs: 0, loadMs: 0, previews: false, packs: true },
    models: {
      checkpoints: filesOf('ckpt_name'),
      controlnet: filesOf('control_net_name'),
      background_removal: filesOf('bg_removal_name'),
      upscale_models: filesOf('model_name'),
    },
  })
  const picture = createRaster(64, 64)
  picture.data.fill(200)
  for (const { name } of filesOf('image')) {
    const form = new FormData()
    form.append('image', new Blob([new Uint8Array(await sharpImageCodec.encodePng(picture))]), name)
    await ask(fake.url, 'POST', '/upload/image', form)
  }
})

afterAll(() => fake.close())

describe('the graphs of the product on the stand-in', () => {
  it.each(graphs)('%s makes a file', async (_name, graph) => {
    const entry = await run(fake, small(graph))
    expect(entry.status.messages.at(-1)).toMatchObject(['execution_success', {}])
    const { status, bytes } = await download(fake, entry)
    expect([status, bytes.length > 100]).toEqual([200, true])
  })
})
