import type { NodeClassInfo, NodeInputInfo, ObjectInfo } from '../../../core/comfyui/object-info.js'

/**
 * The node classes that our graphs use, written from ComfyUI's documentation of its nodes (and of the two packs). An
 * input is `name:TYPE`, with `?` when it may be left out, limits as `min..max`, and options with `|` between them.
 * Samplers, schedulers and files are lists of the test.
 */
const classes: Readonly<Record<string, readonly [inputs: string, outputs: string]>> = {
  CheckpointLoaderSimple: ['ckpt_name:FILES checkpoints', 'MODEL CLIP VAE'],
  LoraLoader: [
    'model:MODEL; clip:CLIP; lora_name:FILES loras; strength_model:FLOAT -100..100; strength_clip:FLOAT -100..100',
    'MODEL CLIP',
  ],
  LoraLoaderModelOnly: ['model:MODEL; lora_name:FILES loras; strength_model:FLOAT -100..100', 'MODEL'],
  CLIPTextEncode: ['text:STRING; clip:CLIP', 'CONDITIONING'],
  EmptyLatentImage: ['width:INT 16..16384; height:INT 16..16384; batch_size:INT 1..4096', 'LATENT'],
  KSampler: [
    'model:MODEL; seed:INT 0..18446744073709551615; steps:INT 1..10000; cfg:FLOAT 0..100; sampler_name:SAMPLERS; ' +
      'scheduler:SCHEDULERS; positive:CONDITIONING; negative:CONDITIONING; latent_image:LATENT; denoise:FLOAT 0..1',
    'LATENT',
  ],
  VAEDecode: ['samples:LATENT; vae:VAE', 'IMAGE'],
  VAEEncode: ['pixels:IMAGE; vae:VAE', 'LATENT'],
  SetLatentNoiseMask: ['samples:LATENT; mask:MASK', 'LATENT'],
  LoadImage: ['image:UPLOADS', 'IMAGE MASK'],
  SaveImage: ['images:IMAGE; filename_prefix:STRING', ''],
  ImageScale: [
    'image:IMAGE; upscale_method:nearest-exact|bilinear|area|bicubic|lanczos; width:INT 0..16384; height:INT 0..16384; ' +
      'crop:disabled|center',
    'IMAGE',
  ],
  ImageCrop: [
    'image:IMAGE; width:INT 1..16384; height:INT 1..16384; x:INT 0..16384; y:INT 0..16384',
    'IMAGE',
  ],
  ImageStitch: [
    'image1:IMAGE; direction:right|down|left|up; match_image_size:BOOLEAN; spacing_width:INT 0..1024; ' +
      'spacing_color:white|black|red|green|blue; image2?:IMAGE',
    'IMAGE',
  ],
  ImageCompositeMasked: [
    'destination:IMAGE; source:IMAGE; x:INT 0..16384; y:INT 0..16384; resize_source:BOOLEAN; mask?:MASK',
    'IMAGE',
  ],
  ImageToMask: ['image:IMAGE; channel:red|green|blue|alpha', 'MASK'],
  InvertMask: ['mask:MASK', 'MASK'],
  GrowMask: ['mask:MASK; expand:INT -16384..16384; tapered_corners:BOOLEAN', 'MASK'],
  FeatherMask: [
    'mask:MASK; left:INT 0..16384; top:INT 0..16384; right:INT 0..16384; bottom:INT 0..16384',
    'MASK',
  ],
  SolidMask: ['value:FLOAT 0..1; width:INT 1..16384; height:INT 1..16384', 'MASK'],
  MaskComposite: [
    'destination:MASK; source:MASK; x:INT 0..16384; y:INT 0..16384; operation:multiply|add|subtract|and|or|xor',
    'MASK',
  ],
  JoinImageWithAlpha: ['image:IMAGE; alpha:MASK', 'IMAGE'],
  UpscaleModelLoader: ['model_name:FILES upscale_models', 'UPSCALE_MODEL'],
  ImageUpscaleWithModel: ['upscale_model:UPSCALE_MODEL; image:IMAGE', 'IMAGE'],
  ControlNetLoader: ['control_net_name:FILES controlnet', 'CONTROL_NET'],
  ControlNetApplyAdvanced: [
    'positive:CONDITIONING; negative:CONDITIONING; control_net:CONTROL_NET; image:IMAGE; strength:FLOAT 0..10; ' +
      'start_percent:FLOAT 0..1; end_percent:FLOAT 0..1; vae?:VAE',
    'CONDITIONING CONDITIONING',
  ],
  CLIPLoader: [
    'clip_name:FILES text_encoders; type:stable_diffusion|sd3|stable_audio|ace; device?:default|cpu',
    'CLIP',
  ],
  EmptyLatentAudio: ['seconds:FLOAT 1..1000; batch_size:INT 1..4096', 'LATENT'],
  ConditioningStableAudio: [
    'positive:CONDITIONING; negative:CONDITIONING; seconds_start:FLOAT 0..1000; seconds_total:FLOAT 0..1000',
    'CONDITIONING CONDITIONING',
  ],
  VAEDecodeAudio: ['samples:LATENT; vae:VAE', 'AUDIO'],
  SaveAudio: ['audio:AUDIO; filename_prefix:STRING', ''],
  TextEncodeAceStepAudio: [
    'clip:CLIP; tags:STRING; lyrics:STRING; lyrics_strength:FLOAT 0..10',
    'CONDITIONING',
  ],
  EmptyAceStepLatentAudio: ['seconds:FLOAT 1..1000; batch_size:INT 1..4096', 'LATENT'],
  ConditioningZeroOut: ['conditioning:CONDITIONING', 'CONDITIONING'],
  ModelSamplingSD3: ['model:MODEL; shift:FLOAT 0..100', 'MODEL'],
  LatentOperationTonemapReinhard: ['multiplier:FLOAT 0..100', 'LATENT_OPERATION'],
  LatentApplyOperationCFG: ['model:MODEL; operation:LATENT_OPERATION', 'MODEL'],
  LoadBackgroundRemovalModel: ['bg_removal_name:FILES background_removal', 'BACKGROUND_REMOVAL'],
  RemoveBackground: ['bg_removal_model:BACKGROUND_REMOVAL; image:IMAGE; resolution?:INT 256..4096', 'MASK'],
  BiRefNetRMBG: [
    'image:IMAGE; model:BiRefNet-general|BiRefNet-matting|BiRefNet_toonout|BiRefNet_lite; mask_blur?:INT 0..64; ' +
      'mask_offset?:INT -20..20; invert_output?:BOOLEAN; refine_foreground?:BOOLEAN; background?:Alpha|Color; ' +
      'background_color?:COLORCODE',
    'IMAGE MASK IMAGE',
  ],
  IPAdapterUnifiedLoader: [
    'model:MODEL; preset:LIGHT - SD1.5 only (low strength)|STANDARD (medium strength)|VIT-G (medium strength)|PLUS (high strength); ' +
      'ipadapter?:IPADAPTER',
    'MODEL IPADAPTER',
  ],
  IPAdapter: [
    'model:MODEL; ipadapter:IPADAPTER; image:IMAGE; weight:FLOAT -1..3; start_at:FLOAT 0..1; end_at:FLOAT 0..1; ' +
      'weight_type:standard|prompt is more important|style transfer; attn_mask?:MASK',
    'MODEL',
  ],
}

