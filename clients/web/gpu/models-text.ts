import type { GpuModelsView } from '../../../core/http/gpu-api.js'

/** `checkpoint + LoRA + LoRA`. */
export function modelsText({ checkpoint, loras, modelKey }: GpuModelsView): string {
  return [checkpoint ?? `models ${modelKey}`, ...loras].join(' + ')
}
