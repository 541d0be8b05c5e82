import { choice, flag, link, nodeInfo, real, seed, text, whole, type NodeInfo } from './node-info.js'

/**
 * The stock classes of pictures that the stand-in knows, written from ComfyUI's documentation of its nodes and from the
 * contract. Choices of models and uploaded files are filled in by node-table.ts.
 */
const samplers = choice(
  ...['euler', 'euler_cfg_pp', 'euler_ancestral', 'euler_ancestral_cfg_pp', 'heun', 'heunpp2', 'dpm_2'],
  ...[
    'dpm_2_ancestral',
    'lms',
    'dpm_fast',
    'dpm_adaptive',
    'dpmpp_2s_ancestral',
    'dpmpp_2s_ancestral_cfg_pp',
  ],
  ...['dpmpp_sde', 'dpmpp_sde_gpu', 'dpmpp_2m', 'dpmpp_2m_cfg_pp', 'dpmpp_2m_sde', 'dpmpp_2m_sde_gpu'],
  ...[
    'dpmpp_2m_sde_heun',
    'dpmpp_2m_sde_heun_gpu',
    'dpmpp_3m_sde',
    'dpmpp_3m_sde_gpu',
    'ddpm',
    'lcm',
    'ipndm',
  ],
  ...['ipndm_v', 'deis', 'res_multistep', 'res_multistep_cfg_pp', 'res_multistep_ancestral'],
  ...[
    'res_multistep_ancestral_cfg_pp',
    'gradient_estimation',
    'gradient_estimation_cfg_pp',
    'er_sde',
    'seeds_2',
  ],
  ...['seeds_3', 'sa_solver', 'sa_solver_pece', 'ddim', 'uni_pc', 'uni_pc_bh2'],
)
const schedulers = choice(
  ...['simple', 'sgm_uniform', 'karras', 'exponential', 'ddim_uniform', 'beta', 'normal', 'linear_quadratic'],
  'kl_optimal',
)
const imageScaling = choice('nearest-exact', 'bilinear', 'area', 'bicubic', 'lanczos')
const latentScaling = choice('nearest-exact', 'bilinear', 'area', 'bicubic', 'bislerp')
const crop = choice('disabled', 'center')
const turn = choice('none', '90 degrees', '180 degrees', '270 degrees')
const flip = choice('x-axis: vertically', 'y-axis: horizontally')
const side = (value: number, min = 16) => whole(value, min, 16_384)
const place = whole(0, 0, 16_384)
const [model, clip, vae, latent] = [link('MODEL'), link('CLIP'), link('VAE'), link('LATENT')]
const [image, mask, conditioning] = [link('IMAGE'), link('MASK'), link('CONDITIONING')]
const strength = real(1, -100, 100)
const file = choice()
const batch = whole(1, 1, 4096)
const tiles = {
  ...{ tile_size: whole(512, 64, 4096), overlap: whole(64, 0, 4096) },
  ...{ temporal_size: whole(64, 8, 4096), temporal_overlap: whole(8, 4, 4096) },
}

const loaders: Readonly<Record<string, NodeInfo>> = {
  CheckpointLoaderSimple: nodeInfo('nodes', { ckpt_name: file }, ['MODEL', 'CLIP', 'VAE']),
  LoraLoader: nodeInfo(
    'nodes',
    { model, clip, lora_name: file, strength_model: strength, strength_clip: strength },
    ['MODEL', 'CLIP'],
  ),
  LoraLoaderModelOnly: nodeInfo('nodes', { model, lora_name: file, strength_model: strength }, ['MODEL']),
  VAELoader: nodeInfo('nodes', { vae_name: file }, ['VAE']),
  CLIPLoader: nodeInfo(
    'nodes',
    {
      clip_name: file,
      type: choice(
        'stable_diffusion',
        'stable_cascade',
        'sd3',
        'stable_audio',
        'mochi',
        'ltxv',
        'pixart',
        'ace',
      ),
    },
    ['CLIP'],
  ),
  DualCLIPLoader: nodeInfo(
    'nodes',
    { clip_name1: file, clip_name2: file, type: choice('sdxl', 'sd3', 'flux') },
    ['CLIP'],
  ),
  UNETLoader: nodeInfo(
    'nodes',
    { unet_name: file, weight_dtype: choice('default', 'fp8_e4m3fn', 'fp8_e4m3fn_fast', 'fp8_e5m2') },
    ['MODEL'],
  ),
  ControlNetLoader: nodeInfo('nodes', { control_net_name: file }, ['CONTROL_NET']),
  CLIPVisionLoader: nodeInfo('nodes', { clip_name: file }, ['CLIP_VISION']),
  UpscaleModelLoader: nodeInfo('comfy_extras.nodes_upscale_model', { model_name: file }, ['UPSCALE_MODEL']),
  LoadImage: nodeInfo('nodes', { image: file }, ['IMAGE', 'MASK']),
  LoadImageMask: nodeInfo('nodes', { image: file, channel: choice('alpha', 'red', 'green', 'blue') }, [
    'MASK',
  ]),
}

