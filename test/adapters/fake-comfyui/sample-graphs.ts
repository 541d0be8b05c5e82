import type { ComfyGraph } from '../../../core/graphs/comfy-graph.js'

/** A picture of a prompt, 64 x 64, four steps. */
export function pictureGraph(options: {
  readonly text?: string
  readonly seed?: number | bigint
  readonly prefix?: string
  readonly checkpoint?: string
  readonly steps?: number
}): ComfyGraph {
  const {
    text = 'a wooden barrel',
    seed = 1,
    prefix = 'made',
    checkpoint = 'sd_xl_base_1.0.safetensors',
  } = options
  return {
    '3': {
      class_type: 'KSampler',
      inputs: {
        ...{
          seed,
          steps: options.steps ?? 4,
          cfg: 7,
          sampler_name: 'euler',
          scheduler: 'normal',
          denoise: 1,
        },
        ...{ model: ['4', 0], positive: ['6', 0], negative: ['7', 0], latent_image: ['5', 0] },
      },
    },
    '4': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: checkpoint } },
    '5': { class_type: 'EmptyLatentImage', inputs: { width: 64, height: 64, batch_size: 1 } },
    '6': { class_type: 'CLIPTextEncode', inputs: { text, clip: ['4', 1] } },
    '7': { class_type: 'CLIPTextEncode', inputs: { text: 'blurry', clip: ['4', 1] } },
    '8': { class_type: 'VAEDecode', inputs: { samples: ['3', 0], vae: ['4', 2] } },
    '9': { class_type: 'SaveImage', inputs: { filename_prefix: prefix, images: ['8', 0] } },
  }
}

/** The same graph with other node ids. */
export function renamed(graph: ComfyGraph): ComfyGraph {
  return Object.fromEntries(
    Object.entries(graph).map(([id, node]) => {
      const inputs = Object.entries(node.inputs).map(([name, value]) => [
        name,
        Array.isArray(value) ? [`n${String(value[0])}`, value[1]] : value,
      ])
      return [`n${id}`, { ...node, inputs: Object.fromEntries(inputs) as ComfyGraph[string]['inputs'] }]
    }),
  )
}

/** A sound of a prompt. */
export function soundGraph(saver: 'SaveAudio' | 'SaveAudioMP3', seconds: number): ComfyGraph {
  return {
    '1': { class_type: 'CheckpointLoaderSimple', inputs: { ckpt_name: 'stable-audio-open-1.0.safetensors' } },
    '2': { class_type: 'CLIPLoader', inputs: { clip_name: 't5-base.safetensors', type: 'stable_audio' } },
    '3': { class_type: 'CLIPTextEncode', inputs: { text: 'coin pickup', clip: ['2', 0] } },
    '4': { class_type: 'EmptyLatentAudio', inputs: { seconds, batch_size: 1 } },
    '5': {
      class_type: 'KSampler',
      inputs: {
        ...{ seed: 1, steps: 2, cfg: 5, sampler_name: 'euler', scheduler: 'simple', denoise: 1 },
        ...{ model: ['1', 0], positive: ['3', 0], negative: ['3', 0], latent_image: ['4', 0] },
      },
    },
    '6': { class_type: 'VAEDecodeAudio', inputs: { samples: ['5', 0], vae: ['1', 2] } },
    '7': {
      class_type: saver,
      inputs: {
        audio: ['6', 0],
        filename_prefix: 'heard',
        ...(saver === 'SaveAudioMP3' ? { quality: '128k' } : {}),
      },
    },
  }
}
