import type { Router } from 'express'
import {
  listPresets,
  listSettingsRevisions,
  readSettings,
  readSettingsRevision,
  saveSettings,
} from '../../core/http/contracts/settings-contracts.schema.js'
import type { PresetList, ProjectSettingsView, SettingsRevisionList } from '../../core/http/project-api.js'
import { builtInPresets } from '../../core/project-settings/built-in-presets.js'
import {
  checkProjectSettings,
  type SettingsProblem,
} from '../../core/project-settings/check-project-settings.js'
import type { ProjectSettings } from '../../core/project-settings/project-settings.schema.js'
import type { ApiContext } from '../api-deps.js'
import { requireMatch, setEntityTag } from '../entity-tag.js'
import { requireProject } from '../lookup.js'
import { mountOperations, operation } from '../operations.js'
import { notFound, problem } from '../problem.js'

const revisionsMax = 200

/** What a project settles for all its lists: read, saved whole under the revision that was seen, and its history. */
export function addProjectSettingsRoutes(router: Router, deps: ApiContext): void {
  const { catalogue, providers } = deps
  const requireIn = async ({ params }: { readonly params: { readonly projectId: string } }) =>
    (await requireProject(catalogue, params.projectId)).projectId
  mountOperations(router, deps, [
    operation(readSettings, async (input, response) => {
      const newest = await catalogue.settings.newest(await requireIn(input))
      setEntityTag(response, newest.revision)
      response.json(newest satisfies ProjectSettingsView)
    }),
    operation(saveSettings, async (input, response) => {
      const projectId = await requireIn(input)
      const { expectedRevision } = input.body
      const { settings, problems } = checkProjectSettings(input.body.settings, { providers })
      if (settings === null) throw unusableSettings(problems)
      if (input.headers['If-Match'] !== undefined)
        requireMatch(input.headers, (await catalogue.settings.newest(projectId)).revision)
      const saved = await catalogue.settings.save({ projectId, expectedRevision, settings })
      setEntityTag(response, saved.revision)
      response.json(saved satisfies ProjectSettingsView)
    }),
    operation(listPresets, async (input, response) => {
      const { settings } = await catalogue.settings.newest(await requireIn(input))
      response.json(presetsOf(settings))
    }),
    operation(listSettingsRevisions, async (input, response) => {
      const rows = await catalogue.settings.list(await requireIn(input), revisionsMax)
      const answer: SettingsRevisionList = {
        revisions: rows.map(({ revision, createdAt, settings }) => ({
          revision,
          createdAt,
          members: Object.keys(settings).sort(),
        })),
      }
      response.json(answer)
    }),
    operation(readSettingsRevision, async (input, response) => {
      const row = await catalogue.settings.read(await requireIn(input), Number(input.params.revision))
      if (row === null) throw notFound('revision of the settings')
      response.json(row satisfies ProjectSettingsView)
    }),
  ])
}

function presetsOf(settings: ProjectSettings): PresetList {
  const own = Object.entries(settings.stylePresets ?? {})
  const builtIn = Object.entries(builtInPresets).filter(([name]) => !own.some(([other]) => other === name))
  return {
    style: settings.style ?? null,
    presets: [
      ...own.map(([name, preset]) => ({ name, builtIn: false, preset })),
      ...builtIn.map(([name, preset]) => ({ name, builtIn: true, preset })),
    ].sort((a, b) => (a.name < b.name ? -1 : 1)),
  }
}

function unusableSettings(problems: readonly SettingsProblem[]): Error {
  const [first] = problems
  return problem(
    409,
    'invalid-settings',
    `${first?.member ?? 'The settings'}: ${first?.message ?? 'not usable'}.`,
    first?.hint ?? 'Correct them and send again.',
    {
      problems: problems.map(({ member, message, hint }) => ({
        file: 'settings',
        line: 1,
        message: `${member}: ${message}`,
        hint,
      })),
    },
  )
}
