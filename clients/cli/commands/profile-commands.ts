import { InvalidArgumentError, type Command } from 'commander'
import {
  exportProfileLimits as limits,
  type ExportProfile,
} from '../../../core/bundle/export-profile.schema.js'
import { describeProfile } from '../../progress/describe-profile.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { nameList, wholeNumber } from '../parse-options.js'

interface ProfileOptions {
  readonly project: string
  readonly target: string
  readonly scale?: number
  readonly pixelsPerUnit?: number
  readonly layout?: string
  readonly formats?: string[]
  readonly pageSide?: number
  readonly padding?: number
  readonly extrude?: number
}

/** `assetloom profile list|set|remove`. */
export function addProfileCommands(program: Command, context: CliContext): void {
  const group = program
    .command('profile')
    .description('how a project wants its bundles: scale, layout, formats, pages')
  addList(group, context)
  addSet(group, context)
  group
    .command('remove')
    .description('remove an export profile; bundles that were made by it stay')
    .argument('<name>', 'name of the profile')
    .requiredOption('--project <key>', 'project', projectKey)
    .action(async (name: string, options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      await client.removeExportProfile(projectId, name)
      kit.print({ removed: name }, '')
      kit.say(`${name} is removed.`)
    })
}

function addList(group: Command, context: CliContext): void {
  group
    .command('list')
    .description('list the export profiles of a project')
    .requiredOption('--project <key>', 'project', projectKey)
    .action(async (options: { project: string }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const { profiles } = await client.listExportProfiles(projectId)
      kit.print(
        { profiles },
        formatTable(
          profiles.map(({ name, version, profile }) => [
            name,
            profile.target,
            `version ${version}`,
            describeProfile(profile),
          ]),
        ),
      )
      if (profiles.length === 0)
        kit.say(`No profile yet: npx assetloom profile set NAME --project ${options.project} --target TARGET`)
    })
}

function addSet(group: Command, context: CliContext): void {
  group
    .command('set')
    .description('make an export profile, or replace the one of that name')
    .argument('<name>', 'lower-case words joined by -')
    .requiredOption('--project <key>', 'project', projectKey)
    .requiredOption('--target <target>', 'engine or format')
    .option('--scale <n>', 'pixels become squares of so many', wholeNumber(1, limits.scaleMax))
    .option('--pixels-per-unit <n>', 'for engines with units of their own', positiveNumber)
    .option('--layout <layout>', 'by-type or flat')
    .option('--formats <list>', 'png, or png,webp', nameList)
    .option(
      '--page-side <px>',
      'largest side of an atlas page',
      wholeNumber(limits.pageSideMinPx, limits.pageSideMaxPx),
    )
    .option('--padding <px>', 'between two frames', wholeNumber(0, limits.paddingMaxPx))
    .option('--extrude <px>', 'how often edges are repeated', wholeNumber(0, limits.extrudeMaxPx))
    .action(async (name: string, options: ProfileOptions, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const saved = await client.saveExportProfile(projectId, name, profileOf(options))
      kit.print(saved, '')
      kit.say(`${name} is version ${saved.version}: npx assetloom export --profile ${name} --out DIR`)
    })
}

/** What the API checks: words that it does not know go there as they are. */
function profileOf(options: ProfileOptions): ExportProfile {
  const { target, scale, pixelsPerUnit, layout, formats, pageSide, padding, extrude } = options
  const atlas = {
    ...(pageSide === undefined ? {} : { maxSidePx: pageSide }),
    ...(padding === undefined ? {} : { paddingPx: padding }),
    ...(extrude === undefined ? {} : { extrudePx: extrude }),
  }
  return {
    target,
    ...(scale === undefined ? {} : { scale }),
    ...(pixelsPerUnit === undefined ? {} : { pixelsPerUnit }),
    ...(layout === undefined ? {} : { layout: layout as NonNullable<ExportProfile['layout']> }),
    ...(formats === undefined ? {} : { formats: formats as NonNullable<ExportProfile['formats']> }),
    ...(Object.keys(atlas).length === 0 ? {} : { atlas }),
  }
}

function positiveNumber(text: string): number {
  const value = Number(text)
  if (!(value > 0 && value <= limits.pixelsPerUnitMax))
    throw new InvalidArgumentError(`It has to be a number above 0, at most ${limits.pixelsPerUnitMax}.`)
  return value
}
