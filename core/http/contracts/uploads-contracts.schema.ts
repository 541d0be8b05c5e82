import { z } from 'zod'
import { importedFilesMax } from '../../library/import-order.schema.js'
import { stripOrderSchema } from '../../library/strip-order.schema.js'
import { assetTypes } from '../../spec/asset-spec.schema.js'
import type { UploadView } from '../library-api.js'
import { count, idOf, isoTime, kebabKey, line, sha256, text } from './pieces.schema.js'
import { bundleTargetNames } from './bundles-contracts.schema.js'
import { routeContract } from './route-contract.js'
import { reviewBy, wishlistAccepted } from './wishlist-rows.schema.js'

/** At least one character that is no blank; blanks around it go. */
const someText = (missing: string) =>
  text(200)
    .regex(/\S/, missing)
    .transform((value) => value.trim())

/** What a person may hand in; what the bytes are is told from the bytes. */
export const artMediaTypes = [
  'image/png',
  'audio/wav',
  'audio/x-wav',
  'audio/wave',
  'audio/ogg',
  'application/octet-stream',
] as const

export const uploadArt = routeContract({
  operationId: 'uploadArt',
  method: 'post',
  path: '/projects/{projectId}/uploads',
  tag: 'Library',
  summary: 'Keeps the bytes of one PNG, WAV or OGG file; the same bytes again are the same upload',
  scope: 'project',
  role: 'editor',
  bytes: { mediaTypes: artMediaTypes, about: 'The bytes of the file' },
  answers: {
    201: z
      .strictObject({
        projectId: idOf('project'),
        sha256,
        mediaType: z.enum(['image/png', 'audio/wav', 'audio/ogg']),
        sizeBytes: count,
        width: count.nullable(),
        height: count.nullable(),
        transparent: z.boolean().nullable(),
        durationMs: z.number().nullable(),
        createdAt: isoTime,
        picture: z.looseObject({}).nullable(),
      })
      .meta({ id: 'Upload' }) as unknown as z.ZodType<UploadView>,
  },
})

export const importArt = routeContract({
  operationId: 'importArt',
  method: 'post',
  path: '/projects/{projectId}/imports',
  tag: 'Library',
  summary: 'Uploads become assets: a list whose specs name them',
  scope: 'project',
  role: 'editor',
  idempotencyKey: true,
  body: z.strictObject({
    name: line(150),
    author: someText('is missing: who made it'),
    licence: someText('is missing: say unknown when nobody knows'),
    trainable: z.boolean().exactOptional(),
    review: reviewBy.exactOptional(),
    targets: bundleTargetNames.exactOptional(),
    files: z
      .array(
        z.strictObject({
          key: kebabKey,
          type: z.enum(assetTypes, 'is no type of asset'),
          file: line(200),
          sha256,
          loop: z.boolean().exactOptional(),
          tags: z.array(text(60, 1)).max(40).exactOptional(),
          cutout: z.literal(true, 'is not true; leave it out instead').exactOptional(),
          frames: stripOrderSchema.shape.frames.exactOptional(),
          frameSize: stripOrderSchema.shape.frameSize.unwrap().exactOptional(),
          animations: stripOrderSchema.shape.animations.exactOptional(),
        }),
      )
      .min(1, 'names no file')
      .max(importedFilesMax, `names more than ${importedFilesMax} files`),
  }),
  answers: { 200: wishlistAccepted, 202: wishlistAccepted },
})