const conditioned: Readonly<Record<string, NodeInfo>> = {
  CLIPTextEncode: nodeInfo('nodes', { text: text(), clip }, ['CONDITIONING']),
  CLIPSetLastLayer: nodeInfo('nodes', { clip, stop_at_clip_layer: whole(-1, -24, -1) }, ['CLIP']),
  ConditioningCombine: nodeInfo('nodes', { conditioning_1: conditioning, conditioning_2: conditioning }, [
    'CONDITIONING',
  ]),
  ConditioningConcat: nodeInfo('nodes', { conditioning_to: conditioning, conditioning_from: conditioning }, [
    'CONDITIONING',
  ]),
  ConditioningZeroOut: nodeInfo('nodes', { conditioning }, ['CONDITIONING']),
  ControlNetApply: nodeInfo(
    'nodes',
    { conditioning, control_net: link('CONTROL_NET'), image, strength: real(1, 0, 10) },
    ['CONDITIONING'],
  ),
  ControlNetApplyAdvanced: nodeInfo(
    'nodes',
    {
      ...{ positive: conditioning, negative: conditioning, control_net: link('CONTROL_NET'), image },
      ...{ strength: real(1, 0, 10), start_percent: real(0, 0, 1), end_percent: real(1, 0, 1) },
    },
    ['CONDITIONING', 'CONDITIONING'],
    { optional: { vae } },
  ),
  InpaintModelConditioning: nodeInfo(
    'nodes',
    { positive: conditioning, negative: conditioning, vae, pixels: image, mask, noise_mask: flag(true) },
    ['CONDITIONING', 'CONDITIONING', 'LATENT'],
  ),
}

const sampled: Readonly<Record<string, NodeInfo>> = {
  KSampler: nodeInfo(
    'nodes',
    {
      ...{ model, seed, steps: whole(20, 1, 10_000), cfg: real(8, 0, 100) },
      ...{ sampler_name: samplers, scheduler: schedulers, positive: conditioning, negative: conditioning },
      ...{ latent_image: latent, denoise: real(1, 0, 1) },
    },
    ['LATENT'],
  ),
  KSamplerAdvanced: nodeInfo(
    'nodes',
    {
      ...{ model, add_noise: choice('enable', 'disable'), noise_seed: seed, steps: whole(20, 1, 10_000) },
      ...{ cfg: real(8, 0, 100), sampler_name: samplers, scheduler: schedulers },
      ...{ positive: conditioning, negative: conditioning, latent_image: latent },
      ...{ start_at_step: whole(0, 0, 10_000), end_at_step: whole(10_000, 0, 10_000) },
      return_with_leftover_noise: choice('disable', 'enable'),
    },
    ['LATENT'],
  ),
  VAEDecode: nodeInfo('nodes', { samples: latent, vae }, ['IMAGE']),
  VAEDecodeTiled: nodeInfo('nodes', { samples: latent, vae, ...tiles }, ['IMAGE']),
  VAEEncode: nodeInfo('nodes', { pixels: image, vae }, ['LATENT']),
  VAEEncodeTiled: nodeInfo('nodes', { pixels: image, vae, ...tiles }, ['LATENT']),
  VAEEncodeForInpaint: nodeInfo('nodes', { pixels: image, vae, mask, grow_mask_by: whole(6, 0, 64) }, [
    'LATENT',
  ]),
}

