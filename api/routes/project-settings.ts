import type { Router } from 'express'
import type {
  PresetList,
  ProjectSettingsView,
  SaveSettingsBody,
  SettingsRevisionList,
} from '../../core/http/project-api.js'
import { builtInPresets } from '../../core/project-settings/built-in-presets.js'
import {
  checkProjectSettings,
  type SettingsProblem,
} from '../../core/project-settings/check-project-settings.js'
import type { ApiContext } from '../api-deps.js'
import { requireProject } from '../lookup.js'
import { notFound, problem } from '../problem.js'
import { pathId, pathText, resource } from '../resource.js'

const revisionsMax = 200
const revisionMax = 1_000_000_000

/** What a project settles for all its lists: read, saved whole under the revision that was seen, and its history. */
export function addProjectSettingsRoutes(router: Router, { catalogue, providers }: ApiContext): void {
  resource(router, '/projects/:projectId/settings', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      response.json((await catalogue.settings.newest(projectId)) satisfies ProjectSettingsView)
    },
    async put(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const { settings, expectedRevision } = readBody(request.body, providers)
      response.json(
        (await catalogue.settings.save({
          projectId,
          expectedRevision,
          settings,
        })) satisfies ProjectSettingsView,
      )
    },
  })
  resource(router, '/projects/:projectId/settings/presets', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const { settings } = await catalogue.settings.newest(projectId)
      const own = Object.entries(settings.stylePresets ?? {})
      const builtIn = Object.entries(builtInPresets).filter(
        ([name]) => !own.some(([other]) => other === name),
      )
      const answer: PresetList = {
        style: settings.style ?? null,
        presets: [
          ...own.map(([name, preset]) => ({ name, builtIn: false, preset })),
          ...builtIn.map(([name, preset]) => ({ name, builtIn: true, preset })),
        ].sort((a, b) => (a.name < b.name ? -1 : 1)),
      }
      response.json(answer)
    },
  })
  resource(router, '/projects/:projectId/settings/revisions', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const rows = await catalogue.settings.list(projectId, revisionsMax)
      const answer: SettingsRevisionList = {
        revisions: rows.map(({ revision, createdAt, settings }) => ({
          revision,
          createdAt,
          members: Object.keys(settings).sort(),
        })),
      }
      response.json(answer)
    },
  })
  resource(router, '/projects/:projectId/settings/revisions/:revision', {
    async get(request, response) {
      const { projectId } = await requireProject(catalogue, pathId(request, 'projectId', 'project'))
      const text = pathText(request, 'revision')
      const row = /^[1-9]\d{0,8}$/.test(text) ? await catalogue.settings.read(projectId, Number(text)) : null
      if (row === null) throw notFound('revision of the settings')
      response.json(row satisfies ProjectSettingsView)
    },
  })
}

function readBody(body: unknown, providers: readonly string[]): SaveSettingsBody {
  const { settings: given, expectedRevision, ...others } = isRecord(body) ? body : {}
  const unknown = Object.keys(others)[0]
  if (unknown !== undefined || !isRecord(given))
    throw problem(
      422,
      'invalid-body',
      unknown === undefined
        ? '"settings" is missing or no object.'
        : `"${unknown.slice(0, 60)}" is not known.`,
      'Send { settings, expectedRevision }; docs/http-api.md names the shape.',
    )
  const isRevision =
    typeof expectedRevision === 'number' && Number.isSafeInteger(expectedRevision) && expectedRevision >= 0
  if (!isRevision || expectedRevision > revisionMax)
    throw problem(
      422,
      'invalid-body',
      '"expectedRevision" is not the number of a revision.',
      'Send the revision that GET answered; 0 where there is none yet.',
    )
  const { settings, problems } = checkProjectSettings(given, { providers })
  if (settings === null) throw unusableSettings(problems)
  return { settings, expectedRevision }
}

function unusableSettings(problems: readonly SettingsProblem[]): Error {
  const [first] = problems
  return problem(
    422,
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

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
