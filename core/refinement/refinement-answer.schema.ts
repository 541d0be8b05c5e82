import { z } from 'zod'
import { animationSchema, assetTypes } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'
import type { RefinementCatalogue } from './refinement-input.js'
import { refinementLimits as bounds } from './refinement-limits.js'

const sidePx = z.number().int().min(limits.nativeSideMinPx).max(limits.nativeSideMaxPx)
const lineNumber = z.number().int().min(1)
const word = animationSchema.shape.name

/** A choice from a list; an empty list leaves nothing but null. */
function among(values: readonly string[]) {
  return values.length === 0 ? z.null() : z.enum(values).nullable()
}

function someOf(values: readonly string[]) {
  return values.length === 0 ? z.null() : z.array(z.enum(values)).max(40).nullable()
}

function proposalShape({ palettes, providers, styleTags }: RefinementCatalogue) {
  return {
    lines: z.array(lineNumber).min(1).max(bounds.proposalLinesMax),
    assetType: z.enum(assetTypes),
    name: z.string().min(1).max(bounds.nameCharsMax),
    prompt: z.string().min(1).max(bounds.promptCharsMax),
    size: z.strictObject({ width: sidePx, height: sidePx }).nullable(),
    animations: z
      .array(z.strictObject(animationSchema.shape))
      .min(1)
      .max(limits.animationsMax)
      .refine((all) => all.reduce((sum, { frames }) => sum + frames, 0) <= limits.framesMax, {
        message: `all animations together have at most ${limits.framesMax} frames`,
      })
      .refine((all) => new Set(all.map(({ name }) => name)).size === all.length, {
        message: 'two animations have one name',
      })
      .nullable(),
    states: z
      .array(word)
      .min(2)
      .max(limits.framesMax)
      .refine((all) => new Set(all).size === all.length, { message: 'a state stands twice' })
      .nullable(),
    sound: z
      .strictObject({
        durationMs: z.number().int().min(50).max(limits.soundMsMax),
        loop: z.boolean(),
      })
      .nullable(),
    variants: z.number().int().min(1).max(limits.variantsMax).nullable(),
    provider: among(providers),
    palette: among(Object.keys(palettes)),
    tags: someOf(styleTags),
  }
}

const remarkShape = { line: lineNumber, text: z.string().min(1).max(bounds.remarkCharsMax) }

/** One proposal as a model may write it: what a thing does not have may be null or left out, nothing else may be there. */
export function proposalSchema(catalogue: RefinementCatalogue) {
  const { lines, assetType, name, prompt, ...optional } = proposalShape(catalogue)
  return z.strictObject({
    ...{ lines, assetType, name, prompt },
    size: optional.size.optional(),
    animations: optional.animations.optional(),
    states: optional.states.optional(),
    sound: optional.sound.optional(),
    variants: optional.variants.optional(),
    provider: optional.provider.optional(),
    palette: optional.palette.optional(),
    tags: optional.tags.optional(),
  })
}

export type Proposal = z.infer<ReturnType<typeof proposalSchema>>

/** The answer as a whole; its proposals are read one by one, so that a bad one costs only itself. */
export const answerSchema = z.object({
  proposals: z.array(z.unknown()),
  constraints: z.array(z.unknown()).nullish(),
  notUnderstood: z.array(z.unknown()).nullish(),
})

export const remarkSchema = z.object(remarkShape)
export type Remark = z.infer<typeof remarkSchema>

/**
 * JSON Schema of the answer. Every property is required and may be null, as strict structured output wants it. Lengths
 * and counts are left out: servers build a grammar of the schema, long repeats make it slow or break it, and what comes
 * back is checked here anyway.
 */
export function answerJsonSchema(catalogue: RefinementCatalogue): Record<string, unknown> {
  const remark = z.strictObject(remarkShape)
  const schema = z.strictObject({
    proposals: z.array(z.strictObject(proposalShape(catalogue))),
    constraints: z.array(remark),
    notUnderstood: z.array(remark),
  })
  const { $schema: _, ...written } = z.toJSONSchema(schema, {
    target: 'draft-7',
    override: ({ jsonSchema }) => {
      for (const key of ['minLength', 'maxLength', 'minItems', 'maxItems', 'pattern'] as const)
        delete jsonSchema[key]
      if (jsonSchema.maximum === Number.MAX_SAFE_INTEGER) delete jsonSchema.maximum
    },
  })
  return written
}

/**
 * What is wrong with a value, each as `path: message`; at most five, since one repair round tells them. Nothing of the
 * value is in it but names of parts that look like names.
 */
export function issuesOf(error: z.ZodError): string[] {
  return error.issues.slice(0, 5).map((issue) => {
    const place = issue.path.map(String).join('.')
    const message = issue.code === 'unrecognized_keys' ? unknownParts(issue.keys) : issue.message
    return place === '' ? message : `${place}: ${message}`
  })
}

function unknownParts(keys: readonly string[]): string {
  const shown = keys.filter((key) => /^[A-Za-z][A-Za-z0-9_]{0,30}$/.test(key)).slice(0, 5)
  return `${keys.length === 1 ? 'a part' : `${keys.length} parts`} that no proposal has${shown.length === 0 ? '' : `: ${shown.join(', ')}`}`
}