const latents: Readonly<Record<string, NodeInfo>> = {
  EmptyLatentImage: nodeInfo('nodes', { width: side(512), height: side(512), batch_size: batch }, ['LATENT']),
  EmptySD3LatentImage: nodeInfo(
    'comfy_extras.nodes_sd3',
    { width: side(1024), height: side(1024), batch_size: batch },
    ['LATENT'],
  ),
  SetLatentNoiseMask: nodeInfo('nodes', { samples: latent, mask }, ['LATENT']),
  LatentUpscale: nodeInfo(
    'nodes',
    { samples: latent, upscale_method: latentScaling, width: side(512, 0), height: side(512, 0), crop },
    ['LATENT'],
  ),
  LatentUpscaleBy: nodeInfo(
    'nodes',
    { samples: latent, upscale_method: latentScaling, scale_by: real(1.5, 0.01, 8) },
    ['LATENT'],
  ),
  LatentFromBatch: nodeInfo(
    'nodes',
    { samples: latent, batch_index: whole(0, 0, 63), length: whole(1, 1, 64) },
    ['LATENT'],
  ),
  RepeatLatentBatch: nodeInfo('nodes', { samples: latent, amount: whole(1, 1, 64) }, ['LATENT']),
  LatentFlip: nodeInfo('nodes', { samples: latent, flip_method: flip }, ['LATENT']),
  LatentRotate: nodeInfo('nodes', { samples: latent, rotation: turn }, ['LATENT']),
}

const images: Readonly<Record<string, NodeInfo>> = {
  SaveImage: nodeInfo('nodes', { images: image, filename_prefix: text('ComfyUI') }, [], { saves: true }),
  PreviewImage: nodeInfo('nodes', { images: image }, [], { saves: true }),
  EmptyImage: nodeInfo(
    'nodes',
    { width: side(512, 1), height: side(512, 1), batch_size: batch, color: whole(0, 0, 0xff_ff_ff) },
    ['IMAGE'],
  ),
  ImageScale: nodeInfo(
    'nodes',
    { image, upscale_method: imageScaling, width: side(512, 0), height: side(512, 0), crop },
    ['IMAGE'],
  ),
  ImageScaleBy: nodeInfo('nodes', { image, upscale_method: imageScaling, scale_by: real(1, 0.01, 8) }, [
    'IMAGE',
  ]),
  ImageInvert: nodeInfo('nodes', { image }, ['IMAGE']),
  ImageBatch: nodeInfo('nodes', { image1: image, image2: image }, ['IMAGE']),
  ImageBlend: nodeInfo(
    'comfy_extras.nodes_post_processing',
    {
      ...{ image1: image, image2: image, blend_factor: real(0.5, 0, 1) },
      blend_mode: choice('normal', 'multiply', 'screen', 'overlay', 'soft_light', 'difference'),
    },
    ['IMAGE'],
  ),
  ImageCrop: nodeInfo(
    'comfy_extras.nodes_images',
    { image, width: side(512, 1), height: side(512, 1), x: place, y: place },
    ['IMAGE'],
  ),
  ImageFlip: nodeInfo('comfy_extras.nodes_images', { image, flip_method: flip }, ['IMAGE']),
  ImageRotate: nodeInfo('comfy_extras.nodes_images', { image, rotation: turn }, ['IMAGE']),
  ImageFromBatch: nodeInfo(
    'comfy_extras.nodes_images',
    { image, batch_index: whole(0, 0, 4095), length: whole(1, 1, 4096) },
    ['IMAGE'],
  ),
  RepeatImageBatch: nodeInfo('comfy_extras.nodes_images', { image, amount: whole(1, 1, 4096) }, ['IMAGE']),
  ImageStitch: nodeInfo(
    'comfy_extras.nodes_images',
    {
      ...{ image1: image, direction: choice('right', 'down', 'left', 'up'), match_image_size: flag(true) },
      ...{
        spacing_width: whole(0, 0, 1024),
        spacing_color: choice('white', 'black', 'red', 'green', 'blue'),
      },
    },
    ['IMAGE'],
    { optional: { image2: image } },
  ),
  ImageUpscaleWithModel: nodeInfo(
    'comfy_extras.nodes_upscale_model',
    { upscale_model: link('UPSCALE_MODEL'), image },
    ['IMAGE'],
  ),
  ImageCompositeMasked: nodeInfo(
    'comfy_extras.nodes_mask',
    { destination: image, source: image, x: place, y: place, resize_source: flag(false) },
    ['IMAGE'],
    { optional: { mask } },
  ),
  ImagePadForOutpaint: nodeInfo(
    'nodes',
    { image, left: place, top: place, right: place, bottom: place, feathering: whole(40, 0, 16_384) },
    ['IMAGE', 'MASK'],
  ),
}

