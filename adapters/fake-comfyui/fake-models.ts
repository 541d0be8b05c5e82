import { readFile } from 'node:fs/promises'
import { z } from 'zod'
import { AssetloomError } from '../../core/errors.js'

export const modelFolders = [
  'checkpoints',
  'loras',
  'vae',
  'text_encoders',
  'diffusion_models',
  'controlnet',
  'clip_vision',
  'upscale_models',
  'background_removal',
  'ipadapter',
] as const

export type ModelFolder = (typeof modelFolders)[number]

export interface FakeModel {
  readonly name: string
  /** What it takes of the simulated memory, GB. */
  readonly gb: number
  /** Of a safetensors file: what /view_metadata tells. */
  readonly metadata?: Readonly<Record<string, string>>
}

/** The model files that the server pretends to have, by folder. */
export type FakeModels = Readonly<Record<ModelFolder, readonly FakeModel[]>>

const modelsMax = 500
const modelSchema = z.strictObject({
  name: z.string().min(1).max(200),
  gb: z.number().min(0).max(1000).default(1),
  metadata: z.record(z.string(), z.string()).optional(),
})
const modelsSchema = z.strictObject(
  Object.fromEntries(
    modelFolders.map((folder) => [folder, z.array(modelSchema).max(modelsMax).optional()]),
  ) as Record<ModelFolder, z.ZodOptional<z.ZodArray<typeof modelSchema>>>,
)

/** Files that a user of SDXL really has, with about their sizes. */
export const defaultModels: FakeModels = {
  checkpoints: [
    { name: 'sd_xl_base_1.0.safetensors', gb: 6.9 },
    { name: 'v1-5-pruned-emaonly.safetensors', gb: 4.3 },
    { name: 'stable-audio-open-1.0.safetensors', gb: 4.9 },
    { name: 'ace_step_v1_3.5b.safetensors', gb: 7.7 },
  ],
  loras: [
    { name: 'pixel-art-xl.safetensors', gb: 0.2, metadata: { ss_base_model_version: 'sdxl_base_v1-0' } },
  ],
  vae: [{ name: 'sdxl_vae.safetensors', gb: 0.3 }],
  text_encoders: [{ name: 't5-base.safetensors', gb: 0.9 }],
  diffusion_models: [],
  controlnet: [],
  clip_vision: [],
  upscale_models: [{ name: 'RealESRGAN_x4plus.pth', gb: 0.1 }],
  background_removal: [],
  ipadapter: [],
}

/** What a server with the nodes of background removal has beside them. */
export const packModels: Partial<FakeModels> = {
  background_removal: [{ name: 'birefnet.safetensors', gb: 0.4 }],
}

/**
 * Folders of models from a JSON file: `{"checkpoints": [{"name": "a.safetensors", "gb": 6.9}], "loras": []}`; folders that
 * are not named keep the default's. Throws InvalidInput.
 */
export async function readFakeModels(path: string): Promise<FakeModels> {
  const text = await readFile(path, 'utf8').catch(() => {
    throw new AssetloomError(
      'InvalidInput',
      `${path} cannot be read`,
      'Name a JSON file with folders of models.',
    )
  })
  let document: unknown
  try {
    document = JSON.parse(text)
  } catch {
    throw new AssetloomError('InvalidInput', `${path} is no JSON`, 'Mend the file.')
  }
  const read = modelsSchema.safeParse(document)
  if (!read.success) {
    const first = read.error.issues[0]
    throw new AssetloomError(
      'InvalidInput',
      `${path}: ${first?.path.join('.') ?? ''}: ${first?.message ?? 'unknown'}`,
      `Give folders out of ${modelFolders.join(', ')}, each a list of {"name", "gb"}.`,
    )
  }
  return completeModels(read.data as Partial<FakeModels>)
}

export function completeModels(given: Partial<FakeModels>): FakeModels {
  return Object.fromEntries(
    modelFolders.map((folder) => [folder, given[folder] ?? defaultModels[folder]]),
  ) as unknown as FakeModels
}
