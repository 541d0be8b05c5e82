import { describe, expect, it } from 'vitest'
import { bindGraph } from '../../../core/graphs/bind-graph.js'
import { checkGraph, checkTemplate } from '../../../core/graphs/check-graph.js'
import type { ComfyGraph, GraphValue } from '../../../core/graphs/comfy-graph.js'
import { everyFolder, serverWith } from './node-table.js'
import { small, smallBindings, smallGraph, smallValues } from './small-template.js'

const server = serverWith()

describe('checking a graph against a server', () => {
  it('finds nothing wrong with a good one: the template, and bound with LoRAs', () => {
    expect(checkTemplate(small, server)).toEqual([])
    const bound = bindGraph(small, { ...smallValues, seed: 2n ** 64n - 1n }, [
      { name: 'icons/flat.safetensors', weight: 1 },
    ])
    expect(checkGraph(smallBindings, bound.graph, server)).toEqual([])
  })

  it.each<[string, ComfyGraph, object]>([
    [
      'a class that the server lacks',
      set('6', 'class_type', 'NoSuchNode'),
      { kind: 'missing-class', node: '6', class: 'NoSuchNode' },
    ],
    [
      'an unknown input',
      put('4', 'widht', 8),
      { kind: 'unknown-input', node: '4', class: 'EmptyLatentImage', input: 'widht' },
    ],
    [
      'a missing input',
      put('6', 'vae', undefined),
      { kind: 'missing-input', node: '6', class: 'VAEDecode', input: 'vae' },
    ],
    [
      'a value that is no option',
      put('5', 'scheduler', 'best'),
      { kind: 'not-in-list', node: '5', class: 'KSampler', input: 'scheduler' },
    ],
    [
      'a number beyond its range',
      put('5', 'denoise', 1.5),
      { kind: 'out-of-range', node: '5', class: 'KSampler', input: 'denoise' },
    ],
    [
      'a link to no node',
      put('5', 'positive', ['9', 0]),
      { kind: 'bad-link', node: '5', class: 'KSampler', input: 'positive' },
    ],
    [
      'a link to no output',
      put('6', 'vae', ['1', 3]),
      { kind: 'bad-link', node: '6', class: 'VAEDecode', input: 'vae' },
    ],
    [
      'a link of another type',
      put('6', 'vae', ['1', 0]),
      { kind: 'type-mismatch', node: '6', class: 'VAEDecode', input: 'vae' },
    ],
    [
      'a literal for a link',
      put('5', 'model', 'sdxl'),
      { kind: 'type-mismatch', node: '5', class: 'KSampler', input: 'model' },
    ],
    [
      'a text for a number',
      put('5', 'steps', 'many'),
      { kind: 'type-mismatch', node: '5', class: 'KSampler', input: 'steps' },
    ],
    [
      'a file that is not there',
      put('1', 'ckpt_name', 'gone.safetensors'),
      { kind: 'missing-file', node: '1', class: 'CheckpointLoaderSimple', input: 'ckpt_name' },
    ],
    [
      'a circle',
      put('2', 'clip', ['2', 0]),
      { kind: 'bad-link', node: '2', class: 'CLIPTextEncode', input: 'clip' },
    ],
  ])('tells %s with its node, class and what to do', (_what, graph, expected) => {
    const [first] = checkGraph(smallBindings, graph, server)
    expect(first).toMatchObject(expected)
    expect(first?.message.length).toBeGreaterThan(10)
    expect(first?.hint.length).toBeGreaterThan(10)
  })

  it('tells an empty folder of a file that is chosen later, and the pack that a class is part of', () => {
    expect(checkTemplate(small, serverWith({ ...everyFolder, checkpoints: [] }))).toMatchObject([
      { kind: 'missing-file', node: '1', message: 'the server has no file in models/checkpoints' },
    ])
    const packs = [{ name: 'Some pack', source: 'https://example.org/pack', classes: ['VAEDecode'] }]
    const lacking = serverWith(
      everyFolder,
      [...server.keys()].filter((name) => name !== 'VAEDecode'),
    )
    expect(checkTemplate({ ...small, bindings: { ...smallBindings, packs } }, lacking)).toMatchObject([
      {
        kind: 'missing-class',
        class: 'VAEDecode',
        hint: 'It is part of Some pack: https://example.org/pack',
      },
    ])
  })

  it('names what a server ignores silently by the word that was probably meant', () => {
    expect(checkGraph(smallBindings, put('4', 'wdth', 8), server)[0]?.hint).toContain('Did you mean "width"?')
  })
})

function put(node: string, field: string, value: GraphValue | undefined): ComfyGraph {
  const { [field]: _gone, ...inputs } = smallGraph[node]?.inputs ?? {}
  const changed = value === undefined ? inputs : { ...inputs, [field]: value }
  return { ...smallGraph, [node]: { class_type: smallGraph[node]?.class_type ?? '', inputs: changed } }
}

function set(node: string, member: 'class_type', value: string): ComfyGraph {
  return { ...smallGraph, [node]: { inputs: smallGraph[node]?.inputs ?? {}, [member]: value } }
}
