import { z } from 'zod'
import { assetTypes } from '../spec/asset-spec.schema.js'
import type { CommercialUse, ModelKind } from './model-use.js'

/** Written into every file of models. */
export const modelFileFormat = 'assetloom-models/1'

/** What one file, and all of them together, may hold. */
export const modelLimits = {
  modelsMax: 2000,
  filesMax: 5000,
  textMax: 1000,
  listMax: 40,
  fileBytesMax: 4_194_304,
}

export const modelKinds = [
  'checkpoint',
  'lora',
  'vae',
  'upscaler',
  'controlnet',
  'background',
  'audio',
  'text-encoder',
  'vision',
] as const satisfies readonly ModelKind[]

/** Families whose parts fit each other. `any`: fits every one of them. */
export const modelBases = ['sdxl', 'sd15', 'flux', 'audio', 'any'] as const

const commercialUses = ['yes', 'no', 'conditional', 'unknown'] as const satisfies readonly CommercialUse[]

const text = z.string().min(1).max(modelLimits.textMax)
const name = z
  .string()
  .regex(/^[a-z0-9][a-z0-9.-]*$/, 'is not lower-case letters, digits, dots and dashes')
  .max(80)
/** As ComfyUI lists it: below its folder, with forward slashes. */
const fileName = z
  .string()
  .max(240)
  .refine(
    (path) => !/[\\\p{Cc}]|(^|\/)\.{1,2}(\/|$)|^\/|\/$|^$/u.test(path),
    'is not a file below the folder',
  )
const folder = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,60}$/, "is not the name of one of ComfyUI's folders of models")
const sha256 = z.string().regex(/^[0-9a-f]{64}$/, 'is not 64 lower-case hex digits')
const bytes = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER)
const address = z
  .string()
  .max(500)
  .refine(
    (url) => URL.canParse(url) && new URL(url).protocol === 'https:',
    'is not an address that starts with https:',
  )
const sidePx = z.number().int().min(64).max(4096)

/** What its authors, or those who use it, tell to set. */
export const recommendedSchema = z.strictObject({
  width: sidePx.optional(),
  height: sidePx.optional(),
  steps: z.number().int().min(1).max(150).optional(),
  cfg: z.number().min(0).max(30).optional(),
  sampler: z.string().min(1).max(60).optional(),
  scheduler: z.string().min(1).max(60).optional(),
  /** Of a LoRA. */
  weight: z.number().min(-2).max(2).optional(),
})

export const modelEntrySchema = z
  .strictObject({
    name,
    title: text,
    kind: z.enum(modelKinds),
    base: z.enum(modelBases),
    folder,
    file: fileName,
    /** Other names under which the same file is found. */
    aliases: z.array(fileName).max(modelLimits.listMax).optional(),
    /** As its publisher gives it; null = nobody could confirm one. */
    sha256: sha256.nullable(),
    /** Where `sha256` can be looked up. */
    sha256Source: text.optional(),
    bytes: bytes.nullable(),
    /** SPDX identifier or the licence's own name; null = not known. */
    licence: text.nullable(),
    commercial: z.enum(commercialUses),
    /** What `conditional` asks for. */
    condition: text.optional(),
    /** The studio says that the condition holds for it, and why. Only in files of its own. */
    conditionMet: text.optional(),
    /** Page where it is to be had. */
    source: address,
    triggerWords: z.array(text).max(modelLimits.listMax).optional(),
    recommended: recommendedSchema.optional(),
    /** The recommended parameters of this LoRA win over those of the checkpoint: it makes fewer steps do. */
    accelerates: z.literal(true).optional(),
    /** Chosen by itself for such pictures where a spec names no LoRA. */
    automaticFor: z
      .array(z.enum(['pixel-art']))
      .max(1)
      .optional(),
    /** Of a ControlNet: what it holds. */
    controls: z
      .array(z.enum(['pose', 'depth', 'edges', 'tile']))
      .min(1)
      .max(4)
      .optional(),
    /** Preferred for these types of assets. */
    assetTypes: z.array(z.enum(assetTypes)).max(assetTypes.length).optional(),
    /** Names of other models that it does not work without. */
    needs: z.array(name).max(modelLimits.listMax).optional(),
    /** A custom node pack that ComfyUI needs for it; absent = none. */
    pack: text.optional(),
    note: text.optional(),
  })
  .refine((entry) => entry.sha256 === null || entry.sha256Source !== undefined, {
    path: ['sha256Source'],
    message: 'has to say where the sha256 can be looked up',
  })
  .refine((entry) => entry.commercial !== 'conditional' || entry.condition !== undefined, {
    path: ['condition'],
    message: 'has to say what commercial use asks for',
  })

/** A file of a user whose bytes were hashed. */
export const hashedFileSchema = z.strictObject({
  folder,
  file: fileName,
  sha256,
  bytes,
  /** Time of the file's last change when it was hashed, milliseconds since 1970. */
  changedMs: z.number().min(0),
})

/** A file of models. Entries of a user's own may hold only what differs from the built-in one of that name. */
export const modelFileSchema = z.strictObject({
  format: z.literal(modelFileFormat),
  note: text.optional(),
  models: z.array(z.looseObject({ name })).max(modelLimits.modelsMax).optional(),
  files: z.array(hashedFileSchema).max(modelLimits.filesMax).optional(),
})

export type ModelEntry = z.infer<typeof modelEntrySchema>
export type ModelBase = (typeof modelBases)[number]
export type HashedFile = z.infer<typeof hashedFileSchema>
export type RecommendedParameters = z.infer<typeof recommendedSchema>
