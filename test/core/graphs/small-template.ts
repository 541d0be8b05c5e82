import type { ComfyGraph } from '../../../core/graphs/comfy-graph.js'
import { graphFormat, type GraphBindings } from '../../../core/graphs/graph-bindings.schema.js'
import type { GraphTemplate } from '../../../core/graphs/graph-template.js'

/** Words to a picture, with one input of most kinds. */
export const smallGraph: ComfyGraph = {
  '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'sd_xl_base_1.0.safetensors' } },
  '2': {
    class_type: 'CLIPTextEncode',
    inputs: { text: 'a crate', clip: ['1', 1] },
    _meta: { title: 'Wanted' },
  },
  '3': { class_type: 'CLIPTextEncode', inputs: { text: '', clip: ['1', 1] } },
  '4': { class_type: 'EmptyLatentImage', inputs: { width: 1024, height: 1024, batch_size: 1 } },
  '5': {
    class_type: 'KSampler',
    inputs: {
      ...{ model: ['1', 0], positive: ['2', 0], negative: ['3', 0], latent_image: ['4', 0] },
      ...{ seed: 1, steps: 30, cfg: 6, sampler_name: 'euler', scheduler: 'karras', denoise: 1 },
    },
  },
  '6': { class_type: 'VAEDecode', inputs: { samples: ['5', 0], vae: ['1', 2] } },
  '7': { class_type: 'SaveImage', inputs: { images: ['6', 0], filename_prefix: 'example' } },
}

const at = (node: string, field: string) => [{ node, field }]

export const smallBindings: GraphBindings = {
  ...{ format: graphFormat, name: 'small', version: 1, title: 'Small', task: 'sprite', base: 'sdxl' },
  inputs: {
    positive: {
      kind: 'text',
      targets: [{ node: '2', field: 'text', before: 'pixel art, ', after: '!' }],
      maxLength: 200,
    },
    negative: { kind: 'text', targets: at('3', 'text'), maxLength: 200, default: '' },
    seed: { kind: 'seed', targets: at('5', 'seed') },
    width: { kind: 'integer', targets: at('4', 'width'), min: 64, max: 2048, step: 8, default: 1024 },
    height: {
      kind: 'integer',
      targets: [{ node: '4', field: 'height', times: 0.5 }],
      min: 64,
      max: 2048,
      defaultFrom: 'width',
    },
    cfg: { kind: 'number', targets: at('5', 'cfg'), min: 0, max: 30, default: 6 },
    sampler: {
      kind: 'choice',
      targets: at('5', 'sampler_name'),
      options: ['euler', 'heun'],
      default: 'euler',
    },
    checkpoint: { kind: 'checkpoint', targets: at('1', 'ckpt_name') },
  },
  loras: { model: ['1', 0], clip: ['1', 1], max: 8 },
  output: { node: '7', prefixField: 'filename_prefix', kind: 'image' },
  requires: {
    classes: [
      'CLIPTextEncode',
      'CheckpointLoaderSimple',
      'EmptyLatentImage',
      'KSampler',
      'SaveImage',
      'VAEDecode',
    ],
    folders: ['checkpoints'],
  },
}

export const small: GraphTemplate = { graph: smallGraph, bindings: smallBindings }

/** The least that it has to be given. */
export const smallValues = { positive: 'a knight', seed: 7, checkpoint: 'sd_xl_base_1.0.safetensors' }
