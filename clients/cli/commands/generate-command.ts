import { type Command, Option } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { draftsOption } from '../drafts-option.js'
import type { GenerateOptions } from '../generate/generate-options.js'
import { projectKey } from '../find-project.js'
import { seedMax, wholeNumber } from '../parse-options.js'

const variantsMax = 16

/** `assetloom generate`: one asset, of words or of a template, to a file. */
export function addGenerateCommand(program: Command, context: CliContext): void {
  withOrderOptions(
    program
      .command('generate')
      .description('make one asset of words, or of a template, and write its file')
      .argument('[category]', 'prop, item, character, tile, icon, effect, sound ...')
      .argument('[prompt...]', 'what to make')
      .option('--size <WxH>', 'pixels in the game, such as 48x32')
      .option('--style <name>', 'style preset, such as 16bit')
      .option('--template <name>', 'template, by its name or that of its file')
      .option('--param <key=value>', 'value of a parameter of the template; once for each', collectParam, {})
      .option('--output-name <name>', 'file name without extension')
      .option('--from <path>', 'folder or file that the template is in', '.')
      .option('--dry-run', 'show prompt, file, provider and cost; start nothing'),
  ).action(async (category: string | undefined, prompt: string[], _options: object, command: Command) => {
    // Loaded here only: rules and YAML would slow every other command's start.
    const { runGenerate } = await import('../generate/run-generate.js')
    await runGenerate(openKit(context, command), category, prompt, command.optsWithGlobals<GenerateOptions>())
  })
}

/** What `generate` and `batch` share. */
export function withOrderOptions(command: Command): Command {
  return command
    .option('--output <dir>', 'folder that gets <category>/<words>.png', '.')
    .option('--palette <file>', 'colours that may be used: .gpl or .hex')
    .option('--seed <n>', 'another seed gives other pictures', wholeNumber(0, seedMax), 1)
    .option('--variants <n>', 'variants to choose from', wholeNumber(1, variantsMax))
    .option('--provider <name>', 'who makes it')
    .addOption(draftsOption())
    .addOption(
      new Option('--review <who>', 'auto decides by score; page waits for you')
        .choices(['auto', 'page'])
        .default('auto'),
    )
    .option('--project <key>', 'project that it belongs to; made when it is new', projectKey, 'default')
    .option('--force', 'replace files of the same name')
    .option('--keep', 'leave the stack running at the end')
}

function collectParam(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const match = /^([^=]{1,40})=(.{1,200})$/s.exec(text)
  if (match?.[1] === undefined || match[2] === undefined)
    throw new CliError('usage', `"${text}" is no parameter.`, 'Write --param weight=heavy.')
  return { ...before, [match[1].trim()]: match[2] }
}
