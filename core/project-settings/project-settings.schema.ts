import { z } from 'zod'
import {
  assetTypes,
  generationParametersSchema,
  hexColourSchema,
  loraUseSchema,
  postSteps,
} from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'

/** What the settings of one project may hold. */
export const settingsLimits = {
  textMax: 1000,
  presetsMax: 50,
  palettesMax: 50,
  tagGroupsMax: 30,
  tagsMax: 60,
  modelsMax: 200,
  lorasOfOneMax: 8,
  fieldsMax: 40,
  /** Of all settings as canonical JSON, UTF-8. */
  bytesMax: 262_144,
} as const

const { textMax, tagsMax, modelsMax, lorasOfOneMax, fieldsMax } = settingsLimits

/** Line breaks become spaces: prompts are one line. Control characters are no words. */
const words = z
  .string()
  .min(1)
  .max(textMax)
  .refine((text) => !/(?![\t\n\r])\p{Cc}/u.test(text), 'holds control characters')
  .refine((text) => !/\p{Surrogate}/u.test(text), 'is not well-formed Unicode')
  .transform((text) => text.replace(/\s+/g, ' ').trim())
const name = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not lower-case words joined by -')
  .max(60)
const modelName = loraUseSchema.shape.name
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 lower-case hex digits')
const side = z.number().int().min(limits.nativeSideMinPx).max(limits.nativeSideMaxPx)
const size = z.strictObject({ width: side, height: side })
const share = z.number().min(0).max(1)
const colours = z.array(hexColourSchema).min(1).max(limits.paletteMax)
const loras = z.array(loraUseSchema).max(lorasOfOneMax)

/** A look by name. Every part is optional and data: nothing is known of a preset but what it says. */
export const stylePresetSchema = z.strictObject({
  /** For people: never part of a prompt. */
  description: words.optional(),
  /** Words before and after those of the asset. */
  prompt: z.strictObject({ before: words.optional(), after: words.optional() }).optional(),
  negative: words.optional(),
  /** Of one frame in the game, where neither the list nor the asset type says. Not for backdrops and sounds. */
  nativeSize: size.optional(),
  /** Name of a palette of the project, or its colours. */
  palette: z.union([name, colours]).optional(),
  lora: loras.optional(),
})

/** What an asset of a type is where its list does not say. */
export const typeDefaultsSchema = z.strictObject({
  size: size.optional(),
  pivot: z.strictObject({ x: share, y: share }).optional(),
  variants: z.number().int().min(1).max(limits.variantsMax).optional(),
  background: z.enum(['transparent', 'opaque']).optional(),
  outlinePx: z.number().int().min(0).max(2).optional(),
  palette: z.union([name, colours]).optional(),
  negative: words.optional(),
  /** Who makes it where nobody names a provider; one that makes nothing of a kind is for the other kinds. */
  provider: name.optional(),
})

export const assetTypeSettingsSchema = z.strictObject({
  /** Fields of a spec that people are shown for this type, in this order. */
  fields: z.array(z.string().min(1).max(60)).max(fieldsMax).optional(),
  defaults: typeDefaultsSchema.optional(),
  lora: loras.optional(),
  generation: generationParametersSchema.optional(),
  postChain: z.array(z.enum(postSteps)).min(1).max(postSteps.length).optional(),
})

const modelSchema = z.strictObject({ sha256: sha256.optional(), note: words.optional() })

export const loraScopes = ['baseline', 'project'] as const

const micros = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)

