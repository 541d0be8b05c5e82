import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { wholeNumber } from '../parse-options.js'
import { resolveHome } from '../resolve-home.js'
import { addProjectDocumentCommands } from './project-document-commands.js'
import { addProjectFolderCommands } from './project-folder-commands.js'
import { addProjectSettingsCommands } from './project-settings-commands.js'

const daysMax = 36_500

interface RetentionOptions {
  readonly unchosenDays?: number
  readonly forever?: boolean
  readonly rejectedToo?: boolean
  readonly keepRejected?: boolean
}

/** `assetloom project`: what a project settles, its design documents, its folder, and `retention KEY`. */
export function addProjectCommands(program: Command, context: CliContext): void {
  const project = program
    .command('project')
    .description('settings of a project, its style presets, design documents and folder')
  addProjectSettingsCommands(project, context)
  addProjectDocumentCommands(project, context)
  addProjectFolderCommands(project, context)
  project
    .command('retention')
    .description('how long pictures that nobody chose are kept; says it without an option')
    .argument('<key>', 'key of the project')
    .option('--unchosen-days <n>', 'days after the end of their run', wholeNumber(1, daysMax))
    .option('--forever', 'keep all (the default of a project)')
    .option('--rejected-too', 'rejected ones as well, which training could learn from')
    .option('--keep-rejected', 'keep rejected ones (the default of a project)')
    .action(async (key: string, options: RetentionOptions, command: Command) => {
      refuseContradictions(options)
      const kit = openKit(context, command)
      const rejected = options.rejectedToo === true ? false : options.keepRejected === true ? true : undefined
      const days = options.forever === true ? null : options.unchosenDays
      const found = await (
        await context.loadLocalKeeping()
      ).setRetention({
        home: resolveHome(context, kit.options),
        projectKey: key,
        ...(days === undefined ? {} : { unchosenDays: days }),
        ...(rejected === undefined ? {} : { keepRejected: rejected }),
      })
      const which = found.keepRejected
        ? 'Pictures that were not chosen'
        : 'Pictures that were not chosen, or rejected,'
      kit.print(
        found,
        found.unchosenDays === null
          ? `${key}: every picture is kept for ever.\n`
          : `${key}: ${which} are given up ${found.unchosenDays} days after the end of their run, by the next gc --run.\n`,
      )
    })
}

function refuseContradictions(options: RetentionOptions): void {
  if (options.forever === true && options.unchosenDays !== undefined)
    throw new CliError('usage', '--forever and --unchosen-days exclude each other.', 'Give one of them.')
  if (options.rejectedToo === true && options.keepRejected === true)
    throw new CliError('usage', '--rejected-too and --keep-rejected exclude each other.', 'Give one of them.')
}
