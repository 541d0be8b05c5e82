import { z } from 'zod'
import { qualityContractSchema } from '../autopilot/quality-contract.schema.js'
import { jobSourceSchema } from '../generation/job-source.schema.js'
import { limits } from '../spec/spec-limits.js'

/** What one file, or all files of a folder, may hold. */
export const specFileLimits = {
  fileBytesMax: 1_048_576,
  filesMax: 5_000,
  pathMaxLength: 240,
  /** Maps and lists within each other. */
  depthMax: 32,
  nodesMax: 200_000,
  /** Of all files of a folder together. */
  tokensMax: 600_000,
  /** Aliases that are followed, and what they may add up to: a few lines must not become millions of values. */
  aliasesMax: 1000,
  aliasNodesMax: 10_000,
  parametersMax: 16,
  enumValuesMax: 100,
  parameterTextMax: 200,
  instancesMax: 10_000,
} as const

export const formatVersions = ['1', '1.0']
export const qualities = ['standard', 'high', 'hd'] as const
export const resizeMethods = ['nearest', 'lanczos', 'lanczos3', 'bicubic', 'bilinear'] as const
export const pictureFormats = ['png', 'webp'] as const
export const soundFormats = ['ogg', 'wav', 'mp3'] as const
export const backgroundRemovers = ['colour', 'model'] as const
export const logLevels = ['debug', 'info', 'warn', 'error'] as const
export const plainChecks = ['has_alpha', 'dimensions_match', 'file_size_reasonable', 'palette'] as const

const line = z.string().min(1).max(120)
/** A number, or a number with its unit: -1.0 dB, 192k, 0.3 s. */
const amount = z.union([z.number(), z.string().min(1).max(40)])
/** YAML reads a tag such as 2024 as a number; it is meant as a word. */
const scalar = z.union([z.string().min(1).max(specFileLimits.parameterTextMax), z.number(), z.boolean()])
const fileFormat = z.enum([...pictureFormats, ...soundFormats])

const versionSchema = z.union([z.string().max(20), z.number()])

const metadataSchema = z.strictObject({
  author: line.optional(),
  created: z.string().max(40).optional(),
  category: z.string().min(1).max(80).optional(),
  tags: z.array(scalar).max(40).optional(),
})

const generationSchema = z.strictObject({
  type: z.enum(['image', 'audio']).optional(),
  provider: line.optional(),
  fallback: line.optional(),
  /** Cheap pictures of each round, of which the best are made in earnest. */
  drafts: z.number().int().min(1).max(limits.draftsMax).optional(),
})

const parametersSchema = z.strictObject({
  size: amount.optional(),
  quality: z.enum(qualities).optional(),
  n_variations: z.number().int().min(1).max(limits.variantsMax).optional(),
  durationSeconds: z.number().positive().optional(),
  promptInfluence: z.number().min(0).max(1).optional(),
  /** Points in seconds: the sound plays until `end`, then goes on at `start`. */
  loop: z
    .union([z.boolean(), z.strictObject({ start: amount.optional(), end: amount.optional() })])
    .optional(),
  loop_start: amount.optional(),
  loop_end: amount.optional(),
  steps: z.number().int().min(1).max(1000).optional(),
  sampler: line.optional(),
  cfg: z.number().min(0).max(100).optional(),
  seed: z.number().int().min(0).optional(),
})

const promptSchema = z.strictObject({
  base: z.string().min(1).max(2000),
  style: z.string().min(1).max(2000).optional(),
  negative: z.string().max(2000).optional(),
  parameters: parametersSchema.optional(),
  templates: z.record(z.string(), z.string().max(2000)).optional(),
})

const secondsRange = z.tuple([amount, amount])
const checkSchema = z.union([
  z.enum(plainChecks),
  z.strictObject({
    duration_range: secondsRange.optional(),
    duration: secondsRange.optional(),
    format: fileFormat.optional(),
    bitrate: amount.optional(),
  }),
])

const stepSchemas = [
  z.strictObject({
    action: z.literal('resize'),
    dimensions: amount,
    method: z.enum(resizeMethods).optional(),
  }),
  z.strictObject({ action: z.literal('validate'), checks: z.array(checkSchema).min(1).max(32) }),
  z.strictObject({ action: z.literal('convert'), formats: z.array(fileFormat).min(1).max(5) }),
  z.strictObject({
    action: z.literal('normalize'),
    peak: amount.optional(),
    loudness: amount.optional(),
  }),
  z.strictObject({ action: z.literal('trim_silence'), threshold: amount.optional() }),
  z.strictObject({ action: z.literal('remove_background'), by: z.enum(backgroundRemovers).optional() }),
  z.strictObject({ action: z.literal('quantize'), palette: line }),
] as const

const stepSchema = z.discriminatedUnion('action', stepSchemas)

const integrationBlockSchema = z.strictObject({
  manifest_key: line.optional(),
  manifest_path: z.string().min(1).max(240).optional(),
  manifest_type: z.string().min(1).max(40).optional(),
  manifest_section: line.optional(),
  naming_pattern: z.string().min(1).max(240).optional(),
  description: z.string().max(500).optional(),
})

const observabilitySchema = z.strictObject({
  track_cost: z.boolean().optional(),
  track_quality: z.boolean().optional(),
  log_level: z.enum(logLevels).optional(),
})

