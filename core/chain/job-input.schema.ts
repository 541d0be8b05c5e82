import { z } from 'zod'
import { limits } from '../spec/spec-limits.js'
import type { JobProblem, JsonObject } from './json-value.js'
import { jobLimits } from './json-value.js'
import type { JobType } from './job-type.js'
import { hasExpression } from './resolve-expressions.js'

const line = z.string().min(1).max(200)
const sidePx = z.number().int().min(1).max(4096)
const radiusPx = z.number().int().min(0).max(16)

/** A path or id, several of them, or entries of an output's `images`. */
const picture = z.union([line, z.looseObject({ sha256: z.string().regex(/^[0-9a-f]{64}$/) })])
const pictures = z.union([picture, z.array(picture).min(1).max(jobLimits.picturesMax)])

/** Members that name pictures; without any, a job takes those that the job before it made. */
const pictureMembers = {
  /** As document E writes it: `$output.originalsDir/...`. */
  originalPath: pictures.optional(),
  originals: pictures.optional(),
  images: pictures.optional(),
  variantId: line.optional(),
  variantIds: z.array(line).min(1).max(jobLimits.picturesMax).optional(),
}

const generateInput = z.object({
  /** Of a spec of the project; a key is taken as well. */
  specId: line.optional(),
  specKey: line.optional(),
  prompt: z.string().min(1).max(2000).optional(),
  /** A spec in the format of spec files: its YAML text, or the same as an object. */
  spec: z.union([z.string().min(1).max(32_768), z.looseObject({})]).optional(),
  category: z
    .string()
    .regex(/^[^:\n\r]{1,80}$/, 'is not up to 80 letters without a colon')
    .optional(),
  style: z.string().min(1).max(500).optional(),
  size: z
    .union([
      z.number().int().min(limits.nativeSideMinPx).max(limits.nativeSideMaxPx),
      z.string().regex(/^\d{1,4}\s*[xX×]\s*\d{1,4}$/, 'is not WIDTHxHEIGHT'),
    ])
    .optional(),
  variants: z.number().int().min(1).max(limits.variantsMax).optional(),
  seed: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  provider: z.string().min(1).max(40).optional(),
  review: z.enum(['auto', 'person']).optional(),
  /** What the next jobs wait for: every variant decided and finished, or only made and scored. */
  waitFor: z.enum(['decision', 'variants']).optional(),
  checkpointName: line.optional(),
})

const bgRemoveInput = z.object({
  ...pictureMembers,
  threshold: z.number().positive().max(1000).optional(),
  feather: radiusPx.optional(),
  erode: radiusPx.optional(),
  edge: z.enum(['soft', 'binary']).optional(),
})

const resizeInput = z.object({
  ...pictureMembers,
  width: sidePx.optional(),
  height: sidePx.optional(),
  method: z.enum(['nearest', 'lanczos']).optional(),
})
const upscaleInput = z.object({ ...pictureMembers, factor: z.number().int().min(2).max(16).optional() })
const plainPictureInput = z.object(pictureMembers)
const atlasInput = z.object({
  ...pictureMembers,
  maxSize: z.number().int().min(64).max(8192).optional(),
  padding: z.number().int().min(0).max(64).optional(),
  extrude: z.number().int().min(0).max(8).optional(),
})
const exportInput = z.object({ runId: line.optional(), targets: z.array(line).min(1).max(20).optional() })

const reproduceInput = z.object({ variantId: line })

const schemas = {
  generate: generateInput,
  bg_remove: bgRemoveInput,
  score: plainPictureInput,
  resize: resizeInput,
  upscale: upscaleInput,
  post_process: plainPictureInput,
  atlas_pack: atlasInput,
  export: exportInput,
  reproduce: reproduceInput,
} as const satisfies Readonly<Record<JobType, z.ZodObject>>

/** What each type takes, with its expressions resolved. */
export type JobInput<Type extends JobType> = z.infer<(typeof schemas)[Type]>
export type PictureNames = z.infer<typeof plainPictureInput>

export interface CheckedInput<Type extends JobType> {
  /** null when there are problems, or expressions that are not resolved yet. */
  readonly input: JobInput<Type> | null
  readonly problems: readonly JobProblem[]
  /** Members that have no effect. */
  readonly notes: readonly string[]
}

/**
 * Checks the input of one job. Members with expressions count as given and are checked when they are resolved. Unknown
 * members are told as notes: a body of another tool is taken as it stands.
 */
export function checkJobInput<Type extends JobType>(
  type: Type,
  given: JsonObject,
  { isResolved = false } = {},
): CheckedInput<Type> {
  const schema = schemas[type]
  // What an expression became is not read as one again.
  const open = isResolved ? [] : Object.keys(given).filter((name) => hasExpression(given[name] ?? null))
  const closed = Object.fromEntries(Object.entries(given).filter(([name]) => !open.includes(name)))
  const parsed = schema.safeParse(closed)
  const problems: JobProblem[] = (parsed.error?.issues ?? []).slice(0, 20).map(({ path, message }) => ({
    member: ['input', ...path].join('.'),
    message,
    hint: `docs/guides/jobs.md lists what ${type} takes.`,
  }))
  if (problems.length === 0) problems.push(...findMissing(type, given))
  const unknown = Object.keys(given).filter((name) => !Object.hasOwn(schema.shape, name))
  const notes = unknown.map((name) => `input.${name} has no effect: ${type} does not know it`)
  if (type === 'generate' && given['checkpointName'] !== undefined)
    notes.push(
      'input.checkpointName is kept with the job: the built-in painter has no checkpoints to choose from',
    )
  const isReady = problems.length === 0 && open.length === 0
  return { input: isReady ? (parsed.data as JobInput<Type>) : null, problems, notes }
}

const generateSources = ['specId', 'specKey', 'prompt', 'spec'] as const

function findMissing(type: JobType, given: JsonObject): JobProblem[] {
  if (type === 'resize' && given['width'] === undefined && given['height'] === undefined)
    return [{ member: 'input', message: 'has no size', hint: 'Give width, height or both, in pixels.' }]
  if (type !== 'generate') return []
  const sources = generateSources.filter((name) => given[name] !== undefined)
  if (sources.length === 1) return findPlaceholder(sources[0] ?? 'specId', given)
  const said = sources.length === 0 ? 'names nothing to make' : `names several things: ${sources.join(', ')}`
  return [{ member: 'input', message: said, hint: `Give exactly one of ${generateSources.join(', ')}.` }]
}

/** Document E's example has a name in angle brackets where an id belongs. */
function findPlaceholder(name: string, given: JsonObject): JobProblem[] {
  const value = given[name]
  if (typeof value !== 'string' || !/^\s*<[^<>]{1,80}>\s*$/.test(value)) return []
  return [
    {
      member: `input.${name}`,
      message: `${value.trim()} stands for an id that is still to be filled in`,
      hint: `Write the id or key of a spec of the project (npx assetloom spec list), or submit with --param ${value.trim().slice(1, -1)}=KEY.`,
    },
  ]
}
