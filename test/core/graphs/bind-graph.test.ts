import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { AssetloomError } from '../../../core/errors.js'
import { bindGraph, graphSeed } from '../../../core/graphs/bind-graph.js'
import { checkGraphValues, type GraphValues } from '../../../core/graphs/check-graph-values.js'
import { graphHashOf, type GraphTemplate } from '../../../core/graphs/graph-template.js'
import { small, smallBindings, smallGraph, smallValues } from './small-template.js'

describe('binding a graph', () => {
  it('puts values into their fields, defaults where none are given, and nothing else anywhere', () => {
    const { graph, files, output } = bindGraph(small, { ...smallValues, width: 512, sampler: 'heun' })
    expect(graph).toEqual({
      ...withoutTitles(),
      '2': { class_type: 'CLIPTextEncode', inputs: { text: 'pixel art, a knight!', clip: ['1', 1] } },
      '4': { class_type: 'EmptyLatentImage', inputs: { width: 512, height: 256, batch_size: 1 } },
      '5': { ...smallGraph['5'], inputs: { ...smallGraph['5']?.inputs, seed: 7, sampler_name: 'heun' } },
      '7': { class_type: 'SaveImage', inputs: { images: ['6', 0] } },
    })
    expect(files).toEqual([{ kind: 'checkpoint', file: 'sd_xl_base_1.0.safetensors' }])
    expect(output).toEqual(smallBindings.output)
  })

  it('lets no text become anything but the value of its field', () => {
    const hostile = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 60 }),
      fc.constantFrom(
        '"},"9":{"class_type":"SaveImage"',
        '{{seed}}',
        '$& $1 $`',
        '["4", 0]',
        '\\u0022',
        '\n\t"',
      ),
    )
    fc.assert(
      fc.property(hostile, (positive) => {
        if (checkGraphValues(small, { ...smallValues, positive }).length > 0) return
        const bound = bindGraph(small, { ...smallValues, positive }).graph
        const plain = bindGraph(small, smallValues).graph
        const sent = JSON.parse(JSON.stringify(bound)) as typeof bound
        expect(sent['2']?.inputs).toEqual({ text: `pixel art, ${positive}!`, clip: ['1', 1] })
        expect({ ...sent, '2': plain['2'] }).toEqual(plain)
      }),
      { numRuns: 150 },
    )
  })

  it('keeps every digit of a seed, and tells seeds apart that a double cannot', () => {
    const last = 2n ** 64n - 1n
    const bound = bindGraph(small, { ...smallValues, seed: last })
    expect(bound.graph['5']?.inputs['seed']).toBe(18446744073709551615n)
    expect(bound.boundHash).not.toBe(bindGraph(small, { ...smallValues, seed: last - 1n }).boundHash)
    expect(bindGraph(small, { ...smallValues, seed: 9n }).graph['5']?.inputs['seed']).toBe(9)
    expect(graphSeed('ffffffffffffffff')).toBe(last)
    expect(() => graphSeed('FFFF')).toThrow(RangeError)
  })

  it('hashes what is run: values count, titles and names do not; the template has a hash of its own', () => {
    const bound = bindGraph(small, smallValues)
    const renamed: GraphTemplate = {
      graph: { ...smallGraph, '2': { ...smallGraph['2']!, _meta: { title: 'Other' } } },
      bindings: { ...smallBindings, title: 'Other' },
    }
    expect(bindGraph(renamed, smallValues)).toEqual(bound)
    expect(bindGraph(small, { ...smallValues, cfg: 7 }).boundHash).not.toBe(bound.boundHash)
    expect(bindGraph(small, { ...smallValues, cfg: 7 }).graphHash).toBe(bound.graphHash)
    expect(graphHashOf({ ...small, bindings: { ...smallBindings, version: 2 } })).not.toBe(bound.graphHash)
  })

  it('puts LoRAs between the named outputs and all who take them, in their order', () => {
    const loras = [
      { name: 'pixel-art-xl.safetensors', weight: 0.8 },
      { name: 'icons/flat.safetensors', weight: -0.5 },
    ]
    const { graph, files } = bindGraph(small, smallValues, loras)
    expect(graph['lora-1']).toEqual({
      class_type: 'LoraLoader',
      inputs: {
        ...{ model: ['1', 0], clip: ['1', 1], lora_name: 'pixel-art-xl.safetensors' },
        ...{ strength_model: 0.8, strength_clip: 0.8 },
      },
    })
    expect(graph['lora-2']?.inputs).toMatchObject({
      model: ['lora-1', 0],
      clip: ['lora-1', 1],
      strength_clip: -0.5,
    })
    expect([graph['2']?.inputs['clip'], graph['3']?.inputs['clip'], graph['5']?.inputs['model']]).toEqual([
      ['lora-2', 1],
      ['lora-2', 1],
      ['lora-2', 0],
    ])
    // Another output of the same node stays as it was.
    expect(graph['6']?.inputs['vae']).toEqual(['1', 2])
    expect(files.map(({ file }) => file)).toEqual([
      'sd_xl_base_1.0.safetensors',
      'pixel-art-xl.safetensors',
      'icons/flat.safetensors',
    ])
    const modelOnly: GraphTemplate = {
      ...small,
      bindings: { ...smallBindings, loras: { model: ['1', 0], clip: null, max: 1 } },
    }
    const only = bindGraph(modelOnly, smallValues, loras.slice(0, 1)).graph
    expect(only['lora-1']?.class_type).toBe('LoraLoaderModelOnly')
    expect([only['5']?.inputs['model'], only['2']?.inputs['clip']]).toEqual([
      ['lora-1', 0],
      ['1', 1],
    ])
  })

  it('copies a repeated part for each value of its lists and leads outside to the last copy', () => {
    const strip: GraphTemplate = {
      graph: {
        a: { class_type: 'Words', inputs: { text: '', clip: ['base', 1] } },
        b: { class_type: 'Join', inputs: { image1: ['a', 0], gap: 0 } },
        base: { class_type: 'Base', inputs: {} },
        out: { class_type: 'Save', inputs: { images: ['b', 0], filename_prefix: '' } },
      },
      bindings: {
        ...smallBindings,
        inputs: {
          words: { kind: 'text', targets: [{ node: 'a', field: 'text' }], maxLength: 20, each: true },
          gap: { kind: 'integer', targets: [{ node: 'b', field: 'gap' }], min: 0, max: 9, default: 0 },
        },
        loras: null,
        repeat: {
          ...{ name: 'frames', countMax: 4, nodes: ['a', 'b'] },
          later: [
            { node: 'b', field: 'image1', link: ['b', 0], of: 'previous' },
            { node: 'b', field: 'image2', link: ['a', 0], of: 'same' },
          ],
        },
        output: { node: 'out', prefixField: 'filename_prefix', kind: 'image' },
      },
    }
    const { graph } = bindGraph(strip, { words: ['one', 'two', 'three'], gap: 2 })
    expect(graph).toEqual({
      a: { class_type: 'Words', inputs: { text: 'one', clip: ['base', 1] } },
      b: { class_type: 'Join', inputs: { image1: ['a', 0], gap: 2 } },
      base: { class_type: 'Base', inputs: {} },
      out: { class_type: 'Save', inputs: { images: ['b_3', 0] } },
      a_2: { class_type: 'Words', inputs: { text: 'two', clip: ['base', 1] } },
      b_2: { class_type: 'Join', inputs: { image1: ['b', 0], image2: ['a_2', 0], gap: 2 } },
      a_3: { class_type: 'Words', inputs: { text: 'three', clip: ['base', 1] } },
      b_3: { class_type: 'Join', inputs: { image1: ['b_2', 0], image2: ['a_3', 0], gap: 2 } },
    })
    expect(members(strip, { words: 'one' })).toEqual(['words', 'frames'])
    expect(members(strip, { words: ['1', '2', '3', '4', '5'] })).toEqual(['words'])
    expect(members(strip, { words: ['1', 2] })).toEqual(['words.1'])
  })

  it.each<[string, GraphValues, string]>([
    ['an unknown input', { ...smallValues, postive: 'x' }, 'postive'],
    ['a missing one', { positive: 'x', seed: 1 }, 'checkpoint'],
    ['a name of Object.prototype', { ...smallValues, constructor: 'x' }, 'constructor'],
    ['a list for one value', { ...smallValues, cfg: [1, 2] }, 'cfg'],
    ['a text that is too long', { ...smallValues, negative: 'x'.repeat(201) }, 'negative'],
    ['a text that JSON cannot carry', { ...smallValues, negative: 'a\ud800' }, 'negative'],
    ['half a pixel', { ...smallValues, width: 512.5 }, 'width'],
    ['a width off its step', { ...smallValues, width: 513 }, 'width'],
    ['a width beyond its limit', { ...smallValues, width: 4096 }, 'width'],
    ['a number that is none', { ...smallValues, cfg: Number.NaN }, 'cfg'],
    ['a seed below 0', { ...smallValues, seed: -1n }, 'seed'],
    ['a seed beyond 64 bits', { ...smallValues, seed: 2n ** 64n }, 'seed'],
    ['a sampler that is no option', { ...smallValues, sampler: 'best' }, 'sampler'],
    ['a file outside of its folder', { ...smallValues, checkpoint: 'a/../../b.safetensors' }, 'checkpoint'],
    ['an absolute file', { ...smallValues, checkpoint: '/etc/passwd' }, 'checkpoint'],
    ['a file with a mark of LoadImage', { ...smallValues, checkpoint: 'a.png [output]' }, 'checkpoint'],
  ])('refuses %s and names it', (_what, values, member) => {
    expect(members(small, values)).toEqual([member])
    expect(() => bindGraph(small, values)).toThrow(AssetloomError)
    expect(() => bindGraph(small, values)).toThrow(
      expect.objectContaining({ type: 'InvalidInput', details: { graph: 'small', member } }),
    )
  })

  it('refuses LoRAs that a graph does not take, too many of them, and weights beyond sense', () => {
    const lora = { name: 'a.safetensors', weight: 1 }
    const none: GraphTemplate = { ...small, bindings: { ...smallBindings, loras: null } }
    const told = (template: GraphTemplate, loras: readonly { name: string; weight: number }[]) =>
      checkGraphValues(template, smallValues, loras).map(({ member }) => member)
    expect(told(none, [lora])).toEqual(['loras'])
    expect(
      told(
        small,
        Array.from({ length: 9 }, () => lora),
      ),
    ).toEqual(['loras'])
    expect(told(small, [lora, { name: '../a', weight: 5 }])).toEqual(['loras.1.name', 'loras.1.weight'])
  })
})

function members(template: GraphTemplate, values: GraphValues): string[] {
  return checkGraphValues(template, values).map(({ member }) => member)
}

function withoutTitles() {
  return Object.fromEntries(
    Object.entries(smallGraph).map(([id, { class_type, inputs }]) => [id, { class_type, inputs }]),
  )
}
