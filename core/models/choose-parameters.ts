import type { GenerationParameters } from '../spec/asset-spec.schema.js'
import type { ModelBase, ModelEntry, RecommendedParameters } from './model-catalogue.schema.js'
import { readSamplerName } from './sampler-name.js'

/** What the sampler of a graph is told. */
export interface ChosenParameters {
  /** Of the picture that is made before it is reduced, pixels. */
  readonly width: number
  readonly height: number
  readonly steps: number
  readonly cfg: number
  readonly sampler: string
  readonly scheduler: string
}

export interface ParameterWish {
  /** Size in the game of one frame; only its proportions count. */
  readonly size: { readonly width: number; readonly height: number }
  /** The spec's own. */
  readonly generation?: GenerationParameters
  readonly stage: 'draft' | 'final'
  /** From the profile of the machine, pixels; absent = as large as the family was trained with. */
  readonly sideMaxPx?: number
}

/** Where neither spec nor catalogue say it. 30 steps and 7.5 are what the teams' own tools use with SDXL at 1024 px. */
const ofBase: Readonly<Record<ModelBase, Omit<ChosenParameters, 'width' | 'height'> & { sidePx: number }>> = {
  sdxl: { sidePx: 1024, steps: 30, cfg: 7.5, sampler: 'dpmpp_2m', scheduler: 'karras' },
  sd15: { sidePx: 512, steps: 25, cfg: 7, sampler: 'dpmpp_2m', scheduler: 'karras' },
  flux: { sidePx: 1024, steps: 4, cfg: 1, sampler: 'euler', scheduler: 'simple' },
  audio: { sidePx: 512, steps: 50, cfg: 5, sampler: 'dpmpp_3m_sde', scheduler: 'exponential' },
  any: { sidePx: 512, steps: 25, cfg: 7, sampler: 'dpmpp_2m', scheduler: 'karras' },
}

/** SDXL works down to this side; below it a draft tells nothing of the final picture. */
const draftSidePx = 512
const draftStepShare = 2 / 3

/**
 * Size, steps, cfg and sampler: the spec's own first, then those of a LoRA that makes fewer steps do, of the checkpoint,
 * of its family. Sides are multiples of 64 in the proportions of the asset, with the pixels of a square of the wanted
 * side; drafts have a side of 512 and two thirds of the steps. Pure.
 */
export function chooseParameters(
  wish: ParameterWish,
  base: ModelBase,
  checkpoint: ModelEntry | null,
  loras: readonly ModelEntry[],
): { readonly parameters: ChosenParameters; readonly reasons: readonly string[] } {
  const reasons: string[] = []
  const standard = ofBase[base]
  const fast = loras.find((entry) => entry.accelerates === true && entry.recommended !== undefined)
  if (fast !== undefined) reasons.push(`${fast.title} makes ${fast.recommended?.steps ?? 'fewer'} steps do`)
  const { sampler, scheduler } = samplerOf(
    wish,
    [fast?.recommended, checkpoint?.recommended],
    standard,
    reasons,
  )
  const recommended: RecommendedParameters = { ...checkpoint?.recommended, ...fast?.recommended }
  const own = wish.generation ?? {}
  const isDraft = wish.stage === 'draft'
  const steps = recommended.steps ?? standard.steps
  const side = Math.min(sideOf(recommended, standard.sidePx), wish.sideMaxPx ?? Number.MAX_SAFE_INTEGER)
  const size = sizeOf(wish.size, isDraft ? Math.min(side, draftSidePx) : side)
  return {
    parameters: {
      width: (isDraft ? undefined : own.width) ?? size.width,
      height: (isDraft ? undefined : own.height) ?? size.height,
      steps: own.steps ?? (isDraft && fast === undefined ? Math.ceil(steps * draftStepShare) : steps),
      cfg: own.cfg ?? recommended.cfg ?? standard.cfg,
      ...{ sampler, scheduler },
    },
    reasons,
  }
}

function samplerOf(
  { generation }: ParameterWish,
  recommended: readonly (RecommendedParameters | undefined)[],
  standard: { readonly sampler: string; readonly scheduler: string },
  reasons: string[],
): { sampler: string; scheduler: string } {
  const told = recommended.find((one) => one?.sampler !== undefined)
  const known = {
    sampler: told?.sampler ?? standard.sampler,
    scheduler: told?.scheduler ?? standard.scheduler,
  }
  if (generation?.sampler === undefined) return known
  const read = readSamplerName(generation.sampler)
  if (read === null) {
    reasons.push(`"${generation.sampler}" is no sampler of ComfyUI: ${known.sampler} is used`)
    return known
  }
  return { sampler: read.sampler, scheduler: read.scheduler ?? known.scheduler }
}

function sideOf({ width, height }: RecommendedParameters, standard: number): number {
  return width === undefined || height === undefined ? standard : Math.round(Math.sqrt(width * height))
}

const gridPx = 64
/** Further out models repeat the subject; the rest is cut or added when the picture is reduced. */
const aspectMax = 2

function sizeOf(native: { width: number; height: number }, side: number): { width: number; height: number } {
  const aspect = Math.min(aspectMax, Math.max(1 / aspectMax, native.width / native.height))
  const onGrid = (px: number) => Math.max(gridPx, Math.round(px / gridPx) * gridPx)
  return { width: onGrid(side * Math.sqrt(aspect)), height: onGrid(side / Math.sqrt(aspect)) }
}
