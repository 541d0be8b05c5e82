import { z } from 'zod'
import type { PresetList, SettingsRevisionList } from '../project-api.js'
import { projectSettingsSchema, stylePresetSchema } from '../../project-settings/project-settings.schema.js'
import { count, idOf, isoTime, wholeNumber } from './pieces.schema.js'
import { ifMatch } from './request-headers.schema.js'
import { routeContract } from './route-contract.js'

const settings = z.record(z.string(), z.unknown()).meta({
  description:
    'Art direction, scenario, style, defaults, style presets, palettes, tag groups, asset types, checkpoints, LoRAs and policies: docs/guides/project-settings.md names every member. core/project-settings judges them all and tells everything that is wrong at once.',
})
/** As the schema of the settings says; names that they have to hold themselves are judged beyond it, with a 409. */
const sentSettings = z.record(z.string(), z.unknown()).meta({
  ...z.toJSONSchema(projectSettingsSchema, { io: 'input', unrepresentable: 'any' }),
})

const settingsView = z
  .strictObject({ projectId: idOf('project'), revision: count, settings, createdAt: isoTime.nullable() })
  .meta({ id: 'ProjectSettings' })
const shared = { tag: 'Settings', scope: 'project', role: 'viewer' } as const

export const readSettings = routeContract({
  ...shared,
  operationId: 'readSettings',
  method: 'get',
  path: '/projects/{projectId}/settings',
  summary: 'What the project settles for all its lists; revision 0 where nobody settled anything',
  answers: { 200: settingsView },
})

export const saveSettings = routeContract({
  ...shared,
  operationId: 'saveSettings',
  method: 'put',
  path: '/projects/{projectId}/settings',
  summary: 'Keeps the settings as the next revision',
  description: 'All of them at once; 409 where another revision than the expected one is the newest.',
  role: 'owner',
  headers: ifMatch('settings'),
  body: z.strictObject({
    settings: sentSettings,
    expectedRevision: wholeNumber(0, 1_000_000_000),
  }),
  answers: { 200: settingsView },
})

const words = z.string().exactOptional()
/** As it is kept: line breaks are gone from its words, which no JSON schema can say. */
const stylePreset = stylePresetSchema.extend({
  description: words,
  prompt: z.strictObject({ before: words, after: words }).exactOptional(),
  negative: words,
})

export const listPresets = routeContract({
  ...shared,
  operationId: 'listPresets',
  method: 'get',
  path: '/projects/{projectId}/settings/presets',
  summary: "The project's style presets and those that are built in",
  answers: {
    200: z.strictObject({
      style: z.string().nullable(),
      presets: z.array(z.strictObject({ name: z.string(), builtIn: z.boolean(), preset: stylePreset })),
    }) satisfies z.ZodType<PresetList>,
  },
})

export const listSettingsRevisions = routeContract({
  ...shared,
  operationId: 'listSettingsRevisions',
  method: 'get',
  path: '/projects/{projectId}/settings/revisions',
  summary: 'The revisions of the settings, newest first',
  answers: {
    200: z.strictObject({
      revisions: z.array(
        z.strictObject({ revision: count, createdAt: isoTime.nullable(), members: z.array(z.string()) }),
      ),
    }) satisfies z.ZodType<SettingsRevisionList>,
  },
})

export const readSettingsRevision = routeContract({
  ...shared,
  operationId: 'readSettingsRevision',
  method: 'get',
  path: '/projects/{projectId}/settings/revisions/{revision}',
  params: z.object({ revision: z.string().regex(/^[1-9]\d{0,8}$/) }),
  summary: 'The settings as one revision had them',
  answers: { 200: settingsView },
})
