import { z } from 'zod'
import {
  exportProfileLimits,
  exportProfileSchema,
  profileNameSchema,
} from '../bundle/export-profile.schema.js'
import { documentLimits } from '../documents/check-document.js'
import { togetherLimits } from '../review-together/together-limits.js'
import { reviewVerbs, verdicts } from '../review/verdict.js'
import { runStages, specStages } from '../run-options.js'
import { assetSpecSchema } from '../spec/asset-spec.schema.js'
import { limits } from '../spec/spec-limits.js'

export const projectFolderFormat = 'assetloom-project/1'

/** What a folder may hold. */
export const folderLimits = {
  filesMax: 60_000,
  /** Of all text files together, UTF-8; jobs and specs of thousands of assets. */
  textBytesMax: 67_108_864,
  /** Of one picture or sound. */
  objectBytesMax: 33_554_432,
  listsMax: 1_000,
  revisionsMax: 10_000,
  specsMax: 20_000,
  variantsOfRunMax: 200_000,
} as const

const { listsMax, revisionsMax, specsMax, variantsOfRunMax } = folderLimits

const text = z
  .string()
  .refine((value) => !value.includes('\0') && !/\p{Surrogate}/u.test(value), 'is no text that can be kept')
const name = text.min(1).max(200)
const time = z.iso.datetime({ precision: 3 })
const number = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)
const revision = z.number().int().min(1).max(1_000_000_000)
const sha256 = z.string().regex(/^[0-9a-f]{64}$/)
const key = assetSpecSchema.shape.key
const loose = z.record(z.string(), z.json())
const report = z.array(z.looseObject({ file: z.string(), line: number, message: z.string() })).max(200_000)

/** `project/project.json`: the project and its newest settings, without what stands in `catalogs/`. */
export const projectFileSchema = z.strictObject({
  format: z.literal(projectFolderFormat),
  key: z.string().min(1).max(200),
  name,
  settings: z.strictObject({ revision: number, createdAt: time.nullable(), content: loose }),
})

/** `project/history.json`: settings of before, oldest first. */
export const historyFileSchema = z.strictObject({
  revisions: z.array(z.strictObject({ revision, createdAt: time, settings: loose })).max(revisionsMax),
})

const orderSchema = z.looseObject({
  seed: number,
  variantsPerSpec: z.number().int().min(1).max(limits.variantsMax).nullable(),
  provider: z.string().min(1).max(40),
  review: z.enum(['auto', 'person']),
  targets: z.array(z.string().min(1).max(40)).max(20),
  palette: z.array(z.string().max(7)).max(limits.paletteMax),
  windowSize: z.number().int().min(1).max(1000),
  undoWindowMs: number,
})

/** `spec-lists/index.json`: which file is which revision of which list, and how it was ordered. */
export const listIndexSchema = z.strictObject({
  lists: z
    .array(
      z.strictObject({
        name,
        revisions: z
          .array(
            z.strictObject({
              revision,
              path: z.string().max(240),
              createdAt: time,
              refinedAt: time.nullable(),
              options: orderSchema,
            }),
          )
          .min(1)
          .max(revisionsMax),
      }),
    )
    .max(listsMax),
})

/** `documents/index.json`: which file is which design document. */
export const documentIndexSchema = z.strictObject({
  documents: z
    .array(z.strictObject({ name, path: z.string().max(240), addedBy: text.min(1).max(200), addedAt: time }))
    .max(documentLimits.documentsMax),
})

/** `catalogs/export-profiles.json`: how the project wants its bundles. */
export const profilesFileSchema = z.strictObject({
  profiles: z
    .array(
      z.strictObject({
        name: profileNameSchema,
        version: revision,
        updatedAt: time,
        profile: exportProfileSchema,
      }),
    )
    .max(exportProfileLimits.profilesMax),
})

const { noteCharsMax, noteFormerMax, tagsMax, tagCharsMax } = togetherLimits
const handle = text.min(1).max(400)

/** `specs/<key>.json`: every revision of one spec, oldest first, and the tags that its reviews gave it. */
export const specFileSchema = z.strictObject({
  key,
  revisions: z
    .array(z.strictObject({ revision, createdAt: time, content: assetSpecSchema }))
    .min(1)
    .max(revisionsMax),
  /** Oldest first, the last ones hold; absent = nobody has tagged it, and in folders of before. */
  reviewTags: z
    .array(
      z.strictObject({
        version: revision,
        tags: z.array(text.min(1).max(tagCharsMax)).max(tagsMax),
        taggedBy: handle,
        taggedAt: time,
      }),
    )
    .max(revisionsMax)
    .optional(),
})

const runRef = z.strictObject({ list: name, revision })
const picture = {
  key,
  round: z.number().int().min(1).max(10_000),
  index: z.number().int().min(0).max(10_000),
}