const samplers =
  'euler|euler_ancestral|heun|dpm_2|dpm_2_ancestral|lms|dpmpp_2s_ancestral|dpmpp_sde|dpmpp_2m|dpmpp_2m_sde|dpmpp_3m_sde|ddpm|lcm|deis|ddim|uni_pc|uni_pc_bh2'
const schedulers = 'simple|sgm_uniform|karras|exponential|ddim_uniform|beta|normal'

/** Files of a server that has one of each folder, by folder. */
export const everyFolder: Readonly<Record<string, readonly string[]>> = {
  checkpoints: [
    'sd_xl_base_1.0.safetensors',
    'v1-5-pruned-emaonly.safetensors',
    'stable-audio-open-1.0.safetensors',
    'ace_step_v1_3.5b.safetensors',
  ],
  loras: ['pixel-art-xl.safetensors', 'icons/flat.safetensors'],
  upscale_models: ['RealESRGAN_x4plus.pth'],
  controlnet: ['openpose.safetensors'],
  text_encoders: ['t5-base.safetensors'],
  background_removal: ['birefnet.safetensors'],
}

/** A server that has these classes and files; without `names` all of the table. */
export function serverWith(
  files: Readonly<Record<string, readonly string[]>> = everyFolder,
  names: readonly string[] = Object.keys(classes),
): ObjectInfo {
  return new Map(names.map((name) => [name, readClass(name, files)]))
}

function readClass(name: string, files: Readonly<Record<string, readonly string[]>>): NodeClassInfo {
  const [inputs, outputs] = classes[name] ?? ['', '']
  return {
    inputs: Object.fromEntries(
      inputs.split('; ').map((input) => {
        const [head = '', ...rest] = input.split(':')
        const required = !head.endsWith('?')
        return [head.replace(/\?$/, ''), readInput(rest.join(':'), required, files)]
      }),
    ),
    outputs: outputs === '' ? [] : outputs.split(' '),
    isOutput: name.startsWith('Save'),
  }
}

function readInput(
  text: string,
  required: boolean,
  files: Readonly<Record<string, readonly string[]>>,
): NodeInputInfo {
  if (text === 'UPLOADS') return { required, type: 'COMBO', options: ['example.png'] }
  if (text === 'SAMPLERS') return { required, type: 'COMBO', options: samplers.split('|') }
  if (text === 'SCHEDULERS') return { required, type: 'COMBO', options: schedulers.split('|') }
  if (text.startsWith('FILES ')) return { required, type: 'COMBO', options: files[text.slice(6)] ?? [] }
  if (text.includes('|')) return { required, type: 'COMBO', options: text.split('|') }
  const [type = '', range] = text.split(' ')
  if (range === undefined) return { required, type }
  const [min, max] = range.split('..').map(Number)
  return { required, type, ...(min === undefined ? {} : { min }), ...(max === undefined ? {} : { max }) }
}