const masks: Readonly<Record<string, NodeInfo>> = {
  MaskToImage: nodeInfo('comfy_extras.nodes_mask', { mask }, ['IMAGE']),
  ImageToMask: nodeInfo(
    'comfy_extras.nodes_mask',
    { image, channel: choice('red', 'green', 'blue', 'alpha') },
    ['MASK'],
  ),
  InvertMask: nodeInfo('comfy_extras.nodes_mask', { mask }, ['MASK']),
  SolidMask: nodeInfo(
    'comfy_extras.nodes_mask',
    { value: real(1, 0, 1), width: side(512, 1), height: side(512, 1) },
    ['MASK'],
  ),
  GrowMask: nodeInfo(
    'comfy_extras.nodes_mask',
    { mask, expand: whole(0, -16_384, 16_384), tapered_corners: flag(true) },
    ['MASK'],
  ),
  FeatherMask: nodeInfo(
    'comfy_extras.nodes_mask',
    { mask, left: place, top: place, right: place, bottom: place },
    ['MASK'],
  ),
  MaskComposite: nodeInfo(
    'comfy_extras.nodes_mask',
    {
      ...{ destination: mask, source: mask, x: place, y: place },
      operation: choice('multiply', 'add', 'subtract', 'and', 'or', 'xor'),
    },
    ['MASK'],
  ),
  JoinImageWithAlpha: nodeInfo('comfy_extras.nodes_compositing', { image, alpha: mask }, ['IMAGE']),
  SplitImageWithAlpha: nodeInfo('comfy_extras.nodes_compositing', { image }, ['IMAGE', 'MASK']),
}

const sounds: Readonly<Record<string, NodeInfo>> = {
  EmptyLatentAudio: nodeInfo(
    'comfy_extras.nodes_audio',
    { seconds: real(47.6, 1, 1000), batch_size: batch },
    ['LATENT'],
  ),
  EmptyAceStepLatentAudio: nodeInfo(
    'comfy_extras.nodes_ace',
    { seconds: real(120, 1, 1000), batch_size: batch },
    ['LATENT'],
  ),
  TextEncodeAceStepAudio: nodeInfo(
    'comfy_extras.nodes_ace',
    { clip, tags: text(), lyrics: text(), lyrics_strength: real(1, 0, 10) },
    ['CONDITIONING'],
  ),
  ConditioningStableAudio: nodeInfo(
    'comfy_extras.nodes_audio',
    {
      ...{ positive: conditioning, negative: conditioning },
      ...{ seconds_start: real(0, 0, 1000), seconds_total: real(47, 0, 1000) },
    },
    ['CONDITIONING', 'CONDITIONING'],
  ),
  ModelSamplingSD3: nodeInfo('comfy_extras.nodes_model_advanced', { model, shift: real(3, 0, 100) }, [
    'MODEL',
  ]),
  LatentOperationTonemapReinhard: nodeInfo('comfy_extras.nodes_latent', { multiplier: real(1, 0, 100) }, [
    'LATENT_OPERATION',
  ]),
  LatentApplyOperationCFG: nodeInfo(
    'comfy_extras.nodes_latent',
    { model, operation: link('LATENT_OPERATION') },
    ['MODEL'],
  ),
  VAEDecodeAudio: nodeInfo('comfy_extras.nodes_audio', { samples: latent, vae }, ['AUDIO']),
  LoadAudio: nodeInfo('comfy_extras.nodes_audio', { audio: file }, ['AUDIO']),
  SaveAudio: audioSaver({}),
  SaveAudioMP3: audioSaver({ quality: choice('V0', '128k', '320k') }),
  PreviewAudio: nodeInfo('comfy_extras.nodes_audio', { audio: link('AUDIO') }, [], { saves: true }),
}

function audioSaver(more: Parameters<typeof nodeInfo>[1]): NodeInfo {
  const inputs = { audio: link('AUDIO'), filename_prefix: text('audio/ComfyUI'), ...more }
  return nodeInfo('comfy_extras.nodes_audio', inputs, [], { saves: true })
}

export const stockNodes: Readonly<Record<string, NodeInfo>> = {
  ...{ ...loaders, ...conditioned, ...sampled, ...latents },
  ...{ ...images, ...masks, ...sounds },
}
