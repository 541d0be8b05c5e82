import type {
  ComfyServerFacts,
  NodeClassInfo,
  NodeInputInfo,
  ObjectInfo,
} from '../../core/comfyui/object-info.js'
import { nodeClassSchema, type NodeClassAnswer } from './comfy-answers.schema.js'
import type { ComfyHttp } from './comfy-http.js'

/** Folders of models that graphs name files of. */
export const modelFolders = [
  'checkpoints',
  'loras',
  'vae',
  'upscale_models',
  'controlnet',
  'clip',
  'text_encoders',
  'clip_vision',
  'diffusion_models',
  'ipadapter',
  'audio_encoders',
  'background_removal',
] as const

/** Version, memory, node classes and model files of a server. Throws as ComfyHttp does. */
export async function readServerFacts(
  http: Pick<ComfyHttp, 'systemStats' | 'objectInfo' | 'models'>,
  signal?: AbortSignal,
): Promise<ComfyServerFacts> {
  const { system, devices } = await http.systemStats(signal)
  const objectInfo = objectInfoOf(await http.objectInfo(signal))
  const models: Record<string, readonly string[]> = {}
  // One after the other: each lists a folder on the server's disk.
  for (const folder of modelFolders) {
    const names = await http.models(folder, signal)
    if (names.length > 0) models[folder] = names.toSorted()
  }
  return {
    version: system.comfyui_version,
    devices: devices.map(({ name, vram_total: vramTotal, vram_free: vramFree }) => ({
      name,
      vramTotal,
      vramFree,
    })),
    ramTotal: system.ram_total,
    ramFree: system.ram_free,
    objectInfo,
    models,
  }
}

/** The answer of GET /object_info, reduced; classes that are described in another way are left out. */
export function objectInfoOf(answer: Readonly<Record<string, unknown>>): ObjectInfo {
  const found = new Map<string, NodeClassInfo>()
  for (const [name, described] of Object.entries(answer)) {
    const parsed = nodeClassSchema.safeParse(described)
    if (parsed.success) found.set(name, nodeClassOf(parsed.data))
  }
  return found
}

function nodeClassOf({ input, output, output_node: isOutput }: NodeClassAnswer): NodeClassInfo {
  const inputs: Record<string, NodeInputInfo> = {}
  for (const [name, described] of Object.entries(input?.optional ?? {}))
    inputs[name] = inputOf(described, false)
  for (const [name, described] of Object.entries(input?.required ?? {}))
    inputs[name] = inputOf(described, true)
  return { inputs, outputs: (output ?? []).map(typeNameOf), isOutput: isOutput ?? false }
}

/** `["INT", {min, max}]`, `[["a", "b"], {}]` of older and `["COMBO", {options: [...]}]` of newer nodes. */
function inputOf(described: unknown, required: boolean): NodeInputInfo {
  const [type, settings] = Array.isArray(described) ? (described as unknown[]) : [described]
  const limits = recordOf(settings)
  const options = Array.isArray(type) ? type : type === 'COMBO' ? limits['options'] : undefined
  const bound = (name: 'min' | 'max') => {
    const value = limits[name]
    return typeof value === 'number' || typeof value === 'bigint' ? { [name]: Number(value) } : {}
  }
  return {
    required,
    type: typeNameOf(type),
    ...(Array.isArray(options) ? { options: options.map(String) } : {}),
    ...bound('min'),
    ...bound('max'),
  }
}

function typeNameOf(type: unknown): string {
  return typeof type === 'string' ? type : Array.isArray(type) ? 'COMBO' : '*'
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {}
}
