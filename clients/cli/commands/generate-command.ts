import type { Command } from 'commander'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { printProblems } from '../print-failure.js'

interface GenerateOptions {
  readonly template: string
  readonly param: Readonly<Record<string, string>>
  readonly outputName?: string
  readonly from: string
  readonly dryRun: true
}

/** `assetloom generate --template NAME --dry-run`: what an asset of a template would be; nothing is started. */
export function addGenerateCommand(program: Command, context: CliContext): void {
  program
    .command('generate')
    .description('show what one asset of a template would be: prompt, file, provider, cost')
    .requiredOption('--template <name>', 'template, by its name or that of its file')
    .option('--param <key=value>', 'value of a parameter; once for each', collectParam, {})
    .option('--output-name <name>', 'file name without extension, instead of the pattern of the template')
    .option('--from <path>', 'folder or file that the template is in', '.')
    .requiredOption('--dry-run', 'start nothing')
    .action((_options: object, command: Command) =>
      showTemplate(context, command, command.optsWithGlobals<GenerateOptions>()),
    )
}

async function showTemplate(context: CliContext, command: Command, options: GenerateOptions): Promise<void> {
  const kit = openKit(context, command)
  const { outputName } = options
  // Loaded here only: YAML would slow every other command's start.
  const { resolveTemplate } = await import('../../../core/spec-files/resolve-template.js')
  const { readSpecPath } = await import('../read-spec-folder.js')
  const files = await readSpecPath(context.cwd, options.from)
  const { spec, problems, notes } = resolveTemplate({
    // The folder may be that of a whole game, with much that is no template.
    files: files.filter(({ path }) => /\.(?:ya?ml|hex|gpl)$/i.test(path)),
    name: options.template,
    given: options.param,
    ...(outputName === undefined ? {} : { outputName }),
    options: { palette: [], variantsPerSpec: null, provider: 'procedural' },
  })
  if (spec === null) {
    printProblems(context, problems)
    throw new CliError(
      'usage',
      `Nothing would come of the template ${options.template}.`,
      'Mend what is listed above.',
    )
  }
  for (const note of notes) kit.say(kit.style.dim(`${note.file}:${note.line}: ${note.message}`))
  const file = spec.integration?.manifestPath ?? null
  // The built-in provider runs here, so it costs nothing; no other one is set up.
  const costMicros = 0
  kit.print(
    {
      dryRun: true,
      key: spec.key,
      assetType: spec.assetType,
      prompt: spec.prompt,
      file,
      provider: spec.provider,
      variants: spec.variants,
      costMicros,
      spec,
      notes,
    },
    formatTable([
      ['key', spec.key],
      ['type', spec.assetType],
      ['prompt', spec.prompt.positive],
      ['file', file ?? '(named by its key)'],
      ['provider', spec.provider],
      ['variants', String(spec.variants)],
      ['cost', '0'],
    ]),
  )
  kit.say('A dry run: nothing was started.')
}

function collectParam(text: string, before: Readonly<Record<string, string>>): Record<string, string> {
  const match = /^([^=]{1,40})=(.{1,200})$/s.exec(text)
  if (match?.[1] === undefined || match[2] === undefined)
    throw new CliError('usage', `"${text}" is no parameter.`, 'Write --param weight=heavy.')
  return { ...before, [match[1].trim()]: match[2] }
}
