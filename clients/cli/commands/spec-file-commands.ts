import type { Command } from 'commander'
import type { IntakeNote, IntakeProblem } from '../../../core/intake/intake-report.js'
import type { CliContext } from '../cli-context.js'
import { CliError } from '../cli-error.js'
import { openKit } from '../command-kit.js'
import { formatTable } from '../format-table.js'
import { placeOf } from '../print-failure.js'
import { holdHelp, submitFile, withListOptions } from './wishlist-commands.js'

/** `assetloom spec validate|schema|import`, within the group that `spec list` made. */
export function addSpecFileCommands(program: Command, context: CliContext): void {
  const group = program.commands.find((command) => command.name() === 'spec') ?? program.command('spec')
  group
    .command('validate')
    .description('check specs as files without a stack; exits with 1 when there is a problem')
    .argument('<path>', 'a YAML spec, a template, a list of shots, or a folder of them')
    .option('--notes', 'also what was inferred and filled in')
    .action(async (path: string, options: { notes?: boolean }, command: Command) =>
      validate(context, path, options.notes === true, command),
    )
  group
    .command('schema')
    .description('print the JSON Schema of spec files, for editors')
    .action(async (_options: object, command: Command) => {
      // Loaded by those who need it: the rules of free text and YAML would slow every other command's start.
      const { specFilesJsonSchema } = await import('../../../core/spec-files/spec-file.schema.js')
      const schema = specFilesJsonSchema()
      openKit(context, command).print(schema, `${JSON.stringify(schema, null, 2)}\n`)
    })
  withListOptions(
    group.command('import').description('submit specs as files and start a run, like wishlist add'),
  )
    .option('--hold', holdHelp)
    .action(submitFile(context))
}

async function validate(
  context: CliContext,
  path: string,
  withNotes: boolean,
  command: Command,
): Promise<void> {
  const kit = openKit(context, command)
  const { readSpecPath } = await import('../read-spec-folder.js')
  const { parseSpecFiles } = await import('../../../core/spec-files/parse-spec-files.js')
  const { unpackSpecFiles } = await import('../../../core/spec-files/pack-spec-files.js')
  const given = await readSpecPath(context.cwd, path)
  const [only] = given
  const packed =
    given.length === 1 && only !== undefined && 'bytes' in only ? new TextDecoder().decode(only.bytes) : ''
  const files = unpackSpecFiles(packed) ?? given
  const { specs, problems, notes, ignored } = parseSpecFiles(files, {
    palette: [],
    variantsPerSpec: null,
    provider: 'procedural',
  })
  const shown = withNotes ? [...problems, ...notes].sort(byPlace) : problems
  const counts = [count(specs, 'spec'), count(problems, 'problem'), count(notes, 'note')].join(', ')
  kit.print(
    {
      valid: problems.length === 0,
      files: files.length,
      specs: specs.map(({ key, assetType, size, source }) => ({
        key,
        assetType,
        size,
        file: source.file,
        line: source.line,
      })),
      problems,
      notes,
      ignored,
    },
    [
      ...shown.map(describe),
      ...(specs.length === 0 || problems.length > 0
        ? []
        : [
            formatTable(
              specs.map(({ key, assetType, source }) => [key, assetType, `${source.file}:${source.line}`]),
            ),
          ]),
    ].join(''),
  )
  kit.say(`${counts}.${withNotes || notes.length === 0 ? '' : ' See the notes: --notes'}`)
  if (problems.length > 0)
    throw new CliError(
      'failed',
      `${path} has ${count(problems, 'problem')}.`,
      'Mend them as the hints say; the other specs are good.',
    )
}

function describe(one: IntakeProblem | IntakeNote): string {
  const place = placeOf(one)
  return 'hint' in one ? `${place}: ${one.message}\n  ${one.hint}\n` : `${place}: note: ${one.message}\n`
}

function count(things: readonly unknown[], word: string): string {
  return `${things.length} ${word}${things.length === 1 ? '' : 's'}`
}

function byPlace(a: IntakeNote, b: IntakeNote): number {
  if (a.file !== b.file) return a.file < b.file ? -1 : 1
  return a.line - b.line
}
