import type { ServerModels } from './choose-loras.js'
import { identifyModel, type IdentifiedModel } from './identify-model.js'
import type { ModelCatalogue } from './merge-catalogue.js'

interface Patterns {
  readonly sdxl: RegExp | null
  readonly sd15: RegExp | null
}

/** By the beginning of the preset, lower case. null = the pack has none for that family. */
const adapters: readonly (readonly [string, Patterns])[] = [
  ['light', { sdxl: null, sd15: /sd15.light(.v11)?\.(safetensors|bin)$/i }],
  [
    'standard',
    { sdxl: /ip.adapter.sdxl.vit.h\.(safetensors|bin)$/i, sd15: /ip.adapter.sd15\.(safetensors|bin)$/i },
  ],
  ['vit-g', { sdxl: /ip.adapter.sdxl\.(safetensors|bin)$/i, sd15: /sd15.vit.g\.(safetensors|bin)$/i }],
  [
    'plus (',
    { sdxl: /plus.sdxl.vit.h\.(safetensors|bin)$/i, sd15: /ip.adapter.plus.sd15\.(safetensors|bin)$/i },
  ],
]
const visionG = /(ViT.bigG.14.*39B.b160k|ipadapter.*sdxl|sdxl.*model\.(bin|safetensors))/i
const visionH = /(ViT.H.14.*s32B.b79K|ipadapter.*sd15|sd1.?5.*model\.(bin|safetensors))/i

/**
 * The two files that the node IPAdapterUnifiedLoader loads for a preset: its graph does not name them. By the patterns of
 * its pack (cubiq/ComfyUI_IPAdapter_plus, utils.py); the first that fits counts. Pure.
 */
export function ipAdapterFiles(
  preset: string,
  base: 'sdxl' | 'sd15',
  catalogue: ModelCatalogue,
  { models }: ServerModels,
): { readonly found: readonly IdentifiedModel[]; readonly missing: readonly string[] } {
  const name = preset.toLowerCase()
  const adapter = adapters.find(([start]) => name.startsWith(start))?.[1][base] ?? null
  const wanted = [
    { folder: 'ipadapter', pattern: adapter, what: `an IP-Adapter for "${preset}" and ${base}` },
    {
      folder: 'clip_vision',
      pattern: name.startsWith('vit-g') ? visionG : visionH,
      what: 'the image encoder of IP-Adapter',
    },
  ]
  const found: IdentifiedModel[] = []
  const missing: string[] = []
  for (const { folder, pattern, what } of wanted) {
    const file = models[folder]?.find((one) => pattern?.test(one) === true)
    if (file === undefined) missing.push(`${what} in models/${folder}`)
    else found.push(identifyModel(catalogue, folder, file))
  }
  return { found, missing }
}
