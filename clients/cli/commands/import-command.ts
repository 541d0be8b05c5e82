import { type Command, Option } from 'commander'
import { assetTypes } from '../../../core/spec/asset-spec.schema.js'
import type { CliContext } from '../cli-context.js'
import { openKit } from '../command-kit.js'
import { projectKey } from '../find-project.js'
import type { ImportOptions } from '../import/run-import.js'
import { nameList } from '../parse-options.js'

/** `assetloom import`: art that people made outside. */
export function addImportCommand(program: Command, context: CliContext): void {
  program
    .command('import')
    .description('bring art that a person made: it is reviewed, bundled and disclosed like any other asset')
    .argument('<path...>', 'PNG, WAV or OGG files, or folders of them')
    .option('--key <key>', 'key of the asset (one file); default: from the file name')
    .addOption(new Option('--type <type>', 'what it is').choices(assetTypes))
    .option('--author <name>', 'who made it')
    .option('--licence <name>', 'under which licence; unknown keeps it out of releases')
    .option('--trainable', 'style packs may learn from it')
    .option('--tag <list>', 'tags, with commas', nameList)
    .option('--loop', 'a sound that loops')
    .addOption(
      new Option('--as <what>', 'asset: as it is; draft: print a spec that asks for something like it')
        .choices(['asset', 'draft'])
        .default('asset'),
    )
    .addOption(
      new Option('--review <who>', 'who decides: you did by importing it (auto), or a person on the page')
        .choices(['auto', 'page'])
        .default('auto'),
    )
    .option('--project <key>', 'project that it belongs to; made when it is new', projectKey, 'default')
    .option('--keep', 'leave the stack running at the end')
    .action(async (paths: string[], _options: object, command: Command) => {
      const { runImport } = await import('../import/run-import.js')
      await runImport(openKit(context, command), paths, command.optsWithGlobals<ImportOptions>())
    })
}