/** A picture that the asset begins from: a PNG by its path relative to the list, or the SHA-256 of an upload. */
const referenceSchema = z.strictObject({
  image: z.string().min(1).max(240),
  use: z.enum(jobSourceSchema.shape.use.options).optional(),
  strength: z.number().min(0).max(1).optional(),
  mask: z.string().min(1).max(240).optional(),
})

/** What a spec and a template have in common. */
const blocks = {
  version: versionSchema.optional(),
  phase: z.union([z.string().max(80), z.number()]).optional(),
  metadata: metadataSchema.optional(),
  generation: generationSchema.optional(),
  prompt: promptSchema,
  reference: referenceSchema.optional(),
  post_processing: z.array(stepSchema).max(32).optional(),
  integration: integrationBlockSchema.optional(),
  observability: observabilitySchema.optional(),
  quality_contract: qualityContractSchema.optional(),
}

/** One asset. */
export const specFileSchema = z.strictObject({ id: line, ...blocks })

const parameterSchema = z.discriminatedUnion('type', [
  z.strictObject({
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/),
    type: z.literal('enum'),
    values: z.array(scalar).min(1).max(specFileLimits.enumValuesMax),
    description: z.string().max(500).optional(),
    default: scalar.optional(),
  }),
  z.strictObject({
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9_]{0,39}$/),
    type: z.literal('string'),
    description: z.string().max(500).optional(),
    default: scalar.optional(),
  }),
])

const templateHead = {
  template: line,
  parameters: z.array(parameterSchema).max(specFileLimits.parametersMax).optional(),
}

/** The part of a template that has no placeholders; its blocks are checked once they are filled in. */
export const templateHeadSchema = z.looseObject(templateHead)

const templateFileSchema = z.strictObject({ ...templateHead, ...blocks })

/** Assets made from a template, one for each entry of `instances`. */
export const instancesFileSchema = z.strictObject({
  version: versionSchema.optional(),
  id: line,
  from_template: line,
  /** Of its only instance: the file name without extension, instead of the pattern of the template. */
  output_name: line.optional(),
  instances: z.array(z.record(z.string(), scalar)).min(1).max(specFileLimits.instancesMax),
})

/** An entry of a shot list (`shots.json`). */
export const shotSchema = z.strictObject({ key: line, kind: line, prompt: z.string().min(1).max(2000) })

export type SpecFile = z.infer<typeof specFileSchema>
export type SpecStep = NonNullable<SpecFile['post_processing']>[number]
export type SpecParameters = NonNullable<SpecFile['prompt']['parameters']>
export type TemplateParameter = z.infer<typeof parameterSchema>
export type ParameterValue = z.infer<typeof scalar>

const schemasByKind = {
  spec: specFileSchema,
  templateHead: templateHeadSchema,
  instances: instancesFileSchema,
  shot: shotSchema,
} as const

export type SchemaKind = keyof typeof schemasByKind
export type SchemaIssue = z.core.$ZodIssue
export type SchemaData<Kind extends SchemaKind> = z.infer<(typeof schemasByKind)[Kind]>

export interface SchemaAnswer<Kind extends SchemaKind> {
  /** null when there are issues. */
  readonly data: SchemaData<Kind> | null
  readonly issues: readonly SchemaIssue[]
}

/** Checks a value that was read from a file. Never throws. */
export function parseByKind<Kind extends SchemaKind>(kind: Kind, value: unknown): SchemaAnswer<Kind> {
  const answer = schemasByKind[kind].safeParse(value, { reportInput: true })
  if (!answer.success) return { data: null, issues: answer.error.issues }
  return { data: answer.data as SchemaData<Kind>, issues: [] }
}

/** The keys that may stand in the map at `path` of a file; empty where any may. */
export function knownKeysAt(kind: SchemaKind, path: readonly PropertyKey[], root: unknown): string[] {
  let schema: z.core.$ZodType | undefined = schemasByKind[kind]
  let value = root
  for (const part of path) {
    schema = stepInto(choose(schema, value), part)
    value = typeof value === 'object' && value !== null ? Reflect.get(value, part) : undefined
  }
  const chosen = choose(schema, value)
  return chosen instanceof z.ZodObject ? Object.keys(chosen.shape) : []
}

function stepInto(schema: z.core.$ZodType | undefined, part: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)] as z.core.$ZodType | undefined
  if (schema instanceof z.ZodArray) return schema.element as z.core.$ZodType
  return undefined
}

/** Without `optional`, and of several forms the one that the value has. */
function choose(schema: z.core.$ZodType | undefined, value: unknown): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodOptional) return choose(schema.unwrap() as z.core.$ZodType, value)
  if (!(schema instanceof z.ZodUnion)) return schema
  const maps = schema.options.filter((option) => option instanceof z.ZodObject)
  if (!(schema instanceof z.ZodDiscriminatedUnion)) return maps[0]
  const name = schema.def.discriminator
  const said: unknown = typeof value === 'object' && value !== null ? Reflect.get(value, name) : undefined
  return maps.find((option) => {
    const literal: unknown = option.shape[name]
    return literal instanceof z.ZodLiteral && literal.values.has(said as z.core.util.Literal)
  })
}

/** JSON Schema (draft 7, which editors read) of everything that a YAML file may be. */
export function specFilesJsonSchema(): Record<string, unknown> {
  const schema = z.toJSONSchema(z.union([specFileSchema, templateFileSchema, instancesFileSchema]), {
    target: 'draft-7',
    io: 'input',
  })
  return {
    ...schema,
    title: 'Assetloom spec',
    description: 'A spec, a template, or the instances of a template, as a YAML file.',
  }
}
