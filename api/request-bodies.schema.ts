import { z } from 'zod'
import { qualityContractSchema } from '../core/autopilot/quality-contract.schema.js'
import type {
  DecideBody,
  EnsureProjectBody,
  RequestBundlesBody,
  SubmitWishlistBody,
} from '../core/http/http-api.js'
import type { DecideProposalsBody } from '../core/http/spec-edits-api.js'
import type { GenerateBody, ImportBody, TellDeploymentBody } from '../core/http/library-api.js'
import { isIdOf } from '../core/ids.js'
import { namedPicturesMax, pictureNameMax } from '../core/intake/named-pictures.js'
import { importedFilesMax } from '../core/library/import-order.schema.js'
import { stripOrderSchema } from '../core/library/strip-order.schema.js'
import { changeLimits } from '../core/review/regenerate-changes.js'
import { reviewVerbs } from '../core/review/verdict.js'
import { assetTypes } from '../core/spec/asset-spec.schema.js'
import { limits } from '../core/spec/spec-limits.js'
import { specEditSchema, specEditsMax } from '../core/spec-edits/spec-edit.schema.js'
import { problem } from './problem.js'

// Postgres text holds neither NUL nor half a surrogate pair.
const text = z
  .string()
  .refine((value) => !value.includes('\0'), 'holds a NUL character: is it a binary file?')
  .refine((value) => !/\p{Surrogate}/u.test(value), 'is not well-formed Unicode')
const fileName = text
  .min(1)
  .max(200)
  .refine((value) => !/[\p{Cc}]/u.test(value), 'holds control characters')
const targets = z
  .array(z.string().min(1).max(40), 'is not a list of targets')
  .min(1, 'names no target')
  .max(20, 'names more than 20 targets')

/** Says the range instead of one of its ends. */
function wholeNumber(min: number, max: number) {
  const message = `is not a whole number from ${min} to ${max}`
  return z.number(message).int(message).min(min, message).max(max, message)
}

/** Exact optional properties: a member that is absent stays absent. */
type Exact<T> = { [K in keyof T]: Exclude<T[K], undefined> }

export const ensureProjectBody = z.strictObject({
  key: z
    .string()
    .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not lower-case words joined by -')
    .max(80),
  name: text.min(1).max(200),
})

export const submitWishlistBody = z.strictObject({
  name: fileName,
  // What is no text is reported by core/intake with its line.
  text: z.string('is not the text of the list'),
  palette: z.strictObject({ name: fileName, text: z.string() }).optional(),
  seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
  variantsPerSpec: wholeNumber(1, limits.variantsMax).optional(),
  review: z.enum(['auto', 'person'], 'is neither auto nor person').optional(),
  provider: z.string().min(1).max(40).optional(),
  drafts: wholeNumber(0, limits.draftsMax).optional(),
  pictures: z
    .record(text.min(1).max(pictureNameMax), z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256'))
    .refine(
      (named) => Object.keys(named).length <= namedPicturesMax,
      `names more than ${namedPicturesMax} pictures`,
    )
    .optional(),
  targets: targets.optional(),
  edits: z
    .array(specEditSchema)
    .max(specEditsMax)
    .refine((edits) => new Set(edits.map(({ key }) => key)).size === edits.length, 'names a key twice')
    .optional(),
  hold: z.literal(true, 'is not true; leave it out instead').optional(),
  contract: qualityContractSchema.optional(),
})

const revision = wholeNumber(1, 1_000_000)
/** Each edit is read by core/spec-edits, so that every one that is wrong is told. */
export const editSpecsBody = z
  .strictObject({
    edits: z.array(z.unknown(), 'is not a list of edits').max(specEditsMax),
    settings: z.literal('current', 'is not "current"').optional(),
    expectedRevision: revision.optional(),
  })
  .refine(({ edits, settings }) => edits.length > 0 || settings !== undefined, {
    path: ['edits'],
    message: 'changes nothing',
  })
export const decideProposalsBody = z.strictObject({
  keys: z
    .array(z.string().min(1).max(80), 'is not a list of keys')
    .min(1, 'names no proposal')
    .max(specEditsMax),
  expectedRevision: revision.optional(),
})

const { promptCharsMax, negativeCharsMax, stepsMax, cfgMax } = changeLimits
const oneLine = text.refine((value) => !/\p{Cc}/u.test(value), 'is not one line')
export const regenerateChangesBody = z
  .strictObject({
    prompt: oneLine.trim().min(1).max(promptCharsMax).optional(),
    negative: oneLine.max(negativeCharsMax).optional(),
    strength: z.number().min(0).max(1).optional(),
    seed: wholeNumber(0, Number.MAX_SAFE_INTEGER).optional(),
    steps: wholeNumber(1, stepsMax).optional(),
    cfg: z.number().min(0).max(cfgMax).optional(),
    from: z.string().min(1).max(80).optional(),
  })
  .refine(
    (changes) => Object.values(changes).some((value) => value !== undefined),
    'is empty: leave it out to make the round as the spec says',
  )

const version = wholeNumber(0, 1_000_000)
export const decideBody = z
  .strictObject({
    decisionId: z
      .string()
      .refine((value) => isIdOf('decision', value), 'is not dec_ and a UUIDv7')
      .optional(),
    verb: z.enum(reviewVerbs),
    expectedVersion: version.optional(),
    reason: text.max(2000).optional(),
    note: text.max(2000).optional(),
    siblings: z
      .array(z.strictObject({ variantId: z.string().min(1).max(80), expectedVersion: version }))
      .max(1000)
      .optional(),
    changes: regenerateChangesBody.optional(),
    groupId: z
      .string()
      .regex(/^[\w:.-]{1,100}$/, 'is not 1 to 100 letters, digits, _, -, : and .')
      .optional(),
  })
  .refine((body) => body.changes === undefined || body.verb === 'regenerate', {
    path: ['changes'],
    message: 'is only for the verb regenerate',
  })
  .refine((body) => body.verb !== 'reject' || (body.reason ?? '').trim() !== '', {
    path: ['reason'],
    message: 'is missing: say why it is rejected, it teaches the next round',
  })

export const requestBundlesBody = z
  .strictObject({
    targets: targets.optional(),
    kind: z.enum(['provisional', 'release'], 'is neither provisional nor release').optional(),
    profile: z.string().min(1).max(40).optional(),
  })
  .refine((body) => body.profile !== undefined || body.targets !== undefined, {
    path: ['targets'],
    message: 'is not a list of targets',
  })
  .refine((body) => body.profile === undefined || body.targets === undefined, {
    path: ['targets'],
    message: 'is of no use beside a profile, which names its target',
  })

const assetKey = z
  .string()
  .regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'is not lower-case words joined by -')
  .max(80)
