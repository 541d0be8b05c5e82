import type { NodeContext, NodeResult, NodeRun } from './node-context.js'
import {
  NodeFailure,
  numberOf,
  textOf,
  valueOf,
  type ConditioningValue,
  type ImageValue,
  type LatentValue,
  type ModelValue,
} from './node-values.js'
import { greyPicture, resizePicture } from './picture-work.js'
import { sampleLatent } from './sample-latent.js'

const file = (name: string): ModelValue => ({ kind: 'file', name })
const model = (name: string): ModelValue => ({ kind: 'model', name })
const vae = (name: string): ModelValue => ({ kind: 'vae', name })
const clip = (name: string): ModelValue => ({ kind: 'clip', name })

/** Channels of the latents that a VAE decodes, by its name: those of newer families have 16. */
const channelsOfVae = (name: string): number => (/flux|sd3|qwen|wan/i.test(name) ? 16 : 4)

const loadCheckpoint: NodeRun = async ({ inputs, memory, wait }) => {
  const name = textOf(inputs['ckpt_name'] ?? inputs['unet_name'])
  await wait(memory.use(name))
  return { outputs: [model(name), clip(name), vae(name)] }
}

/** What changes a model: that it did is in the hash of the sampler's inputs. */
const changeModel: NodeRun = ({ inputs }) => ({
  outputs: [
    valueOf(inputs['model'], 'model'),
    ...(inputs['clip'] === undefined ? [] : [valueOf(inputs['clip'], 'clip')]),
  ],
})

const encodeText: NodeRun = ({ inputs }) => ({
  outputs: [{ kind: 'conditioning', text: textOf(inputs['text'] ?? inputs['tags']) }],
})

const sample = async (context: NodeContext, denoise: number): Promise<NodeResult> => {
  const { inputs, content, artists, signal } = context
  // A checkpoint that was pushed out since it was read comes back before it can work.
  await context.wait(context.memory.use(valueOf(inputs['model'], 'model').name))
  const latent = valueOf(inputs['latent_image'], 'latent') as LatentValue
  const positive = valueOf(inputs['positive'], 'conditioning') as ConditioningValue
  const negative = valueOf(inputs['negative'], 'conditioning') as ConditioningValue
  const sampled = await sampleLatent(
    {
      positive: positive.text,
      negative: negative.text,
      latent: withMusic(latent, positive),
      denoise,
      content,
    },
    artists,
    signal,
  )
  const steps = Math.max(1, numberOf(inputs['steps']))
  const preview = sampled.pictures?.[0] ?? null
  for (let step = 1; step <= steps; step++) await context.step(step, steps, preview)
  return { outputs: [sampled] }
}

function withMusic(latent: LatentValue, { isMusic }: ConditioningValue): LatentValue {
  return latent.sound === undefined || isMusic !== true
    ? latent
    : { ...latent, sound: { ...latent.sound, isMusic } }
}

const decode: NodeRun = ({ inputs }) => {
  const latent = valueOf(inputs['samples'], 'latent') as LatentValue
  const wanted = channelsOfVae((valueOf(inputs['vae'], 'vae') as ModelValue).name)
  if (latent.channels !== wanted)
    throw new NodeFailure(
      'RuntimeError',
      `Given groups=1, weight of size [${wanted}, ${wanted}, 1, 1], expected input[1, ${latent.channels}, ${latent.height / 8}, ${latent.width / 8}] to have ${wanted} channels, but got ${latent.channels} channels instead`,
    )
  const pictures =
    latent.pictures ??
    Array.from({ length: latent.count }, () => greyPicture(latent.width, latent.height, 0.5))
  return { outputs: [{ kind: 'image', pictures }] }
}

const encode: NodeRun = ({ inputs }) => {
  const { pictures } = valueOf(inputs['pixels'], 'image') as ImageValue
  const first = pictures[0]!
  const size = { width: Math.max(8, first.width & ~7), height: Math.max(8, first.height & ~7) }
  const mask = inputs['mask'] === undefined ? {} : { mask: valueOf(inputs['mask'], 'mask').pictures[0]! }
  const latent: LatentValue = {
    ...{
      kind: 'latent',
      ...size,
      count: pictures.length,
      channels: channelsOfVae(valueOf(inputs['vae'], 'vae').name),
    },
    pictures: pictures.map((picture) => resizePicture(picture, size, 'lanczos', 'center')),
    ...mask,
  }
  return { outputs: [latent] }
}

const emptyLatent =
  (channels: number): NodeRun =>
  ({ inputs }) => ({
    outputs: [
      {
        ...{ kind: 'latent', channels, pictures: null, count: numberOf(inputs['batch_size']) },
        ...{ width: numberOf(inputs['width']) & ~7, height: numberOf(inputs['height']) & ~7 },
      },
    ],
  })

const emptySound =
  (isMusic: boolean): NodeRun =>
  ({ inputs }) => ({
    outputs: [
      {
        ...{
          kind: 'latent',
          channels: 64,
          pictures: null,
          count: numberOf(inputs['batch_size']),
          width: 8,
          height: 8,
        },
        sound: { seconds: numberOf(inputs['seconds']), isMusic, sounds: null },
      },
    ],
  })

const changeLatent =
  (change: (latent: LatentValue, inputs: NodeContext['inputs']) => LatentValue): NodeRun =>
  ({ inputs }) => ({ outputs: [change(valueOf(inputs['samples'], 'latent') as LatentValue, inputs)] })

