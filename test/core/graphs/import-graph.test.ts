import { describe, expect, it } from 'vitest'
import { bindGraph } from '../../../core/graphs/bind-graph.js'
import { importGraph, type GraphImport } from '../../../core/graphs/import-graph.js'
import { serverWith } from './node-table.js'
import { smallGraph } from './small-template.js'

const marked = {
  ...smallGraph,
  '2': { class_type: 'CLIPTextEncode', inputs: { text: 'sprite of {{positive}}, flat', clip: ['1', 1] } },
  '5': { ...smallGraph['5'], inputs: { ...smallGraph['5']?.inputs, seed: '{{seed}}', steps: '{{steps}}' } },
}

describe('importing a graph', () => {
  it('makes inputs of marks, keeps the text around them, and knows where LoRAs go', () => {
    const { template } = good({ exported: marked, name: 'mine' })
    expect(template.bindings).toMatchObject({
      ...{ name: 'mine', version: 1, task: 'sprite', base: 'any' },
      loras: { model: ['1', 0], clip: ['1', 1] },
      output: { node: '7', prefixField: 'filename_prefix', kind: 'image' },
    })
    expect(Object.entries(template.bindings.inputs).map(([name, { kind }]) => `${name} ${kind}`)).toEqual([
      'positive text',
      'seed seed',
      'steps integer',
    ])
    const { graph } = bindGraph(template, { positive: 'a "crate"', seed: 3n, steps: 12 })
    expect(graph['2']?.inputs['text']).toBe('sprite of a "crate", flat')
    expect(graph['5']?.inputs).toMatchObject({ seed: 3, steps: 12, cfg: 6 })
  })

  it('makes inputs of named fields with their values as defaults, limits and options from a server', () => {
    const binds = [
      'positive=2.text',
      'seed=5.seed',
      'sampler=5.sampler_name',
      'steps=5.steps',
      'checkpoint=1.ckpt_name',
      'size=4.width',
      'size=4.height',
    ]
    const { template, notes } = good({
      exported: { prompt: smallGraph },
      name: 'mine',
      binds,
      objectInfo: serverWith(),
      task: 'sprite',
      base: 'sdxl',
    })
    const { inputs } = template.bindings
    expect(inputs['positive']).toEqual({
      kind: 'text',
      targets: [{ node: '2', field: 'text' }],
      maxLength: 4000,
      default: 'a crate',
    })
    expect(inputs['seed']).toEqual({ kind: 'seed', targets: [{ node: '5', field: 'seed' }] })
    expect(inputs['sampler']).toMatchObject({
      kind: 'choice',
      default: 'euler',
      options: expect.arrayContaining(['heun']) as string[],
    })
    expect(inputs['steps']).toMatchObject({ kind: 'integer', min: 1, max: 10_000, default: 30 })
    expect(inputs['checkpoint']).toMatchObject({ kind: 'checkpoint', default: 'sd_xl_base_1.0.safetensors' })
    expect(inputs['size']?.targets).toHaveLength(2)
    expect(notes).toEqual([])
    expect(bindGraph(template, { seed: 1, size: 640 }).graph['4']?.inputs).toMatchObject({
      width: 640,
      height: 640,
    })
  })

  it('refuses the format of the editor and says how to export', () => {
    const told = importGraph({ exported: { nodes: [], links: [], version: 0.4 }, name: 'mine' })
    expect(told).toMatchObject({ problems: [{ hint: expect.stringContaining('Export (API)') as string }] })
  })

  it.each<[string, Partial<GraphImport>, string]>([
    ['nothing to put in', {}, 'nothing can be put into this graph'],
    ['a binding without a field', { binds: ['positive=2'] }, '"positive=2" is no binding'],
    ['a name that is none', { binds: ['Positive=2.text'] }, '"Positive" is no name'],
    ['a node that is not there', { binds: ['positive=99.text'] }, '"positive=99.text": there is no node 99'],
    [
      'a field that is a link',
      { binds: ['positive=2.clip'] },
      '"positive=2.clip": node 2 has no value "clip", but a link',
    ],
    [
      'a field of Object.prototype',
      { binds: ['x=2.constructor'] },
      '"x=2.constructor": node 2 has no value "constructor"',
    ],
    [
      'a field bound twice',
      { binds: ['a=2.text', 'b=2.text'] },
      '"b=2.text" names a field that is bound already',
    ],
    [
      'one name for two kinds',
      { binds: ['a=2.text', 'a=5.steps'] },
      '"a" is text in one field and integer in another, 5.steps',
    ],
    [
      'two marks in one text',
      { exported: text('{{a}} and {{b}}') },
      '"{{a}} and {{b}}" has two marks in one field',
    ],
    ['a mark without an end', { exported: text('{{a and b') }, '"{{a and b" names no input'],
    ['no place that saves', { exported: without('7'), binds: ['a=2.text'] }, 'the graph saves nothing'],
    ['an output that is none', { binds: ['a=2.text'], output: '5' }, 'node 5 saves nothing'],
    [
      'a link to nowhere',
      { exported: without('4'), binds: ['a=2.text'] },
      '"latent_image" of node 5 is linked to node 4, which is not there',
    ],
    [
      'a node without inputs',
      { exported: { '1': { class_type: 'A' } } },
      '"1" is no node: it lacks class_type or inputs',
    ],
    ['a list', { exported: [] }, 'this is no graph'],
    [
      'a seed that nobody binds and JSON loses',
      { exported: seeded(2n ** 63n), binds: ['a=2.text'] },
      '"seed" of node 5 is a number too large for a template',
    ],
  ])('refuses %s', (_what, order, message) => {
    const told = importGraph({ exported: smallGraph, name: 'mine', ...order })
    expect('problems' in told ? told.problems.map((one) => one.message) : []).toContain(message)
  })

  it('takes a large seed that is bound', () => {
    const { template } = good({ exported: seeded(2n ** 63n), name: 'mine', binds: ['seed=5.seed'] })
    expect(bindGraph(template, { seed: 2n ** 63n }).graph['5']?.inputs['seed']).toBe(2n ** 63n)
  })
})

function good(order: GraphImport) {
  const imported = importGraph(order)
  if ('problems' in imported) throw new Error(JSON.stringify(imported.problems))
  return imported
}

function text(words: string) {
  return { ...smallGraph, '2': { class_type: 'CLIPTextEncode', inputs: { text: words, clip: ['1', 1] } } }
}

function without(node: string) {
  return Object.fromEntries(Object.entries(smallGraph).filter(([id]) => id !== node))
}

function seeded(seed: bigint) {
  return { ...smallGraph, '5': { ...smallGraph['5'], inputs: { ...smallGraph['5']?.inputs, seed } } }
}
