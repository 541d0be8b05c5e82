import { chooseGraph, graphTaskOf, ordinaryInputs, type GraphServer } from '../graphs/choose-graph.js'
import type { GraphTask } from '../graphs/graph-bindings.schema.js'
import { graphHashOf, type GraphTemplate } from '../graphs/graph-template.js'
import { checkpointFamilies, chooseCheckpoint, type CheckpointChoice } from '../models/choose-checkpoint.js'
import { choosePoseControlnet, chooseUpscaler } from '../models/choose-extra-model.js'
import type { LoraScope } from '../models/choose-loras.js'
import { objectToModels } from '../models/licence-gate.js'
import type { ModelCatalogue } from '../models/merge-catalogue.js'
import { modelKeyOf } from '../scheduling/model-set.js'
import type { HostFacts } from '../scheduling/gpu-host-ports.js'
import type { AssetSpec } from '../spec/asset-spec.schema.js'
import { framesOf, isSound } from '../spec/spec-frames.js'
import { adjustSpec } from './adjust-spec.js'
import type { GenerationRoute, GenerationStage } from './generation-route.js'
import type { JobAdjust } from './job-adjust.js'
import { sourceOf, type JobSource } from './job-source.schema.js'
import { planCutout } from './plan-cutout.js'
import { usesOfGraph } from './uses-of-graph.js'
import { valuesForGraph } from './values-for-graph.js'

/** What a spec is made with on a ComfyUI, or why it cannot be. */
export type ComfyPlan =
  | ({ readonly found: true; readonly modelKey: string } & Required<
      Pick<GenerationRoute, 'graph' | 'models' | 'uses' | 'values' | 'words' | 'reasons'>
    > &
      Pick<GenerationRoute, 'cutout'>)
  | { readonly found: false; readonly reason: string; readonly hint: string }

export interface ComfyPlanInput {
  readonly spec: AssetSpec
  /** What the jobs do otherwise than the spec says. */
  readonly adjust?: JobAdjust
  /** Absent = `final`. */
  readonly stage?: GenerationStage
  /** What one server has. */
  readonly facts: Pick<HostFacts, 'models' | 'nodeClasses'> & Pick<GraphServer, 'refusals'>
  readonly catalogue: ModelCatalogue
  readonly templates: readonly GraphTemplate[]
  /** Of the project's policies. */
  readonly loraSelection?: readonly LoraScope[]
  /** LoRAs of the baseline and checkpoints of its own, as the project's settings name them. */
  readonly baselineLoras?: readonly string[]
  readonly projectCheckpoints?: readonly string[]
  /** It goes into a game that is sold: only models whose licences are known to allow that. */
  readonly commercial?: boolean
  /** Every frame of the spec has a pose that can be drawn. */
  readonly posed?: boolean
  /** From the server's memory profile, pixels. */
  readonly sideMaxPx?: number
}

/** One way to make it: a kind of graph, with what it would be given. */
interface Way {
  readonly task: GraphTask
  /** Beside `ordinaryInputs`. */
  readonly given: readonly string[]
  readonly values: Readonly<Record<string, string | number>>
  readonly reasons: readonly string[]
}

type FoundCheckpoint = Extract<CheckpointChoice, { found: true }>

/** Of a reference that is painted over, how far it may go from it, where nobody says how much it counts. */
const referenceWeight = 0.5

/** Checkpoint, LoRAs, graph and what the graph is told, with every reason as a text. Pure. */
export function planComfyWork(ordered: ComfyPlanInput): ComfyPlan {
  const input = { ...ordered, spec: adjustSpec(ordered.spec, ordered.adjust) }
  const source = sourceOf(input.spec, input.adjust)
  if (source !== undefined && isSound(input.spec))
    return {
      found: false,
      reason: 'makes sounds from words alone, and a picture to begin from is named',
      hint: 'Take the reference out of the spec.',
    }
  const plan = source?.use === 'upscale' ? planUpscale(input) : planPainting(input, source)
  const allowed = plan.found && input.commercial === true ? refuseUnsellable(plan, input.catalogue) : plan
  if (!allowed.found) return allowed
  const { reasons, ...cutout } = planCutout(input)
  return { ...allowed, ...cutout, reasons: [...allowed.reasons, ...reasons] }
}

function planPainting(input: ComfyPlanInput, source: JobSource | undefined): ComfyPlan {
  const { spec, facts, catalogue, templates } = input
  const choice = chooseCheckpoint(
    {
      ...{ assetType: spec.assetType, size: spec.size, stage: input.stage ?? 'final' },
      isPixelArt: spec.kernel !== 'lanczos',
      ...present({ loras: spec.loras, generation: spec.generation, loraSelection: input.loraSelection }),
      ...present({ baselineLoras: input.baselineLoras, projectCheckpoints: input.projectCheckpoints }),
      ...present({ sideMaxPx: input.sideMaxPx, commercial: input.commercial }),
    },
    catalogue,
    facts,
  )
  if (!choice.found) return choice
  const bases = checkpointFamilies(catalogue, facts)
  const frames = Math.max(1, framesOf(spec).length)
  let failure: { reason: string; hint: string } | null = null
  for (const way of waysOf(input, source, choice)) {
    const given = [...ordinaryInputs, ...way.given]
    const graph = chooseGraph({ task: way.task, frames, base: choice.base, bases, given }, facts, templates)
    const made = graph.found
      ? planWith(input, { choice, way, template: graph.template, graphReasons: graph.reasons })
      : graph
    if (made.found)
      return failure === null
        ? made
        : { ...made, reasons: [...made.reasons, `passed over: ${failure.reason}`] }
    failure ??= made
  }
  return { found: false, ...failure! }
}

