import { z } from 'zod'
import { namedProfileSchema } from './export-profile.schema.js'
import { assetTypes, integrationSchema } from '../spec/asset-spec.schema.js'

const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const px = z.number().int().min(0)
const sidePx = z.number().int().min(1)
const fileSchema = z.object({
  path: z.string().min(1),
  role: z.string().min(1),
  sha256,
  bytes: z.number().int().min(0),
})
const pictureSchema = fileSchema.extend({ width: sidePx, height: sidePx })
/** Of a picture with its size; of a sound without one. */
const assetFileSchema = fileSchema.extend({ width: sidePx.optional(), height: sidePx.optional() })

/** One picture of an asset inside an atlas page; pixels, y from the top. */
const frameSchema = z.object({
  name: z.string(),
  atlas: z.string(),
  page: px,
  x: px,
  y: px,
  width: sidePx,
  height: sidePx,
  /** The same box in the untrimmed frame. */
  trim: z.object({ x: px, y: px, width: sidePx, height: sidePx }),
  sourceSize: z.object({ width: sidePx, height: sidePx }),
})

const provenanceSchema = z.object({
  provider: z.string(),
  /** True: stands in for real art and has to be replaced before release. */
  placeholder: z.boolean(),
  modelHashes: z.array(z.string()),
  graphHash: z.string().nullable(),
  /** 16 hex digits. */
  seed: z.string(),
  promptHash: z.string(),
  /** A person, `policy:<name>` or `signal:<identity>`. */
  reviewer: z.string(),
  /** ISO 8601, UTC. */
  decidedAt: z.string(),
  /** Millionths of the ledger's currency. */
  costMicros: z.number().int().min(0),
  gpuSeconds: z.number().min(0),
  /** `human`: made by a person outside. Absent = made by software. */
  origin: z.literal('human').optional(),
  /** Of outside art, as its author grants it. */
  licence: z.string().optional(),
  author: z.string().optional(),
  /** Style preset of the project, and LoRAs, that its spec names. */
  style: z.string().optional(),
  loras: z.array(z.string()).optional(),
  /** Which models made it, as they were known then; absent where none did, or nobody recorded them. */
  models: z
    .array(
      z.object({
        kind: z.string(),
        name: z.string(),
        file: z.string(),
        /** Of the file's bytes; null where nobody hashed them. */
        sha256: sha256.nullable(),
        licence: z.string().nullable(),
        commercial: z.enum(['yes', 'no', 'conditional', 'unknown']),
      }),
    )
    .optional(),
  /** The cheap picture that it was painted over: which of its round (from 0), its score (0-1) and its bytes. */
  draft: z.object({ index: z.number().int().min(0), score: z.number().min(0).max(1), sha256 }).optional(),
})

const assetSchema = z.object({
  key: z.string(),
  /** Nothing is approved for its spec yet; key, paths, size, pivot and frames are final. Its ids are empty. */
  provisional: z.literal(true).optional(),
  assetId: z.string(),
  specId: z.string(),
  specRevision: z.string(),
  variantId: z.string(),
  type: z.enum(assetTypes),
  tags: z.array(z.string()),
  /** 0-1 of the untrimmed frame, y from the top. */
  pivot: z.object({ x: z.number().min(0).max(1), y: z.number().min(0).max(1) }),
  /** Roles: `image` is a still, `strip` all frames side by side, `webp` the same again, `sound` one format of a sound. */
  files: z.array(assetFileSchema),
  /** From left to right in a strip; none for a sound. */
  frames: z.array(frameSchema),
  animations: z.array(
    z.object({
      name: z.string(),
      fps: z.number().positive(),
      loop: z.boolean(),
      frames: z.array(z.string()),
    }),
  ),
  /** Frames that stand still, by name; absent when there are none. */
  states: z.array(z.object({ name: z.string(), frame: z.string() })).optional(),
  /** Widths of the borders that do not stretch, pixels of one frame. */
  nineSlice: z.object({ left: px, top: px, right: px, bottom: px }).optional(),
  /** Where the team's own manifest wants it, as its spec says. */
  integration: integrationSchema.optional(),
  provenance: provenanceSchema,
})

/** A sound to play; its files are those of the asset with the same key. */
const soundSchema = z.object({
  key: z.string(),
  durationMs: z.number().min(0).optional(),
  loop: z.boolean().optional(),
  sampleRateHz: z.number().int().min(1).optional(),
  /** Where a loop goes on after its end; absent = at the beginning. */
  loopStartMs: z.number().min(0).optional(),
  loopEndMs: z.number().min(0).optional(),
  files: z.array(fileSchema),
})

/** manifest.json of every bundle: links each file to its asset, and says how it was made and who decided. */
export const bundleManifestSchema = z.object({
  format: z.literal('assetloom-bundle/1'),
  project: z.object({ key: z.string(), name: z.string() }),
  target: z.string(),
  /** Some assets may be provisional. */
  provisional: z.literal(true).optional(),
  /** Everything in it was approved by people, and nothing is a placeholder. */
  release: z.literal(true).optional(),
  /** The profile that it was exported by. */
  profile: namedProfileSchema.optional(),
  /** Specs that are not in it: their quality contract did not hold, and a person has yet to decide. By key. */
  handedOver: z.array(z.object({ key: z.string(), reason: z.string() })).optional(),
  /** By key. */
  assets: z.array(assetSchema),
  atlases: z.array(z.object({ name: z.string(), pages: z.array(pictureSchema), files: z.array(fileSchema) })),
  audio: z.array(soundSchema),
  licences: z.array(z.object({ provider: z.string(), licence: z.string(), assets: px })),
  disclosure: z.string(),
  /** Every other file of the bundle but this one. */
  files: z.array(fileSchema),
})

export type BundleManifest = z.infer<typeof bundleManifestSchema>
export type ManifestAsset = BundleManifest['assets'][number]
export type ManifestFrame = ManifestAsset['frames'][number]
export type ManifestSound = BundleManifest['audio'][number]
