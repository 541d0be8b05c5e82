import { z } from 'zod'
import { graphLimits } from './graph-limits.js'
import type { GraphFileKind } from './model-folders.js'

export const graphFormat = 'assetloom-graph/1'

/** What a graph is for. */
export const graphTasks = [
  'sprite',
  'sprite-draft',
  'frames',
  'tile',
  'batch',
  'variation',
  'inpaint',
  'upscale',
  'reference',
  'cutout',
  'sfx',
  'music',
] as const

/** Which family its checkpoint has to be of; `any` fits both families of pictures, or needs no checkpoint. */
export const graphBases = ['sdxl', 'sd15', 'any', 'audio'] as const

const { targetsMax, inputsMax, listMax, textMax, lorasMax, packsMax } = graphLimits
const memberName = z.string().regex(/^[a-z][A-Za-z0-9]{0,39}$/)
const nodeId = z.string().regex(/^[A-Za-z0-9_:-]{1,60}$/)
const fieldName = z.string().min(1).max(120)
const about = z.string().min(1).max(400)
const slot = z.number().int().min(0).max(63)
const link = z.tuple([nodeId, slot])
const whole = z.number().int().min(Number.MIN_SAFE_INTEGER).max(Number.MAX_SAFE_INTEGER)

/** A field that gets the value: as it is, times a factor, or between two texts. */
const targetSchema = z.strictObject({
  node: nodeId,
  field: fieldName,
  /** Of a whole number; the product is rounded. */
  times: z.number().positive().max(16).optional(),
  before: z.string().max(textMax).optional(),
  after: z.string().max(textMax).optional(),
})

const shared = {
  targets: z.array(targetSchema).min(1).max(targetsMax),
  /** For people: what it means and what it does. */
  about: about.optional(),
  /** Of a repeated part: a list, one value an instance. Any other value holds for all instances. */
  each: z.literal(true).optional(),
}

const modelInput = <Kind extends Exclude<GraphFileKind, 'lora'>>(kind: Kind) =>
  z.strictObject({
    kind: z.literal(kind),
    ...shared,
    default: z.string().min(1).max(graphLimits.fileNameMax).optional(),
  })

/** A value that a graph takes; one without a default has to be given. */
export const graphInputSchema = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('text'),
    ...shared,
    maxLength: z.number().int().min(1).max(textMax),
    default: z.string().max(textMax).optional(),
  }),
  z.strictObject({
    kind: z.literal('integer'),
    ...shared,
    min: whole,
    max: whole,
    /** The value is a multiple of it. */
    step: z.number().int().min(1).optional(),
    default: whole.optional(),
    /** Another whole number of the graph whose value holds where none is given. */
    defaultFrom: memberName.optional(),
  }),
  z.strictObject({
    kind: z.literal('number'),
    ...shared,
    min: z.number(),
    max: z.number(),
    default: z.number().optional(),
  }),
  /** 0 to 2^64 - 1. Never has a default: chance is the caller's. */
  z.strictObject({ kind: z.literal('seed'), ...shared }),
  z.strictObject({
    kind: z.literal('choice'),
    ...shared,
    options: z.array(z.string().min(1).max(200)).min(1).max(listMax),
    default: z.string().optional(),
  }),
  z.strictObject({ kind: z.literal('boolean'), ...shared, default: z.boolean().optional() }),
  /** Name that the server gave an uploaded picture. */
  z.strictObject({ kind: z.literal('image'), ...shared }),
  modelInput('checkpoint'),
  modelInput('vae'),
  modelInput('controlnet'),
  modelInput('upscaler'),
  modelInput('text-encoder'),
  modelInput('vision'),
  modelInput('background'),
])

/**
 * Nodes that stand in the graph once and run once for each value of their inputs. Links among them stay within their
 * instance; links from outside lead to the last one.
 */
export const graphRepeatSchema = z.strictObject({
  /** What it is counted by: `frames`. */
  name: memberName,
  countMax: z.number().int().min(1).max(graphLimits.repeatsMax),
  nodes: z.array(nodeId).min(1).max(listMax),
  /** Inputs that every instance but the first has otherwise: links to its own or to the previous instance. */
  later: z
    .array(z.strictObject({ node: nodeId, field: fieldName, link, of: z.enum(['same', 'previous']) }))
    .max(listMax),
})

/** A pack of nodes that does not come with every ComfyUI. */
const packSchema = z.strictObject({
  name: z.string().min(1).max(80),
  /** Public page that says how to get it. */
  source: z.url({ protocol: /^https$/ }).max(200),
  classes: z.array(z.string().min(1).max(120)).min(1).max(listMax),
})

/** How a graph is used: `<name>.v<version>.bindings.json` beside `<name>.v<version>.json`. */
export const graphBindingsSchema = z.strictObject({
  format: z.literal(graphFormat),
  name: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/)
    .max(60),
  version: z.number().int().min(1).max(9999),
  title: z.string().min(1).max(120),
  /** What it does and what it does not, in plain words. */
  about: z.string().min(1).max(1000).optional(),
  task: z.enum(graphTasks),
  base: z.enum(graphBases),
  inputs: z.record(memberName, graphInputSchema).refine((all) => Object.keys(all).length <= inputsMax),
  /** The outputs that LoRAs are put behind: whoever took these takes the last LoRA's. Null = it takes none. */
  loras: z
    .strictObject({ model: link, clip: link.nullable(), max: z.number().int().min(1).max(lorasMax) })
    .nullable(),
  repeat: graphRepeatSchema.optional(),
  /** The node that saves the result, and its field for the file name's beginning. */
  output: z.strictObject({ node: nodeId, prefixField: fieldName, kind: z.enum(['image', 'audio']) }),
  requires: z.strictObject({
    /** Every class of the graph. */
    classes: z.array(z.string().min(1).max(120)).min(1).max(listMax),
    /** Folders of `models` that it needs a file from. */
    folders: z.array(z.string().min(1).max(60)).max(20),
  }),
  packs: z.array(packSchema).max(packsMax).optional(),
})

/** A graph in ComfyUI's API format, as a template holds it. */
export const comfyGraphSchema = z
  .record(
    nodeId,
    z.looseObject({
      class_type: z.string().min(1).max(120),
      inputs: z.record(fieldName, z.json()),
      _meta: z.looseObject({ title: z.string().max(400).optional() }).optional(),
    }),
  )
  .refine((graph) => Object.keys(graph).length <= graphLimits.nodesMax, {
    message: `has more than ${graphLimits.nodesMax} nodes`,
  })

export type GraphBindings = z.infer<typeof graphBindingsSchema>
export type GraphInput = z.infer<typeof graphInputSchema>
export type GraphInputKind = GraphInput['kind']
export type GraphTarget = z.infer<typeof targetSchema>
export type GraphRepeat = z.infer<typeof graphRepeatSchema>
export type GraphTask = (typeof graphTasks)[number]
export type GraphBase = (typeof graphBases)[number]