function scaleLatent(latent: LatentValue, width: number, height: number): LatentValue {
  const size = { width: Math.max(8, width & ~7), height: Math.max(8, height & ~7) }
  const pictures = latent.pictures?.map((picture) => resizePicture(picture, size, 'lanczos')) ?? null
  return { ...latent, ...size, pictures }
}

const passConditioning: NodeRun = ({ inputs }) => ({
  outputs: [valueOf(inputs['positive'], 'conditioning'), valueOf(inputs['negative'], 'conditioning')],
})

const joinConditioning =
  (first: string, second: string): NodeRun =>
  ({ inputs }) => {
    const [one, other] = [valueOf(inputs[first], 'conditioning'), valueOf(inputs[second], 'conditioning')]
    return { outputs: [{ kind: 'conditioning', text: `${one.text}, ${other.text}` }] }
  }

/** The classes of models, words, latents and samplers. */
export const modelNodes: Readonly<Record<string, NodeRun>> = {
  CheckpointLoaderSimple: loadCheckpoint,
  UNETLoader: loadCheckpoint,
  LoraLoader: changeModel,
  LoraLoaderModelOnly: changeModel,
  ModelSamplingSD3: changeModel,
  LatentApplyOperationCFG: changeModel,
  LatentOperationTonemapReinhard: () => ({ outputs: [file('tonemap')] }),
  VAELoader: ({ inputs }) => ({ outputs: [vae(textOf(inputs['vae_name']))] }),
  CLIPLoader: ({ inputs }) => ({ outputs: [clip(textOf(inputs['clip_name']))] }),
  DualCLIPLoader: ({ inputs }) => ({ outputs: [clip(textOf(inputs['clip_name1']))] }),
  ControlNetLoader: ({ inputs }) => ({ outputs: [file(textOf(inputs['control_net_name']))] }),
  CLIPVisionLoader: ({ inputs }) => ({ outputs: [file(textOf(inputs['clip_name']))] }),
  UpscaleModelLoader: ({ inputs }) => ({ outputs: [file(textOf(inputs['model_name']))] }),
  LoadBackgroundRemovalModel: ({ inputs }) => ({ outputs: [file(textOf(inputs['bg_removal_name']))] }),
  IPAdapterUnifiedLoader: ({ inputs }) => ({
    outputs: [valueOf(inputs['model'], 'model'), file('ipadapter')],
  }),
  IPAdapter: ({ inputs }) => ({ outputs: [valueOf(inputs['model'], 'model')] }),
  CLIPTextEncode: encodeText,
  TextEncodeAceStepAudio: ({ inputs }) => ({
    outputs: [{ kind: 'conditioning', text: textOf(inputs['tags']), isMusic: true }],
  }),
  CLIPSetLastLayer: ({ inputs }) => ({ outputs: [valueOf(inputs['clip'], 'clip')] }),
  ConditioningCombine: joinConditioning('conditioning_1', 'conditioning_2'),
  ConditioningConcat: joinConditioning('conditioning_to', 'conditioning_from'),
  ConditioningZeroOut: ({ inputs }) => ({
    outputs: [{ ...valueOf(inputs['conditioning'], 'conditioning'), text: '' }],
  }),
  ControlNetApply: ({ inputs }) => ({ outputs: [valueOf(inputs['conditioning'], 'conditioning')] }),
  ControlNetApplyAdvanced: passConditioning,
  ConditioningStableAudio: passConditioning,
  InpaintModelConditioning: async (context) => {
    const latent = await encode(context)
    return { outputs: [...(await passConditioning(context)).outputs, ...latent.outputs] }
  },
  KSampler: (context) => sample(context, numberOf(context.inputs['denoise'])),
  KSamplerAdvanced: (context) => {
    const steps = Math.max(1, numberOf(context.inputs['steps']))
    return sample(context, 1 - Math.min(1, numberOf(context.inputs['start_at_step']) / steps))
  },
  VAEDecode: decode,
  VAEDecodeTiled: decode,
  VAEEncode: encode,
  VAEEncodeTiled: encode,
  VAEEncodeForInpaint: encode,
  EmptyLatentImage: emptyLatent(4),
  EmptySD3LatentImage: emptyLatent(16),
  EmptyLatentAudio: emptySound(false),
  EmptyAceStepLatentAudio: emptySound(true),
  SetLatentNoiseMask: changeLatent((latent, inputs) => ({
    ...latent,
    mask: valueOf(inputs['mask'], 'mask').pictures[0]!,
  })),
  LatentUpscale: changeLatent((latent, inputs) =>
    scaleLatent(
      latent,
      numberOf(inputs['width']) || latent.width,
      numberOf(inputs['height']) || latent.height,
    ),
  ),
  LatentUpscaleBy: changeLatent((latent, inputs) => {
    const factor = numberOf(inputs['scale_by'])
    return scaleLatent(latent, Math.round(latent.width * factor), Math.round(latent.height * factor))
  }),
  LatentFromBatch: changeLatent((latent, inputs) => {
    const from = Math.min(numberOf(inputs['batch_index']), latent.count - 1)
    const count = Math.min(numberOf(inputs['length']), latent.count - from)
    const pictures = latent.pictures?.slice(from, from + count) ?? null
    const seeds = latent.seeds === undefined ? {} : { seeds: latent.seeds.slice(from, from + count) }
    return { ...latent, count, pictures, ...seeds }
  }),
  RepeatLatentBatch: changeLatent((latent, inputs) => {
    const amount = numberOf(inputs['amount'])
    const pictures =
      latent.pictures === null ? null : Array.from({ length: amount }, () => latent.pictures!).flat()
    return { ...latent, count: latent.count * amount, pictures }
  }),
}
