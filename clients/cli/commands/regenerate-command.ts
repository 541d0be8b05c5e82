import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { share, wholeNumber } from '../parse-options.js'
import { limits } from '../../../core/spec/spec-limits.js'
import { editByOptions, type EditCommandOptions } from './spec-edit-commands.js'

type RegenerateOptions = Required<Pick<EditCommandOptions, 'like'>> &
  Pick<EditCommandOptions, 'strength' | 'variants' | 'prompt' | 'run'>

/** `assetloom regenerate SPEC --like VARIANT`. */
export function addRegenerateCommand(program: Command, context: CliContext): void {
  program
    .command('regenerate')
    .description('make a spec again beginning from a stored variant: other pictures like that one')
    .argument('<spec>', 'key of the spec')
    .requiredOption(
      '--like <variant>',
      'variant to begin from: an id, or a spec key with its number (barrel:2)',
    )
    .option('--strength <share>', 'how much of it changes, 0 to 1; as the graph has it by default', share)
    .option('--variants <n>', 'how many', wholeNumber(1, limits.variantsMax))
    .option('--prompt <text>', 'other words for it')
    .option('--run <run>', 'run that the spec belongs to; without it the newest list that has it')
    .action(async (key: string, options: RegenerateOptions, command: Command) => {
      const kit = openKit(context, command)
      await editByOptions(kit, context.cwd, key, { ...options, use: 'variation' })
    })
}
