import { InvalidArgumentError, type Command } from 'commander'
import type { ProjectSettings } from '../../../core/project-settings/project-settings.schema.js'
import { projectRequests } from '../../http/project-requests.js'
import { formatAgo } from '../../progress/format-figures.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit, type CommandKit } from '../command-kit.js'
import { findProject, projectKey } from '../find-project.js'
import { formatTable } from '../format-table.js'
import { wholeNumber } from '../parse-options.js'
import type { PresetOptions } from '../project-folder/change-settings.js'

interface ProjectOption {
  readonly project: string
}

const revisionMax = 1_000_000_000

/** `assetloom project list|show|set|apply|history|undo|preset`. */
export function addProjectSettingsCommands(project: Command, context: CliContext): void {
  project
    .command('list')
    .description('list the projects')
    .action(async (_options: unknown, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projects } = await client.listProjects()
      const rows = projects.map((one) => [
        one.key,
        one.name,
        one.projectId,
        formatAgo(one.createdAt, Date.now()),
      ])
      kit.print({ projects }, formatTable(rows))
      if (rows.length === 0) kit.say('There is no project: npx assetloom wishlist add FILE --project KEY')
    })
  addReading(project, context)
  addChanging(project, context)
  addPresets(project, context)
}

function addReading(project: Command, context: CliContext): void {
  withProject(project.command('show').description('print the settings of a project as YAML'))
    .option('--revision <n>', 'as they were', wholeNumber(1, revisionMax))
    .action(async (options: ProjectOption & { revision?: number }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const shown = await projectRequests(client, projectId).readSettings(options.revision)
      const { writeSettingsYaml } = await import('../../../core/project-settings/settings-yaml.js')
      kit.print(shown, shown.revision === 0 ? '' : writeSettingsYaml(shown.settings))
      kit.say(
        shown.revision === 0
          ? `${options.project} settles nothing yet: npx assetloom project set style=16bit --project ${options.project}`
          : `Revision ${shown.revision}.`,
      )
    })
  withProject(
    project.command('history').description('list the revisions of the settings of a project'),
  ).action(async (options: ProjectOption, command: Command) => {
    const kit = openKit(context, command)
    const { client } = await kit.connect()
    const { projectId } = await findProject(client, options.project)
    const { revisions } = await projectRequests(client, projectId).listRevisions()
    const rows = revisions.map((one) => [
      `revision ${one.revision}`,
      one.createdAt === null ? '' : formatAgo(one.createdAt, Date.now()),
      one.members.join(', ') || 'nothing',
    ])
    kit.print({ revisions }, formatTable(rows))
  })
}

function addChanging(project: Command, context: CliContext): void {
  withProject(
    project
      .command('set')
      .description('set members of the settings; an empty value takes one out')
      .argument('<path=value...>', 'such as style=16bit or assetTypes.prop.defaults.variants=3'),
  ).action(async (assignments: string[], options: ProjectOption, command: Command) => {
    const { applyAssignments } = await import('../project-folder/change-settings.js')
    await change(openKit(context, command), options, (settings) => applyAssignments(settings, assignments))
  })
  withProject(
    project
      .command('apply')
      .description('make the settings of a project what a YAML file says')
      .argument('<file>', 'all settings, as project show prints them'),
  ).action(async (file: string, options: ProjectOption, command: Command) => {
    const { readSettingsFile } = await import('../project-folder/change-settings.js')
    const settings = await readSettingsFile(context, file)
    await change(openKit(context, command), options, () => settings)
  })
  withProject(project.command('undo').description('put earlier settings back, as a new revision'))
    .option(
      '--to <n>',
      'revision to put back; the one before when it is not given',
      wholeNumber(0, revisionMax),
    )
    .action(async (options: ProjectOption & { to?: number }, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const requests = projectRequests(client, projectId)
      const { revision } = await requests.readSettings()
      if (revision === 0)
        throw new CliError('conflict', 'There is nothing to undo.', 'No settings were saved yet.')
      const to = options.to ?? revision - 1
      const before = to === 0 ? {} : (await requests.readSettings(to)).settings
      await change(kit, options, () => before)
    })
}