/** Best first. */
function waysOf(input: ComfyPlanInput, source: JobSource | undefined, choice: FoundCheckpoint): Way[] {
  if (source === undefined) return [wordsOnly(input, choice)]
  const given = source.use === 'inpaint' ? ['image', 'mask'] : ['image']
  const seam = input.spec.seamless ? ['what begins from a picture may not continue at its edges'] : []
  const way: Way = { task: source.use, given, values: {}, reasons: seam }
  if (source.use !== 'reference') return [way]
  // The more the reference counts, the less is changed of it.
  const denoise = Math.round(100 * (1 - (source.strength ?? referenceWeight) / 2)) / 100
  const instead = `the reference is painted over and ${Math.round(denoise * 100)} % of it may change: this server cannot look at one`
  return [way, { ...way, task: 'variation', values: { denoise }, reasons: [...seam, instead] }]
}

function wordsOnly(input: ComfyPlanInput, { base }: FoundCheckpoint): Way {
  const { spec, catalogue, facts, posed } = input
  const { assetType, seamless } = spec
  const frames = Math.max(1, framesOf(spec).length)
  const task = graphTaskOf({ assetType, frames, seamless, stage: input.stage ?? 'final' })
  const plain: Way = { task, given: [], values: {}, reasons: [] }
  if (task !== 'frames' || posed !== true) return plain
  const controlnet = choosePoseControlnet(base, catalogue, facts, present({ commercial: input.commercial }))
  if (controlnet === null)
    return {
      ...plain,
      reasons: [`words alone say the poses: the server has no ControlNet for poses of ${base}`],
    }
  return {
    ...plain,
    given: ['poses', 'controlnet'],
    values: { controlnet: controlnet.file },
    reasons: [`ControlNet ${controlnet.file}: holds the pose of each frame`],
  }
}

function planWith(
  { catalogue, facts }: ComfyPlanInput,
  of: {
    readonly choice: FoundCheckpoint
    readonly way: Way
    readonly template: GraphTemplate
    readonly graphReasons: readonly string[]
  },
): ComfyPlan {
  const { choice, way, template, graphReasons } = of
  const values = valuesForGraph(template, { ...choice.parameters, ...way.values })
  const extra = usesOfGraph(template, { values, base: choice.base }, catalogue, facts)
  if (extra.missing.length > 0)
    return {
      found: false,
      reason: `${template.bindings.name}@${template.bindings.version} needs ${extra.missing.join(', ')}`,
      hint: 'npx assetloom models check says what is there, npx assetloom models list where to get more.',
    }
  const known = new Set(choice.uses.map(({ file }) => file))
  return {
    found: true,
    modelKey: modelKeyOf(choice.models),
    graph: graphOf(template),
    models: choice.models,
    uses: [...choice.uses, ...extra.uses.filter(({ file }) => !known.has(file))],
    values,
    words: choice.triggerWords,
    reasons: [...choice.reasons, ...graphReasons, ...way.reasons],
  }
}

/** Needs no checkpoint: the upscaler is the model that has to be in memory. */
function planUpscale({ spec, facts, catalogue, templates, commercial }: ComfyPlanInput): ComfyPlan {
  const upscaler = chooseUpscaler(catalogue, facts, present({ commercial }))
  const frames = Math.max(1, framesOf(spec).length)
  const given = ['image', 'outWidth', 'outHeight', ...(upscaler === null ? [] : ['model'])]
  const graph = chooseGraph({ task: 'upscale', frames, base: null, given }, facts, templates)
  if (!graph.found) return graph
  const { template, reasons } = graph
  const values = valuesForGraph(template, upscaler === null ? {} : { model: upscaler.file })
  const { uses } = usesOfGraph(template, { values, base: 'any' }, catalogue, facts)
  const models = { checkpoint: upscaler?.file ?? uses[0]?.file ?? template.bindings.name, loras: [] }
  const chosen = upscaler === null ? [] : [`upscaler ${upscaler.file}: enlarges it`]
  return {
    ...{ found: true, modelKey: modelKeyOf(models), graph: graphOf(template), models, uses, values },
    ...{ words: [], reasons: [...chosen, ...reasons] },
  }
}

/** Names every model that keeps it out of a game that is sold. */
function refuseUnsellable(plan: Extract<ComfyPlan, { found: true }>, catalogue: ModelCatalogue): ComfyPlan {
  const objections = objectToModels(plan.uses, catalogue)
  if (objections.length === 0) return plan
  return {
    found: false,
    reason: `may not make what is sold: it ${objections.map(({ message }) => message).join('; it ')}`,
    hint: objections.map(({ nextStep }) => nextStep).join('; '),
  }
}

function graphOf(template: GraphTemplate): NonNullable<GenerationRoute['graph']> {
  const { name, version } = template.bindings
  return { name, version, hash: graphHashOf(template) }
}

/** Without the members that are undefined. */
function present<Given extends object>(given: Given): { [Name in keyof Given]?: NonNullable<Given[Name]> } {
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Given]?: NonNullable<Given[Name]>
  }
}