export const policiesSchema = z.strictObject({
  /** Which LoRAs are loaded first; one that is left out is not used. */
  loraSelection: z.array(z.enum(loraScopes)).min(1).max(2).optional(),
  /** Specs in the generation stage at once. */
  concurrency: z.number().int().min(1).max(1000).optional(),
  /** What all runs of the project may cost together, millionths of the currency; 0 = nothing that has a price. */
  budgetMicros: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).optional(),
  /** The same in a calendar month, UTC; null = no limit. Absent = 100 dollars. */
  monthlyLimitMicros: micros.nullable().optional(),
  /** Of the month's limit, kept back for what comes dearer than its price said. Absent = 5 dollars. */
  safetyBufferMicros: micros.optional(),
  /** What one run may cost before people are warned of it; null = never. Absent = 20 dollars. */
  runCapMicros: micros.nullable().optional(),
  /** What no generator makes in time may be made as a placeholder by the built-in painter. Absent = it waits. */
  allowPlaceholders: z.boolean().optional(),
  /** The game is sold: only models whose licences are known to allow that make anything. Absent = releases alone are held to it. */
  commercial: z.boolean().optional(),
  retention: z
    .strictObject({
      unchosenDays: z.number().int().min(1).max(36_500).nullable().optional(),
      keepRejected: z.boolean().optional(),
    })
    .optional(),
  /** How people review; frozen for a run when its list is handed in. */
  review: z
    .strictObject({
      /** Different people who have to approve, in runs that people review. */
      signOffs: z.union([z.literal(1), z.literal(2)], 'is neither 1 nor 2').optional(),
      /** Until people are reminded of what waits; null = never. Absent = 72. */
      dueHours: z.number().min(1).max(8760).nullable().optional(),
      /** Between one reminder and the next, ten at most. Absent = 24. */
      remindEveryHours: z.number().min(1).max(8760).optional(),
    })
    .optional(),
  /** The quality contract; core/autopilot/check-contract.ts checks what is in it. */
  autopilot: z.strictObject({ contract: z.record(z.string(), z.json()).optional() }).optional(),
})

/** Everything that a project settles once for all its lists. An empty object settles nothing. */
export const projectSettingsSchema = z.strictObject({
  /** Joins every prompt. */
  artDirection: words.optional(),
  /** Where the game takes place; joins every prompt behind the art direction. */
  scenario: words.optional(),
  /** Style preset of what names none. */
  style: name.optional(),
  /** For every type that does not say itself and whose style does not. Sizes: not for backdrops and sounds. */
  defaults: typeDefaultsSchema.optional(),
  stylePresets: z.record(name, stylePresetSchema).optional(),
  palettes: z.record(name, colours).optional(),
  /** Tags to click, by the name of their group. */
  tagGroups: z.record(name, z.array(z.string().min(1).max(60)).min(1).max(tagsMax)).optional(),
  assetTypes: z.partialRecord(z.enum(assetTypes), assetTypeSettingsSchema).optional(),
  checkpoints: z.record(modelName, modelSchema).optional(),
  loras: z.record(modelName, modelSchema.extend({ scope: z.enum(loraScopes).optional() })).optional(),
  policies: policiesSchema.optional(),
})

export type ProjectSettings = z.infer<typeof projectSettingsSchema>
export type StylePreset = z.infer<typeof stylePresetSchema>
export type TypeDefaults = z.infer<typeof typeDefaultsSchema>
export type AssetTypeSettings = z.infer<typeof assetTypeSettingsSchema>
export type LoraScope = (typeof loraScopes)[number]

/** How many entries the named maps may have. */
export const entriesMax = {
  stylePresets: settingsLimits.presetsMax,
  palettes: settingsLimits.palettesMax,
  tagGroups: settingsLimits.tagGroupsMax,
  checkpoints: modelsMax,
  loras: modelsMax,
} as const satisfies Partial<Record<keyof ProjectSettings, number>>

/** Members of the map at `path` of the settings; empty where any name may stand. */
export function settingsMembersAt(path: readonly PropertyKey[]): string[] {
  let schema: z.core.$ZodType | undefined = projectSettingsSchema
  for (const part of path) schema = stepInto(unwrap(schema), part)
  const found = unwrap(schema)
  return found instanceof z.ZodObject ? Object.keys(found.shape) : []
}

function unwrap(schema: z.core.$ZodType | undefined): z.core.$ZodType | undefined {
  return schema instanceof z.ZodOptional || schema instanceof z.ZodNullable
    ? unwrap(schema.unwrap() as z.core.$ZodType)
    : schema
}

function stepInto(schema: z.core.$ZodType | undefined, part: PropertyKey): z.core.$ZodType | undefined {
  if (schema instanceof z.ZodObject) return schema.shape[String(part)] as z.core.$ZodType | undefined
  if (schema instanceof z.ZodRecord) return schema.valueType as z.core.$ZodType
  if (schema instanceof z.ZodArray) return schema.element as z.core.$ZodType
  return undefined
}