function addPresets(project: Command, context: CliContext): void {
  const preset = project.command('preset').description('named looks: prompt parts, size, palette, LoRA')
  withProject(preset.command('list').description('list the style presets that lists may name')).action(
    async (options: ProjectOption, command: Command) => {
      const kit = openKit(context, command)
      const { client } = await kit.connect()
      const { projectId } = await findProject(client, options.project)
      const answer = await projectRequests(client, projectId).listPresets()
      const rows = answer.presets.map(({ name, builtIn, preset: { nativeSize, description, prompt } }) => [
        name === answer.style ? `${name} *` : name,
        builtIn ? 'built in' : 'project',
        nativeSize === undefined ? '-' : `${nativeSize.width}x${nativeSize.height}`,
        description ?? prompt?.after ?? prompt?.before ?? '',
      ])
      kit.print(answer, formatTable(rows))
      if (answer.style !== null) kit.say(`* of what names none. Set it: npx assetloom project set style=NAME`)
    },
  )
  withProject(
    preset
      .command('add')
      .description('add a style preset to a project, or change it')
      .argument('<name>', 'lower-case words joined by -')
      .option('--from <preset>', 'begin with the parts of another one')
      .option('--before <words>', 'words before those of the asset')
      .option('--after <words>', 'words behind them')
      .option('--negative <words>', 'what to avoid')
      .option('--size <WxH>', 'native size of one frame', sizeOf)
      .option('--palette <name>', 'palette of the project')
      .option('--lora <name:weight>', 'may be given several times', loraOf)
      .option('--description <words>', 'for people')
      .option('--default', 'make it the style of what names none'),
  ).action(async (name: string, options: ProjectOption & PresetOptions, command: Command) => {
    const { addPreset } = await import('../project-folder/change-settings.js')
    await change(openKit(context, command), options, (settings) => addPreset(settings, name, options))
  })
  withProject(
    preset
      .command('remove')
      .description('remove a style preset of a project')
      .argument('<name>', 'preset of the project'),
  ).action(async (name: string, options: ProjectOption, command: Command) => {
    const { removePreset } = await import('../project-folder/change-settings.js')
    await change(openKit(context, command), options, (settings) => removePreset(settings, name))
  })
}

function withProject(command: Command): Command {
  return command.option(
    '--project <key>',
    'project that is meant; made when it is new',
    projectKey,
    'default',
  )
}

/** Reads, changes and saves under the revision that was read: what somebody else saved in between is a conflict. */
async function change(
  kit: CommandKit,
  { project: key }: ProjectOption,
  make: (settings: ProjectSettings) => ProjectSettings,
): Promise<void> {
  const { changedMembers } = await import('../project-folder/change-settings.js')
  const { client } = await kit.connect()
  const { projectId } = await client.ensureProject({ key, name: key })
  const requests = projectRequests(client, projectId)
  const before = await requests.readSettings()
  const settings = make(before.settings)
  const saved = await requests.saveSettings({ settings, expectedRevision: before.revision })
  const changed = changedMembers(before.settings, saved.settings)
  kit.print({ ...saved, changed }, `${saved.revision}\n`)
  kit.say(
    changed.length === 0
      ? `${key} has these settings already: revision ${saved.revision}.`
      : `${key}, revision ${saved.revision}: ${changed.join(', ')} changed. Lists that are submitted from now on have it.`,
  )
}

function sizeOf(text: string): { width: number; height: number } {
  const match = /^(\d{1,4})x(\d{1,4})$/i.exec(text)
  if (match === null) throw new InvalidArgumentError('It has to be width and height in pixels, like 32x32.')
  return { width: Number(match[1]), height: Number(match[2]) }
}

function loraOf(text: string, known: readonly { name: string; weight: number }[] = []) {
  const [name = '', weight = '1', ...rest] = text.split(':')
  if (rest.length > 0 || name === '' || !Number.isFinite(Number(weight)) || weight.trim() === '')
    throw new InvalidArgumentError('It has to be a name and a weight, like dusk-lines:0.8.')
  return [...known, { name, weight: Number(weight) }]
}
