import { z } from 'zod'
import type { AssetLook, LibraryItem, LibraryVersion, ProcessingRecord } from '../../library-ports.js'
import { verdicts } from '../../review/verdict.js'
import { assetTypes } from '../../spec/asset-spec.schema.js'
import type { LibraryAssetView, LibraryPage } from '../library-api.js'
import { deploymentSummary } from './deployments-contracts.schema.js'
import {
  count,
  idOf,
  isoTime,
  ownPath,
  pageCursor,
  pageLimit,
  sha256,
  text,
  type Members,
} from './pieces.schema.js'
import { decisionRow } from './review-rows.schema.js'
import { routeContract } from './route-contract.js'

const look = z.strictObject({
  colours: z.array(
    z.strictObject({
      hex: z.string(),
      share: z.number(),
      lab: z.tuple([z.number(), z.number(), z.number()]),
    }),
  ),
  hasTransparency: z.boolean(),
} satisfies Members<AssetLook>)

const processing = z.strictObject({
  backgroundRemoval: z
    .strictObject({
      method: z.string(),
      threshold: z.number(),
      featherPx: z.number(),
      erodePx: z.number(),
      edge: z.enum(['soft', 'binary']),
    })
    .nullable(),
  scale: z.number(),
  palette: z.array(z.string()),
  steps: z.array(z.string()),
  loop: z.strictObject({ startMs: z.number(), endMs: z.number().exactOptional() }).exactOptional(),
} satisfies Members<ProcessingRecord>)

const shared = {
  assetVersionId: idOf('assetVersion'),
  version: count,
  sha256,
  width: count,
  height: count,
  look: look.nullable(),
  runId: idOf('run'),
  variantId: idOf('variant'),
  provider: z.string(),
  placeholder: z.boolean(),
  seed: z.string(),
  score: z.number().nullable(),
  finishedAt: isoTime,
}
const asset = {
  assetId: idOf('asset'),
  projectId: idOf('project'),
  key: z.string(),
  type: z.enum(assetTypes),
  prompt: z.string(),
  tags: z.array(z.string()),
}
const item = z
  .strictObject({
    ...asset,
    ...shared,
    origin: z.enum(['software', 'human']),
    versions: count,
    sameBytesAs: z.array(z.string()),
    imageUrl: ownPath,
  } satisfies Members<LibraryItem & { imageUrl: string }>)
  .meta({ id: 'LibraryItem' })
const version = z
  .strictObject({
    ...shared,
    specRevisionId: idOf('specRevision'),
    sizeBytes: count,
    processing,
    verdict: z.enum(verdicts),
    providerVersion: z.string(),
    decisions: z.array(decisionRow),
    imageUrl: ownPath,
  } satisfies Members<LibraryVersion & { imageUrl: string }>)
  .meta({ id: 'LibraryVersion' })

export const searchLibrary = routeContract({
  operationId: 'searchLibrary',
  method: 'get',
  path: '/projects/{projectId}/library',
  tag: 'Library',
  summary: 'Approved and finished assets by words, type, tag and colour, by key',
  scope: 'project',
  role: 'viewer',
  query: z.object({
    q: text(1000).exactOptional(),
    type: z.enum(assetTypes).exactOptional(),
    tag: text(60, 1).exactOptional(),
    colour: z
      .string()
      .regex(/^#?([0-9A-Fa-f]{6}|[0-9A-Fa-f]{3})$/, "is no colour: write it like '#c98a52'")
      .exactOptional(),
    cursor: pageCursor,
    limit: pageLimit,
  }),
  answers: {
    200: z.strictObject({
      items: z.array(item),
      nextCursor: z.string().nullable(),
    }) satisfies z.ZodType<LibraryPage>,
  },
})

export const readAsset = routeContract({
  operationId: 'readAsset',
  method: 'get',
  path: '/assets/{assetId}',
  tag: 'Library',
  summary: 'One asset with its versions, the decisions on them and where it lies in games',
  scope: 'asset',
  role: 'viewer',
  answers: {
    200: z
      .strictObject({
        ...asset,
        specId: idOf('spec'),
        versions: z.array(version),
        deployments: z.array(deploymentSummary),
      } satisfies Members<LibraryAssetView>)
      .meta({ id: 'Asset' }) satisfies z.ZodType<LibraryAssetView>,
  },
})
