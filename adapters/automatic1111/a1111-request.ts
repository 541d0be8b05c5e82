import { hostedPrompt, frameWords, plainWords } from '../../core/generation/hosted-prompt.js'
import type { PaintRequest } from '../../core/generation/paint-request.js'

/** Document B's defaults: 1024 px, 30 steps, cfg 7.5. */
const defaults = { sidePx: 1024, steps: 30, cfg: 7.5 } as const
/** The latent grid of these models has cells of 8 px; 64 keeps every level of the network whole. */
const gridPx = 64
const sideMinPx = 256
/** Later frames keep this much of the first one: less and they do not move, more and they are somebody else. */
const frameDenoising = 0.55
/** As the graphs of ComfyUI have it. */
const variationDenoising = 0.5
const repaintDenoising = 0.9
/** The server's seeds have 32 bits. */
const seedDigits = 8

export interface A1111Work {
  readonly request: PaintRequest
  /** Makes the server's answers to questions about its progress ours. */
  readonly taskId: string
  /** Which of the frames; 0 for a still. */
  readonly frame: number
  /** The first frame, base64: later ones are made from it. Of a still: what it begins from. */
  readonly from: string | null
  /** Of what it begins from, base64: white is repainted. */
  readonly mask?: string
  /** As the server lists it; null = what it has loaded. */
  readonly checkpoint: string | null
}

/**
 * The picture that is asked for, pixels: the spec's own size, else 1024 at its longer side in the proportions of the
 * request, on the grid of the models.
 */
export function a1111SizeOf({ generation, generatedSize }: PaintRequest): { width: number; height: number } {
  const { width, height } = generatedSize
  const longer = Math.max(width, height)
  const onGrid = (px: number) => Math.max(sideMinPx, Math.round(px / gridPx) * gridPx)
  return {
    width: onGrid(generation?.width ?? (width / longer) * defaults.sidePx),
    height: onGrid(generation?.height ?? (height / longer) * defaults.sidePx),
  }
}

/** Seed of the model: the low 32 bits of the job's. The same for all frames, so that they differ by their words only. */
export function a1111SeedOf(seed: string): number {
  return parseInt(seed.slice(-seedDigits), 16)
}

/** Path and body of one picture. Source: the web UI's `/docs`, StableDiffusionProcessingTxt2Img and Img2Img. */
export function a1111BodyOf(work: A1111Work): { path: string; json: Record<string, unknown> } {
  const { request, taskId, frame, from, mask, checkpoint } = work
  const { generation = {}, loras = [], adjust = {}, frames } = request
  const words = hostedPrompt(request, { saysNegative: false, deliversAlpha: false })
  const moving = frames?.[frame]
  const effort = 1 + (adjust.parameters?.effort ?? 0)
  const json = {
    prompt: [
      words,
      ...(moving === undefined ? [] : [frameWords(moving)]),
      ...loras.map(({ name, weight }) => `<lora:${name}:${weight}>`),
    ].join(', '),
    negative_prompt: plainWords(request.negative),
    ...a1111SizeOf(request),
    steps: Math.min(150, Math.round((generation.steps ?? defaults.steps) * effort)),
    cfg_scale: Math.min(30, (generation.cfg ?? defaults.cfg) * (adjust.promptWeight ?? 1)),
    ...(generation.sampler === undefined ? {} : { sampler_name: generation.sampler }),
    seed: a1111SeedOf(request.seed),
    tiling: request.seamless,
    ...{ batch_size: 1, n_iter: 1, send_images: true, save_images: false, force_task_id: taskId },
    ...(checkpoint === null
      ? {}
      : {
          override_settings: { sd_model_checkpoint: checkpoint },
          override_settings_restore_afterwards: true,
        }),
  }
  if (from === null) return { path: '/sdapi/v1/txt2img', json }
  return {
    path: '/sdapi/v1/img2img',
    json: {
      ...json,
      ...{ init_images: [from], denoising_strength: denoisingOf(request), resize_mode: 0 },
      // White of the mask is painted, from what was there, in the whole picture; the rest stays as it is.
      ...(mask === undefined ? {} : { mask, mask_blur: 4, inpainting_fill: 1, inpaint_full_res: false }),
    },
  }
}

function denoisingOf({ source }: PaintRequest): number {
  if (source === undefined) return frameDenoising
  return source.strength ?? (source.use === 'inpaint' ? repaintDenoising : variationDenoising)
}
