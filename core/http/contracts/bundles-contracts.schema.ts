import { z } from 'zod'
import { bundleTargets } from '../../bundle/find-bundle-target.js'
import {
  exportProfileSchema,
  namedProfileSchema,
  profileNameSchema,
} from '../../bundle/export-profile.schema.js'
import type { BundleFileRow, BundleRow, ExportProfileRow } from '../../bundle-ports.js'
import type { BundleList, BundleView, ExportProfileList } from '../http-api.js'
import { count, idOf, isoTime, sha256, text, type Members } from './pieces.schema.js'
import { ifMatch, ifNoneMatch } from './request-headers.schema.js'
import { routeContract } from './route-contract.js'

const targetNames = [...bundleTargets.keys()] as [string, ...string[]]
/** A target that is built. */
export const bundleTargetName = z.enum(targetNames, `is none of ${targetNames.join(', ')}`)
/** Some of them. */
export const bundleTargetNames = z
  .array(bundleTargetName, 'is not a list of targets')
  .min(1, 'names no target')
  .max(20, 'names more than 20 targets')
const kind = z.enum(['provisional', 'release'], 'is neither provisional nor release')

const bundle = {
  bundleId: idOf('bundle'),
  projectId: idOf('project'),
  runId: idOf('run'),
  target: z.string(),
  kind: kind.exactOptional(),
  profile: namedProfileSchema.exactOptional(),
  handedOver: z.array(z.strictObject({ key: z.string(), reason: z.string() })).exactOptional(),
  contentId: z.string(),
  state: z.enum(['building', 'published', 'failed']),
  failure: z.string().nullable(),
  createdAt: isoTime,
  publishedAt: isoTime.nullable(),
} satisfies Members<BundleRow>
const bundleList = z.strictObject({
  bundles: z.array(z.strictObject(bundle).meta({ id: 'Bundle' })),
}) satisfies z.ZodType<BundleList>

export const listBundles = routeContract({
  operationId: 'listBundles',
  method: 'get',
  path: '/runs/{runId}/bundles',
  tag: 'Bundles',
  summary: 'The bundles of a run',
  scope: 'run',
  role: 'viewer',
  answers: { 200: bundleList },
})

const profileName = profileNameSchema.min(1)
export const requestBundles = routeContract({
  operationId: 'requestBundles',
  method: 'post',
  path: '/runs/{runId}/bundles',
  tag: 'Bundles',
  summary: 'Freezes the approved set and makes a bundle of it for each target',
  description:
    'A set that was exported before is answered as it is. A run that may not be released is a 409 with its objections. ' +
    'Either targets or a profile, which names its own.',
  scope: 'run',
  role: 'editor',
  body: z.union([
    z.strictObject({ targets: bundleTargetNames, kind: kind.exactOptional() }),
    z.strictObject({ profile: profileName, kind: kind.exactOptional() }),
  ]),
  // The same with words for what is wrong.
  bodyOutline: z
    .strictObject({
      targets: bundleTargetNames.exactOptional(),
      kind: kind.exactOptional(),
      profile: profileName.exactOptional(),
    })
    .refine((body) => body.profile !== undefined || body.targets !== undefined, {
      path: ['targets'],
      message: 'is not a list of targets',
    })
    .refine((body) => body.profile === undefined || body.targets === undefined, {
      path: ['targets'],
      message: 'is of no use beside a profile, which names its target',
    }),
  answers: { 200: bundleList, 202: bundleList },
  idempotencyKey: true,
})

export const readBundle = routeContract({
  operationId: 'readBundle',
  method: 'get',
  path: '/bundles/{bundleId}',
  tag: 'Bundles',
  summary: 'A bundle with its files',
  scope: 'bundle',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      ...bundle,
      files: z.array(
        z.strictObject({
          path: z.string(),
          sha256,
          sizeBytes: count,
        } satisfies Members<BundleFileRow>),
      ),
    } satisfies Members<BundleView>) satisfies z.ZodType<BundleView>,
  },
})

export const readBundleFile = routeContract({
  operationId: 'readBundleFile',
  method: 'get',
  path: '/bundles/{bundleId}/files/{path...}',
  tag: 'Bundles',
  summary: 'One file of a bundle',
  description: '503 with Retry-After where its bytes were lost: the bundle is then being built again.',
  scope: 'bundle',
  role: 'viewer',
  params: z.object({ path: text(1000, 1) }),
  headers: ifNoneMatch('file'),
  answers: {
    200: {
      mediaTypes: [
        'image/png',
        'image/webp',
        'application/json',
        'text/plain',
        'text/html',
        'text/css',
        'audio/ogg',
        'application/octet-stream',
      ],
      about: 'The file; its type goes by its name.',
    },
    304: null,
  },
})

export const readBundleArchive = routeContract({
  operationId: 'readBundleArchive',
  method: 'get',
  path: '/bundles/{bundleId}/archive',
  tag: 'Bundles',
  summary: 'All files of a bundle as one zip archive',
  description:
    'Files are in the order of their paths and stored as they are; the same bundle is the same bytes. 409 while it is not ' +
    'published, and where it is larger than such an archive may be (4 GB). 503 with Retry-After where bytes were lost: the ' +
    'bundle is then being built again. An answer that ends before its Content-Length is to be thrown away.',
  scope: 'bundle',
  role: 'viewer',
  headers: ifNoneMatch('archive'),
  answers: { 200: { mediaTypes: ['application/zip'], about: 'The archive.' }, 304: null },
})

const byName = z.object({ name: profileName })
const profileRow = z
  .strictObject({
    name: z.string(),
    version: count,
    profile: exportProfileSchema,
    updatedAt: isoTime,
  } satisfies Members<ExportProfileRow>)
  .meta({ id: 'ExportProfile' })

export const listExportProfiles = routeContract({
  operationId: 'listExportProfiles',
  method: 'get',
  path: '/projects/{projectId}/export-profiles',
  tag: 'Bundles',
  summary: 'How the project wants its bundles, by name',
  scope: 'project',
  role: 'viewer',
  answers: {
    200: z.strictObject({
      profiles: z.array(profileRow),
    }) satisfies z.ZodType<ExportProfileList>,
  },
})

export const readExportProfile = routeContract({
  operationId: 'readExportProfile',
  method: 'get',
  path: '/projects/{projectId}/export-profiles/{name}',
  tag: 'Bundles',
  summary: 'One export profile',
  scope: 'project',
  role: 'viewer',
  params: byName,
  answers: { 200: profileRow },
})

export const saveExportProfile = routeContract({
  operationId: 'saveExportProfile',
  method: 'put',
  path: '/projects/{projectId}/export-profiles/{name}',
  tag: 'Bundles',
  summary: 'Keeps a profile under its name, in place of the one that is there',
  scope: 'project',
  role: 'owner',
  params: byName,
  body: exportProfileSchema.extend({
    target: bundleTargetName,
    // What the schema checks and JSON schema says in other words.
    formats: exportProfileSchema.shape.formats.meta({ contains: { const: 'png' } }),
  }),
  headers: ifMatch('profile'),
  answers: { 200: profileRow },
})

export const removeExportProfile = routeContract({
  operationId: 'removeExportProfile',
  method: 'delete',
  path: '/projects/{projectId}/export-profiles/{name}',
  tag: 'Bundles',
  summary: 'Removes a profile; bundles that were made by it keep it',
  scope: 'project',
  role: 'owner',
  params: byName,
  headers: ifMatch('profile'),
  answers: { 204: null },
})
