import { choicesOf, type InputInfo, type NodeInfo, type NodeTable } from './node-info.js'
import type { FakeModels, ModelFolder } from './fake-models.js'

/** Which input of which class lists the files of which folder. */
const modelInputs: Readonly<Record<string, Readonly<Record<string, ModelFolder>>>> = {
  CheckpointLoaderSimple: { ckpt_name: 'checkpoints' },
  CheckpointLoader: { ckpt_name: 'checkpoints' },
  ImageOnlyCheckpointLoader: { ckpt_name: 'checkpoints' },
  LoraLoader: { lora_name: 'loras' },
  LoraLoaderModelOnly: { lora_name: 'loras' },
  VAELoader: { vae_name: 'vae' },
  CLIPLoader: { clip_name: 'text_encoders' },
  DualCLIPLoader: { clip_name1: 'text_encoders', clip_name2: 'text_encoders' },
  UNETLoader: { unet_name: 'diffusion_models' },
  ControlNetLoader: { control_net_name: 'controlnet' },
  CLIPVisionLoader: { clip_name: 'clip_vision' },
  UpscaleModelLoader: { model_name: 'upscale_models' },
  LoadBackgroundRemovalModel: { bg_removal_name: 'background_removal' },
}

/** Inputs that list what was uploaded. ComfyUI does not check them against the list but looks whether the file is there. */
export const fileInputs: Readonly<Record<string, string>> = {
  LoadImage: 'image',
  LoadImageMask: 'image',
  LoadAudio: 'audio',
}

/** The classes with the models and the uploads of this server as their choices. */
export function createNodeTable(
  nodes: Readonly<Record<string, NodeInfo>>,
  models: FakeModels,
  uploads: () => readonly string[],
): NodeTable {
  return new Map(
    Object.entries(nodes).map(([name, info]) => {
      const fields = modelInputs[name]
      const uploaded = fileInputs[name]
      const change = (field: string, input: InputInfo): InputInfo => {
        const folder = fields?.[field]
        if (folder !== undefined) return withChoices(input, () => models[folder].map((model) => model.name))
        return field === uploaded ? withChoices(input, uploads) : input
      }
      return [name, fields === undefined && uploaded === undefined ? info : changeInputs(info, change)]
    }),
  )
}

function changeInputs(info: NodeInfo, change: (field: string, input: InputInfo) => InputInfo): NodeInfo {
  const required = Object.fromEntries(
    Object.entries(info.input.required ?? {}).map(([field, input]) => [field, change(field, input)]),
  )
  return { ...info, input: { ...info.input, required } }
}

/** The choices are read when they are asked for: files come and go. */
function withChoices(input: InputInfo, names: () => readonly string[]): InputInfo {
  const limits = input[1] ?? {}
  if (typeof input[0] === 'string')
    return [input[0], Object.defineProperty({ ...limits }, 'options', { get: names, enumerable: true })]
  return Object.defineProperty([[], limits] as [readonly string[], typeof limits], 0, {
    get: names,
    enumerable: true,
  })
}

/** Link types of a class's outputs and what an input takes, for the checks. */
export function inputsOf(info: NodeInfo): { name: string; input: InputInfo; required: boolean }[] {
  const of = (inputs: Readonly<Record<string, InputInfo>> | undefined, required: boolean) =>
    Object.entries(inputs ?? {}).map(([name, input]) => ({ name, input, required }))
  return [...of(info.input.required, true), ...of(info.input.optional, false)]
}

/** What ComfyUI calls the type of an input: choices count as `COMBO`. */
export function typeOfInput(input: InputInfo): string {
  return choicesOf(input) === null ? (input[0] as string) : 'COMBO'
}
