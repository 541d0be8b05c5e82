import { z } from 'zod'
import { assetSpecSchema, integrationSchema, soundSchema } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'

/** Edits of one list: more are a list of their own. */
export const specEditsMax = 2_000
/** Of all edits of a list as JSON: they are kept with each of its revisions. */
export const specEditsCharsMax = 1_000_000

const { shape } = assetSpecSchema

// Postgres text holds neither NUL nor half a surrogate pair.
const isStorable = (value: string) => !/\p{Surrogate}/u.test(value)
const words = (max: number, min = 0) =>
  z
    .string()
    .min(min)
    .max(max)
    // oxlint-disable-next-line no-control-regex -- it is what is looked for
    .regex(/^[^\u0000]*$/, 'holds characters that no text has')
    .refine(isStorable, 'holds characters that no text has')

const promptParts = { positive: words(2000, 1), negative: words(2000) }

/** Members of a spec that a person may change. */
const changeable = {
  assetType: shape.assetType,
  category: words(80, 1),
  size: z.strictObject(shape.size.shape),
  pivot: z.strictObject(shape.pivot.shape),
  seamless: shape.seamless,
  background: shape.background,
  variants: shape.variants,
  palette: shape.palette,
  outlinePx: shape.outlinePx,
  light: shape.light,
  provider: words(40, 1),
  tags: z.array(words(60, 1)).max(40),
  animations: shape.animations.unwrap(),
  states: shape.states.unwrap(),
  nineSlice: z.strictObject(shape.nineSlice.unwrap().shape),
  alpha: shape.alpha.unwrap(),
  cutout: shape.cutout.unwrap(),
  kernel: shape.kernel.unwrap(),
  formats: shape.formats.unwrap(),
  sound: z.strictObject(soundSchema.shape),
  integration: z.strictObject(integrationSchema.shape),
  loras: shape.loras.unwrap(),
  generation: shape.generation.unwrap(),
  postChain: shape.postChain.unwrap(),
  reference: shape.reference.unwrap(),
}

const { animations, states, nineSlice, alpha, kernel, formats, sound, integration, ...rest } = changeable
const { cutout, loras, generation, postChain, reference, ...always } = rest

/**
 * What a person changed of a spec: members that are absent stay as the list says, so that a later change of the list
 * still reaches them. null takes away what a spec may be without.
 */
export const specChangesSchema = z.strictObject({
  ...z.strictObject(always).partial().shape,
  prompt: z.strictObject(promptParts).partial().optional(),
  animations: animations.nullish(),
  states: states.nullish(),
  nineSlice: nineSlice.nullish(),
  alpha: alpha.nullish(),
  cutout: cutout.nullish(),
  kernel: kernel.nullish(),
  formats: formats.nullish(),
  sound: sound.partial().nullish(),
  integration: integration.nullish(),
  loras: loras.nullish(),
  generation: generation.nullish(),
  postChain: postChain.nullish(),
  reference: reference.nullish(),
})
export type SpecChanges = z.infer<typeof specChangesSchema>

/**
 * A spec that no line of the list became: written by hand, or a proposal that somebody accepted. What it leaves out
 * comes from its asset type and the options of the list.
 */
export const specDraftSchema = z.strictObject({
  ...z.strictObject(changeable).partial().shape,
  assetType: changeable.assetType,
  prompt: z.strictObject({ positive: promptParts.positive, negative: promptParts.negative.optional() }),
  /** The line that it answers, as it was when it was proposed; found again by its text. */
  from: z
    .strictObject({ line: z.number().int().min(1).max(limits.wishlistBytesMax), text: words(2000) })
    .optional(),
  /** `llm:` and the model that proposed it; absent when a person wrote it. */
  refinedBy: words(200, 1).optional(),
})
export type SpecDraft = z.infer<typeof specDraftSchema>

/** One change by hand to what a list says. Kept with the options of the list's revision. */
export const specEditSchema = z
  .strictObject({
    /** Of the spec; for `add` the key that it gets. */
    key: shape.key,
    set: specChangesSchema.optional(),
    /** The list's spec is left out. */
    remove: z.literal(true).optional(),
    add: specDraftSchema.optional(),
  })
  .refine(({ set, remove, add }) => set !== undefined || remove !== undefined || add !== undefined, {
    message: 'says nothing: give set, add or remove',
  })
  .refine(({ set, remove, add }) => remove === undefined || (set === undefined && add === undefined), {
    path: ['remove'],
    message: 'does not go together with set or add',
  })
export type SpecEdit = z.infer<typeof specEditSchema>

/** Parts of members that a change may take back one by one. */
export const unsettableParts = {
  prompt: ['positive', 'negative'],
  sound: ['durationMs', 'loop', 'loopMs', 'formats', 'bitrateKbps', 'peakDb', 'loudnessLufs', 'trimBelowDb'],
} as const
/** `size`, `prompt`, `prompt.negative`, `sound.loop`. */
export const unsetPattern = new RegExp(
  `^(${[
    ...Object.keys(specChangesSchema.shape),
    ...Object.entries(unsettableParts).flatMap(([member, parts]) =>
      parts.map((part) => `${member}\\.${part}`),
    ),
  ].join('|')})$`,
)

/** What a request says about one edit; it is merged with the edit that is there (merge-spec-edits.ts). */
export const specEditChangeSchema = z.strictObject({
  key: shape.key,
  set: specChangesSchema.nullish(),
  unset: z.array(z.string().min(1).max(60)).max(60).optional(),
  remove: z.boolean().optional(),
  add: specDraftSchema.optional(),
  drop: z.literal(true).optional(),
})
