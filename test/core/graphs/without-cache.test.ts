import { expect, it } from 'vitest'
import { withoutCache } from '../../../core/graphs/without-cache.js'

it('what works on results of other nodes is another node by the nonce, and what loads files stays as it is', () => {
  const graph = {
    '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'a.safetensors' } },
    '2': { class_type: 'CLIPTextEncode', inputs: { clip: ['1', 1], text: 'a barrel' } },
    '3': { class_type: 'KSampler', inputs: { model: ['1', 0], positive: ['2', 0], seed: 7n } },
  }
  const anew = withoutCache(graph, 'once')
  expect(anew['1']).toEqual(graph['1'])
  expect(anew['3']).toEqual({
    class_type: 'KSampler',
    inputs: { ...graph['3'].inputs, assetloom_nonce: 'once' },
  })
  expect(anew['2']?.inputs['assetloom_nonce']).toBe('once')
  expect(withoutCache(graph, 'twice')).not.toEqual(anew)
})