const runSpecSchema = z.strictObject({
  key,
  specRevision: revision,
  variantsPerRound: z.number().int().min(1).max(limits.variantsMax),
  stage: z.enum(specStages),
  round: number,
  failure: text.nullable(),
  closed: z.boolean(),
  finished: z.strictObject({ round: picture.round, index: picture.index }).nullable(),
  /** The run that made it, where this one only carries it. */
  carriedFrom: runRef.nullable(),
})

const variantSchema = z.strictObject({
  ...picture,
  seed: z.string().regex(/^[0-9a-f]{16}$/),
  executions: number,
  sha256,
  width: number,
  height: number,
  provider: z.string().min(1).max(60),
  providerVersion: z.string().min(1).max(200),
  placeholder: z.boolean(),
  promptHash: z.string().max(100),
  costMicros: number,
  paintMs: z.number().min(0),
  version: number,
  verdict: z.enum(verdicts),
  decisionId: z.string().max(100).nullable(),
  createdAt: time,
  /** When its bytes were given up; they are not in the folder then. */
  pictureRemovedAt: time.nullable(),
  score: z.number().nullable(),
  checks: z.array(z.json()).max(100),
  adjust: loose.nullable(),
  /** How it was made; absent where nobody kept it, and in folders of before. */
  provenance: loose.optional(),
  /** What stands on it beside its verdict; absent = nothing. */
  marks: loose.optional(),
})

const decisionSchema = z.strictObject({
  ...picture,
  decisionId: z.string().min(1).max(100),
  version: z.number().int().min(1),
  verb: z.enum(reviewVerbs),
  verdict: z.enum(verdicts),
  reason: text.nullable(),
  note: text.nullable(),
  reviewer: text.min(1).max(400),
  decidedAt: time,
  groupId: z.string().max(100).optional(),
  marks: loose.optional(),
})

const assetSchema = z.strictObject({
  ...picture,
  version: revision,
  sha256,
  sizeBytes: number,
  width: number,
  height: number,
  trim: loose,
  processing: loose,
  look: loose.nullable(),
  createdAt: time,
})

const noteText = text.min(1).max(noteCharsMax)
const noteSchema = z.strictObject({
  key,
  /** null = it is about the spec. */
  variant: z.strictObject({ round: picture.round, index: picture.index }).nullable(),
  author: handle,
  text: noteText,
  former: z.array(z.strictObject({ text: noteText, replacedAt: z.iso.datetime() })).max(noteFormerMax),
  createdAt: time,
  editedAt: time.nullable(),
  deletedAt: time.nullable(),
})

const assignmentSchema = z.strictObject({
  /** null = every spec of the run that has no assignment of its own. */
  key: key.nullable(),
  handle,
  assignedBy: handle,
  assignedAt: time,
})

/** `jobs/<run>.json`: one run, the run of one revision of one list. */
export const runFileSchema = z.strictObject({
  list: name,
  revision,
  stage: z.enum(runStages),
  failure: text.nullable(),
  createdAt: time,
  finishedAt: time.nullable(),
  problems: report,
  notes: report,
  /** In the order of the list. */
  specs: z.array(runSpecSchema).max(specsMax),
  variants: z.array(variantSchema).max(variantsOfRunMax),
  /** Oldest first. */
  decisions: z.array(decisionSchema).max(variantsOfRunMax),
  assets: z.array(assetSchema).max(variantsOfRunMax),
  /** What people wrote on specs and variants, oldest first; absent = nothing. */
  reviewNotes: z.array(noteSchema).max(variantsOfRunMax).optional(),
  /** Who was to review; absent = nobody in particular. */
  assignments: z.array(assignmentSchema).max(specsMax).optional(),
})

/** `files/index.json`: the pictures and sounds by the hash of their bytes. */
export const fileIndexSchema = z.strictObject({
  files: z.array(z.strictObject({ sha256, path: z.string().max(120) })).max(folderLimits.filesMax),
})

export type FolderRun = z.infer<typeof runFileSchema>
export type FolderSpec = z.infer<typeof specFileSchema>
export type FolderVariant = z.infer<typeof variantSchema>
export type FolderOrder = z.infer<typeof orderSchema>

export const folderFileSchemas = {
  project: projectFileSchema,
  profiles: profilesFileSchema,
  history: historyFileSchema,
  lists: listIndexSchema,
  documents: documentIndexSchema,
  spec: specFileSchema,
  run: runFileSchema,
  files: fileIndexSchema,
} as const
export type FolderFileKind = keyof typeof folderFileSchemas
export type FolderFile<Kind extends FolderFileKind> = z.infer<(typeof folderFileSchemas)[Kind]>