const paletteFile = z.strictObject({ name: fileName, text: z.string() })
const seed = wholeNumber(0, Number.MAX_SAFE_INTEGER)

export const generateBody = z.strictObject({
  prompt: text.min(1).max(4000),
  category: text.min(1).max(80).optional(),
  style: text.min(1).max(80).optional(),
  size: z.string().max(40).optional(),
  project: assetKey.optional(),
  palette: paletteFile.optional(),
  seed: seed.optional(),
  variants: wholeNumber(1, limits.variantsMax).optional(),
  review: z.enum(['auto', 'person'], 'is neither auto nor person').optional(),
  provider: z.string().min(1).max(40).optional(),
  drafts: wholeNumber(0, limits.draftsMax).optional(),
  targets: targets.optional(),
})

export const importArtBody = z.strictObject({
  name: fileName.max(150),
  author: text.trim().min(1, 'is missing: who made it').max(200),
  licence: text.trim().min(1, 'is missing: say unknown when nobody knows').max(200),
  trainable: z.boolean().optional(),
  review: z.enum(['auto', 'person'], 'is neither auto nor person').optional(),
  targets: targets.optional(),
  files: z
    .array(
      z.strictObject({
        key: assetKey,
        type: z.enum(assetTypes, 'is no type of asset'),
        file: fileName,
        sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256'),
        loop: z.boolean().optional(),
        tags: z.array(text.min(1).max(60)).max(40).optional(),
        cutout: z.literal(true, 'is not true; leave it out instead').optional(),
        frames: stripOrderSchema.shape.frames.optional(),
        frameSize: stripOrderSchema.shape.frameSize,
        animations: stripOrderSchema.shape.animations.optional(),
      }),
    )
    .min(1, 'names no file')
    .max(importedFilesMax, `names more than ${importedFilesMax} files`),
})

/** Files of one deployment; their paths alone fill a body then. */
const deployedFilesMax = 10_000
export const tellDeploymentBody = z.strictObject({
  deploymentId: z.string().refine((value) => isIdOf('deployment', value), 'is not dpl_ and a UUIDv7'),
  bundle: z
    .string()
    .refine(
      (value) => isIdOf('bundle', value) || /^[0-9a-f]{64}$/.test(value),
      'is neither the id of a bundle nor the SHA-256 of its manifest',
    ),
  game: fileName,
  folder: text.min(1).max(1000).optional(),
  files: z
    .array(
      z.strictObject({
        path: text
          .min(1)
          .max(400)
          .refine(
            (value) => !/^[/\\]|^[a-z]:|(^|[/\\])\.\.([/\\]|$)|\p{Cc}/iu.test(value),
            'leads out of the assets folder',
          ),
        sha256: z.string().regex(/^[0-9a-f]{64}$/, 'is no SHA-256'),
        key: assetKey.nullable(),
      }),
    )
    .max(deployedFilesMax, `names more than ${deployedFilesMax} files`),
})

/** The bodies by what they are for. */
export interface BodyOf {
  ensureProject: EnsureProjectBody
  submitWishlist: SubmitWishlistBody
  decide: DecideBody
  requestBundles: RequestBundlesBody
  editSpecs: {
    readonly edits: readonly unknown[]
    readonly settings?: 'current'
    readonly expectedRevision?: number
  }
  decideProposals: DecideProposalsBody
  generate: GenerateBody
  importArt: ImportBody
  tellDeployment: TellDeploymentBody
}
const schemas = {
  ensureProject: ensureProjectBody,
  submitWishlist: submitWishlistBody,
  decide: decideBody,
  requestBundles: requestBundlesBody,
  editSpecs: editSpecsBody,
  decideProposals: decideProposalsBody,
  generate: generateBody,
  importArt: importArtBody,
  tellDeployment: tellDeploymentBody,
} as const

/** The parsed body. Throws a 422 problem that names the first member that is wrong. */
export function parseBody<K extends keyof BodyOf>(kind: K, body: unknown): Exact<BodyOf[K]> {
  const parsed = schemas[kind].safeParse(body)
  if (parsed.success) return parsed.data as unknown as Exact<BodyOf[K]>
  const issue = parsed.error.issues[0]
  const member = issue?.path.length ? `"${issue.path.join('.')}" ` : 'The body: '
  throw problem(
    422,
    'invalid-body',
    `${member}${issue?.message ?? 'is not usable'}.`,
    'Correct it and send again; docs/http-api.md names the shape.',
  )
}
