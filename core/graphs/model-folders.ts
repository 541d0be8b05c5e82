/** Folder of a ComfyUI's `models` that the files of each kind lie in. */
export const modelFolders = {
  checkpoint: 'checkpoints',
  lora: 'loras',
  vae: 'vae',
  controlnet: 'controlnet',
  upscaler: 'upscale_models',
  'text-encoder': 'text_encoders',
  vision: 'clip_vision',
  background: 'background_removal',
} as const

/** Kinds of model files that a graph names, as core/models/model-use.ts calls them. */
export type GraphFileKind = keyof typeof modelFolders

export function isFileKind(kind: string): kind is GraphFileKind {
  return Object.hasOwn(modelFolders, kind)
}

/** Stock fields that name a file, as `class.field`. */
const fileFields: Readonly<Record<string, GraphFileKind>> = {
  'CheckpointLoaderSimple.ckpt_name': 'checkpoint',
  'CheckpointLoader.ckpt_name': 'checkpoint',
  'LoraLoader.lora_name': 'lora',
  'LoraLoaderModelOnly.lora_name': 'lora',
  'VAELoader.vae_name': 'vae',
  'ControlNetLoader.control_net_name': 'controlnet',
  'UpscaleModelLoader.model_name': 'upscaler',
  'CLIPLoader.clip_name': 'text-encoder',
  'DualCLIPLoader.clip_name1': 'text-encoder',
  'DualCLIPLoader.clip_name2': 'text-encoder',
  'CLIPVisionLoader.clip_name': 'vision',
  'LoadBackgroundRemovalModel.bg_removal_name': 'background',
}

/** Kind of file that a field of a stock class names; null for any other field. */
export function fileKindOf(classType: string, field: string): GraphFileKind | null {
  return fileFields[`${classType}.${field}`] ?? null
}

/** Whether a field of a stock class names an uploaded picture. */
export function isUploadField(classType: string, field: string): boolean {
  return field === 'image' && /^LoadImage(Mask)?$/.test(classType)
}
