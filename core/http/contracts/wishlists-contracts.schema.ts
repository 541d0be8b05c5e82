import { z } from 'zod'
import { qualityChanges } from '../../autopilot/check-remedies.js'
import { qualityContractSchema } from '../../autopilot/quality-contract.schema.js'
import { namedPicturesMax, pictureNameMax } from '../../intake/named-pictures.js'
import type { WishlistRevisionSummary } from '../../intake-ports.js'
import { specEditSchema, specEditsMax, type SpecEdit } from '../../spec-edits/spec-edit.schema.js'
import { limits } from '../../spec/spec-limits.js'
import { runStages } from '../../run-options.js'
import type { WishlistDiff, WishlistList, WishlistRevisionView } from '../http-api.js'
import { intakeNote, intakeProblem, wishlistDifference } from './intake-rows.schema.js'
import {
  count,
  idOf,
  isoTime,
  kebabKey,
  line,
  sha256,
  text,
  wholeNumber,
  type Members,
} from './pieces.schema.js'
import { bundleTargetNames } from './bundles-contracts.schema.js'
import { routeContract } from './route-contract.js'
import { runOptions } from './run-rows.schema.js'
import { specChanges, specDraft } from './spec-rows.schema.js'
import { estimateView } from './spending-contracts.schema.js'
import { paletteFile, providerName, reviewBy, seed, wishlistAccepted } from './wishlist-rows.schema.js'

/** As a quality contract; what its members have to do with each other is judged beyond it, with a 409. */
const sentContract = z.strictObject({
  ...qualityContractSchema.shape,
  changes: z.array(z.enum(qualityChanges)).min(1).max(qualityChanges.length).exactOptional(),
})

/** One edit: `remove` alone, or what is set, or added. */
const sentEdit = z.union([
  z.strictObject({ key: kebabKey, remove: z.literal(true) }),
  z.strictObject({ key: kebabKey, set: specChanges, add: specDraft.exactOptional() }),
  z.strictObject({ key: kebabKey, set: specChanges.exactOptional(), add: specDraft }),
]) as z.ZodType<SpecEdit>

/** What is sent is held to it: its messages say which member of an edit is wrong. */
const outline = z.strictObject({
  name: line(200),
  // What of it is not understood is told by line, in the answer; what is no text at all is refused.
  text: z.string('is not the text of the list'),
  palette: paletteFile.exactOptional(),
  seed: seed.exactOptional(),
  variantsPerSpec: wholeNumber(1, limits.variantsMax).exactOptional(),
  review: reviewBy.exactOptional(),
  provider: providerName.exactOptional(),
  drafts: wholeNumber(0, limits.draftsMax).exactOptional(),
  pictures: z
    .record(text(pictureNameMax, 1), sha256)
    .refine(
      (named) => Object.keys(named).length <= namedPicturesMax,
      `names more than ${namedPicturesMax} pictures`,
    )
    .meta({ maxProperties: namedPicturesMax })
    .exactOptional(),
  targets: bundleTargetNames.exactOptional(),
  edits: z.array(specEditSchema).max(specEditsMax).exactOptional(),
  hold: z.literal(true, 'is not true; leave it out instead').exactOptional(),
  contract: sentContract.exactOptional(),
})

/** POST .../wishlists, .../diff and .../estimate. Absent members are those of the project or of the installation. */
export const submitWishlistBody = outline
  .extend({ edits: z.array(sentEdit).max(specEditsMax).exactOptional() })
  .meta({ id: 'SubmitWishlist' })

const list = { tag: 'Lists', scope: 'project' } as const
const summary = z.strictObject({
  wishlistRevisionId: idOf('wishlistRevision'),
  revision: count,
  runId: idOf('run'),
  runStage: z.enum(runStages),
  refined: z.boolean(),
  createdAt: isoTime,
} satisfies Members<WishlistRevisionSummary>)

export const listWishlists = routeContract({
  ...list,
  operationId: 'listWishlists',
  method: 'get',
  path: '/projects/{projectId}/wishlists',
  summary: 'The lists that were submitted, newest first, each with the number of its revision',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      wishlists: z.array(
        z.strictObject({
          wishlistRevisionId: idOf('wishlistRevision'),
          name: z.string(),
          revision: count,
          runId: idOf('run'),
          createdAt: isoTime,
        }),
      ),
    }) satisfies z.ZodType<WishlistList>,
  },
})

export const submitWishlist = routeContract({
  ...list,
  operationId: 'submitWishlist',
  method: 'post',
  path: '/projects/{projectId}/wishlists',
  summary: 'Submits a list: its run begins; 200 when this is the newest revision already',
  role: 'editor',
  idempotencyKey: true,
  body: submitWishlistBody,
  bodyOutline: outline,
  answers: { 200: wishlistAccepted, 202: wishlistAccepted },
})

export const diffWishlist = routeContract({
  ...list,
  operationId: 'diffWishlist',
  method: 'post',
  path: '/projects/{projectId}/wishlists/diff',
  summary: 'What submitting the list would change; keeps nothing',
  role: 'viewer',
  body: submitWishlistBody,
  bodyOutline: outline,
  answers: {
    200: z
      .strictObject({
        name: z.string(),
        against: summary.nullable(),
        isSame: z.boolean(),
        isOtherSeed: z.boolean(),
        difference: wishlistDifference,
        approvalsKept: count,
        problems: z.array(intakeProblem),
      })
      .meta({ id: 'WishlistDiff' }) satisfies z.ZodType<WishlistDiff>,
  },
})

export const estimateWishlist = routeContract({
  ...list,
  operationId: 'estimateWishlist',
  method: 'post',
  path: '/projects/{projectId}/wishlists/estimate',
  summary: 'What the list would take and cost; keeps nothing',
  role: 'viewer',
  body: submitWishlistBody,
  bodyOutline: outline,
  answers: { 200: estimateView },
})

export const readWishlistRevision = routeContract({
  ...list,
  operationId: 'readWishlistRevision',
  method: 'get',
  path: '/projects/{projectId}/wishlists/{wishlistRevisionId}',
  summary: 'One revision of a list: its text, and all revisions of it',
  role: 'viewer',
  answers: {
    200: z
      .strictObject({
        wishlistRevisionId: idOf('wishlistRevision'),
        wishlistId: idOf('wishlist'),
        projectId: idOf('project'),
        revision: count,
        name: z.string(),
        text: z.string(),
        problems: z.array(intakeProblem),
        notes: z.array(intakeNote),
        options: runOptions,
        runId: idOf('run'),
        revisions: z.array(summary),
      } satisfies Members<WishlistRevisionView>)
      .meta({ id: 'WishlistRevision' }) satisfies z.ZodType<WishlistRevisionView>,
  },
})
